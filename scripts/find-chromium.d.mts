export const findChromium: () => string
