export const findChromium: () => string | undefined
export const NO_CHROMIUM: string
