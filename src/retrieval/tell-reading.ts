import type { Reading } from '../contracts/retrieval.ts'
import type { AskedPhrase, AskedQuery } from './query/asked.ts'

/** More than this nobody reads. */
const LINKS = 6
const OFFICIALS = 3
/** Official words trusted less than this share of the best one are guesses. */
const LEAST_TRUST = 0.5

const isInside = (phrase: AskedPhrase, others: readonly AskedPhrase[]): boolean =>
  others.some(({ from, to }) => from <= phrase.from && phrase.to <= to)

/**
 * What a message was read as, for editors: the text with typing errors mended where any were (`written` is the text before), and the
 * official words its lay words were looked up with, the longest stretch first; at most six stretches, three words each.
 */
export const tellReading = (asked: AskedQuery, written: string): Reading => {
  const shown: AskedPhrase[] = []
  for (const phrase of asked.phrases)
    if (phrase.kind !== 'word' && shown.length < LINKS && !isInside(phrase, shown)) shown.push(phrase)
  return {
    mended: asked.text === written.toLowerCase() ? null : asked.text,
    links: shown.map(({ kind, from, to, variants }) => ({
      said: asked.text.slice(from, to),
      isSure: kind === 'same',
      officials: [...variants]
        .sort((a, b) => b.weight - a.weight)
        .filter(({ weight }) => weight >= LEAST_TRUST)
        .slice(0, OFFICIALS)
        .map(({ text }) => text),
    })),
  }
}
