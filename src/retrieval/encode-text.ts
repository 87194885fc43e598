import { normaliseText } from '../understanding/normalise-text.ts'
import { segment } from '../understanding/segment.ts'

/**
 * How a text is cut for matching. Words carry the meaning but miss when lay and official words differ (公车, 公交车); pairs of
 * neighbouring characters bridge different cuts; single characters bridge different words (走丢了, 失踪).
 */
export const LEGS = ['word', 'pair', 'char'] as const
export type Leg = (typeof LEGS)[number]

/** The terms of one text by leg, in order, repeats included. */
export type EncodedText = Record<Leg, string[]>

const HAN_RUN = /\p{Script=Han}+/gu
const HAS_MEANING = /[\p{L}\p{N}]/u

/** Pairs and characters are filed under a sign of their own, so that all legs share one dictionary. */
export const pairTerm = (pair: string): string => `~${pair}`
export const charTerm = (character: string): string => `^${character}`

/** The leg a filed term belongs to. */
export const legOf = (term: string): Leg =>
  term.startsWith('~') ? 'pair' : term.startsWith('^') ? 'char' : 'word'

/** The pairs and characters of normalised text; punctuation, digits and Latin words end a run. */
export const encodeCharacters = (text: string): Pick<EncodedText, 'pair' | 'char'> => {
  const encoded = { pair: [] as string[], char: [] as string[] }
  for (const [run] of text.matchAll(HAN_RUN)) {
    for (let at = 0; at < run.length; at += 1) {
      encoded.char.push(charTerm(run.charAt(at)))
      if (at + 1 < run.length) encoded.pair.push(pairTerm(run.slice(at, at + 2)))
    }
  }
  return encoded
}

/** Cuts one text of an entry into the terms it is found by. Query text goes through `buildQuery` instead. */
export const encodeText = (raw: string): EncodedText => {
  const text = normaliseText(raw).toLowerCase()
  return { word: segment(text).filter((word) => HAS_MEANING.test(word)), ...encodeCharacters(text) }
}
