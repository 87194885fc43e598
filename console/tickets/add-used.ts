/** As many as the server takes with one answer. */
const USED_MAX = 5

/** The entries whose words were put into an answer, each once, the newest last. */
export const addUsed = (used: readonly string[], entryId: string): string[] =>
  [...used.filter((id) => id !== entryId), entryId].slice(-USED_MAX)
