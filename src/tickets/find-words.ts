import type { SensitiveWordFile } from '../contracts/knowledge-file.ts'

/** The listed words of a kind that stand in a text, each once, in the order of the list. */
export const findWords = (
  words: readonly SensitiveWordFile[],
  kind: SensitiveWordFile['kind'],
  text: string,
): SensitiveWordFile[] => {
  const low = text.toLowerCase()
  return words.filter((word) => word.kind === kind && low.includes(word.name.toLowerCase()))
}
