const running = new Map<string, Promise<unknown>>()

/**
 * Lets the messages of one talk be answered one after another in this process, so that the second is understood
 * against what the first one changed. Other talks go on beside it. (Between processes the talk's version guards.)
 */
export const inTurn = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
  const before = running.get(key) ?? Promise.resolve()
  const mine = before.catch(() => {}).then(work)
  running.set(key, mine)
  try {
    return await mine
  } finally {
    if (running.get(key) === mine) running.delete(key)
  }
}
