import { normaliseText } from './normalise-text.ts'
import { segment } from './segment.ts'

const MAX_CHARACTERS = 3000
const HAN_RUN = /\p{Script=Han}+/gu
const HAS_MEANING = /[\p{L}\p{N}]/u
const ONLY_DIGITS = /^\d+$/
/** Before a character or a pair of characters, so that the character 水 and the word 水 are two terms. */
const RUN_MARK = '~'

/** The words of a normalised text and its runs of Chinese characters of the lengths asked for, each as often as it occurs. */
const listTerms = (clean: string, runLengths: readonly number[]): string[] => {
  const terms = segment(clean).filter((word) => HAS_MEANING.test(word) && !ONLY_DIGITS.test(word))
  for (const [run] of clean.matchAll(HAN_RUN)) {
    for (const length of runLengths) {
      for (let at = 0; at + length <= run.length; at += 1) terms.push(RUN_MARK + run.slice(at, at + length))
    }
  }
  return terms
}

/** The distinct words and character pairs of a text, for evidence that asks only whether a term occurs. */
export const distinctTerms = (raw: string): Set<string> =>
  new Set(listTerms(normaliseText(raw.slice(0, MAX_CHARACTERS)).toLowerCase(), [2]))

/** The same for text that is normalised already (word lists by the thousand, at every start). */
export const distinctTermsOfClean = (clean: string): Set<string> => new Set(listTerms(clean, [2]))

/** A title says what the text is about; its terms count this much more. */
const TITLE_WEIGHT = 3

/** Words, characters and character pairs with how often they occur, the title's counted more. */
export const countTerms = ({ title, text }: { title?: string; text: string }): Map<string, number> => {
  const counts = new Map<string, number>()
  const count = (raw: string, step: number): void => {
    const clean = normaliseText(raw.slice(0, MAX_CHARACTERS)).toLowerCase()
    for (const term of listTerms(clean, [1, 2])) counts.set(term, (counts.get(term) ?? 0) + step)
  }
  if (title !== undefined && title !== '') count(title, TITLE_WEIGHT)
  count(text, 1)
  return counts
}
