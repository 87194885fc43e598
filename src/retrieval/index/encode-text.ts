import { normaliseText } from '../../understanding/normalise-text.ts'

const RUN = /[\p{L}\p{N}]+/gu
const HAN = /\p{Script=Han}/u

/** The form of a text that matching reads: normalised, in lower case. */
export const toMatchText = (raw: string): string => {
  const text = normaliseText(raw).toLowerCase()
  // Most texts are in this form already: one copy is kept then, not two.
  return text === raw ? raw : text
}

/**
 * The terms a text is filed under for finding candidates: pairs of neighbouring characters, and single Chinese characters where
 * `withCharacters`. Pairs need no segmenter, so different cuts of the same words still meet. The text is in match form.
 */
export const encodeText = (text: string, withCharacters: boolean): Set<string> => {
  const terms = new Set<string>()
  for (const [run] of text.matchAll(RUN)) {
    for (let at = 0; at < run.length; at += 1) {
      if (at + 1 < run.length) terms.add(run.slice(at, at + 2))
      if (withCharacters && (run.length === 1 || HAN.test(run.charAt(at)))) terms.add(run.charAt(at))
    }
  }
  return terms
}
