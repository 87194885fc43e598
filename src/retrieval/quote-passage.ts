import { cutSentences } from './cut-passages.ts'
import { encodeText } from './encode-text.ts'
import type { WeighedQuery } from './weigh-query.ts'

const MAX_SENTENCES = 400
const MAX_QUOTE = 160

/** What a sentence says of the query: the gains of the concepts found in it, long sentences slightly held back. */
const scoreSentence = (query: WeighedQuery, sentence: string): number => {
  const { word, pair, char } = encodeText(sentence)
  const terms = new Set([...word, ...pair, ...char])
  let sum = 0
  query.concepts.forEach(({ variants }, index) => {
    const best = Math.max(0, ...variants.map(({ term, weight }) => (terms.has(term) ? weight : 0)))
    sum += best * (query.gains[index] ?? 0)
  })
  return sum / (1 + 0.004 * sentence.length)
}

/**
 * The words of a text that answer the query best: one sentence, with the next one where both are short. Always a literal stretch
 * of the text, so a citation is right by construction. Undefined where no sentence says anything of the query.
 */
export const quotePassage = (query: WeighedQuery, text: string): string | undefined => {
  const sentences = cutSentences(text).slice(0, MAX_SENTENCES)
  let best = -1
  let bestScore = 0
  sentences.forEach((sentence, index) => {
    const score = scoreSentence(query, sentence)
    if (score > bestScore) {
      best = index
      bestScore = score
    }
  })
  const found = sentences[best]
  if (found === undefined) return undefined
  const next = sentences[best + 1]
  const both =
    next === undefined
      ? undefined
      : text.slice(text.indexOf(found), text.indexOf(next, text.indexOf(found)) + next.length)
  return both !== undefined && both.length <= MAX_QUOTE ? both : found
}
