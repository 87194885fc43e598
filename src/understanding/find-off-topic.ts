import type { OffTopic } from './lexicon.ts'

/**
 * What a message is about where it is none of a government line's business (`knowledge/lexicon/off-topic.txt`), undefined for all others.
 * `text` is normalised.
 */
export const findOffTopic = (text: string, topics: readonly OffTopic[]): string | undefined => {
  const lower = text.toLowerCase()
  const isSaid = (part: string): boolean => lower.includes(part)
  const isAllSaid = (parts: readonly string[]): boolean => parts.every(isSaid)
  return topics.find(({ said }) => said.some(isAllSaid))?.topic
}
