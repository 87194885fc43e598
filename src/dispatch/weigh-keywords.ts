import type { CityRules } from '../contracts/city-rules.ts'

/** Words of the tree that occur in a text, as shares of all evidence per leaf. Empty when none occurs. */
export type KeywordEvidence = (text: string) => Map<string, number>

/**
 * Weighs the words a city wrote behind its leaves and catalogue lines: longer words say more, words that stand behind
 * many leaves say less.
 */
export const createKeywordEvidence = (rules: CityRules): KeywordEvidence => {
  const leavesByWord = new Map<string, Set<string>>()
  const add = (word: string, leaf: string): void => {
    if (word.length < 2) return
    leavesByWord.set(word, (leavesByWord.get(word) ?? new Set()).add(leaf))
  }
  for (const parent of rules.categories) {
    for (const leaf of parent.children) for (const word of [leaf.name, ...leaf.keywords]) add(word, leaf.id)
  }
  for (const line of rules.catalogue.lines) {
    if (line.category.length > 2) for (const word of line.when) add(word, line.category)
  }
  return (text) => {
    const found = new Map<string, number>()
    let total = 0
    for (const [word, leaves] of leavesByWord) {
      if (!text.includes(word)) continue
      const weight = word.length ** 1.5 / leaves.size ** 1.5
      for (const leaf of leaves) found.set(leaf, (found.get(leaf) ?? 0) + weight)
      total += weight * leaves.size
    }
    return new Map([...found].map(([leaf, weight]) => [leaf, weight / total]))
  }
}
