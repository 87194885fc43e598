export const buildPages: (options?: { force?: boolean }) => Promise<void>
