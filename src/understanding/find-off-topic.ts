import type { OffTopic } from './lexicon.ts'

/**
 * What a message is about where it is none of a government line's business (`knowledge/lexicon/off-topic.txt`), undefined for all others.
 * `text` is normalised.
 */
export const findOffTopic = (text: string, topics: readonly OffTopic[]): string | undefined => {
  const lower = text.toLowerCase()
  return topics.find(({ said }) => said.some((parts) => parts.every((part) => lower.includes(part))))?.topic
}
