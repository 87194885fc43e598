/** The pairs of neighbouring characters of a word, in order; none for a single character. */
export const pairsOf = (word: string): string[] =>
  Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2))
