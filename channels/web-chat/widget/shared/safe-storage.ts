const memory = new Map<string, string>()

/**
 * `localStorage` that never throws: private windows and embedded browsers may refuse it, then values live as long
 * as the page. Keys are prefixed so that other pages of the same address are not touched.
 */
export const safeStorage = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(`yingsheng.${key}`) ?? memory.get(key) ?? null
    } catch {
      return memory.get(key) ?? null
    }
  },
  write(key: string, value: string): void {
    memory.set(key, value)
    try {
      localStorage.setItem(`yingsheng.${key}`, value)
    } catch {
      // Full or forbidden: the copy in memory has to do.
    }
  },
  remove(key: string): void {
    memory.delete(key)
    try {
      localStorage.removeItem(`yingsheng.${key}`)
    } catch {
      // Nothing was kept there.
    }
  },
}
