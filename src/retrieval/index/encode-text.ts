import { normaliseText } from '../../understanding/normalise-text.ts'

const LETTER = /[\p{L}\p{N}\p{Cs}]/u
const HAN = /\p{Script=Han}/u

/** The form of a text that matching reads: normalised, in lower case. */
export const toMatchText = (raw: string): string => {
  const text = normaliseText(raw).toLowerCase()
  // Most texts are in this form already: one copy is kept then, not two.
  return text === raw ? raw : text
}

const MARK = 1
const OTHER_LETTER = 2
const HAN_LETTER = 3
/** What each code unit is, 0 = not looked at yet: texts have many characters, and few different ones. */
const kinds = new Uint8Array(1 << 16)

const kindOf = (code: number): number => {
  const known = kinds[code] as number
  if (known !== 0) return known
  const character = String.fromCharCode(code)
  const kind = HAN.test(character) ? HAN_LETTER : LETTER.test(character) ? OTHER_LETTER : MARK
  kinds[code] = kind
  return kind
}

/**
 * Hands `file` the terms a text is filed under for finding candidates, repeated as they occur: pairs of neighbouring letters, and single
 * Chinese characters where `withCharacters`. Pairs need no segmenter, so different cuts of the same words still meet. A term is a number:
 * both code units side by side, or the one. The text is in match form.
 */
export const encodeText = (text: string, withCharacters: boolean, file: (term: number) => void): void => {
  let before = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const kind = kindOf(code)
    if (kind === MARK) before = 0
    else {
      if (before !== 0) file((before << 16) | code)
      if (withCharacters && kind === HAN_LETTER) file(code)
      before = code
    }
  }
}

/** The term of the pair of characters that begins at `at`. */
export const pairTerm = (text: string, at = 0): number =>
  (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1)

/** The characters that a term is the number of. */
export const spellTerm = (term: number): string =>
  term >>> 16 === 0 ? String.fromCharCode(term) : String.fromCharCode(term >>> 16, term & 0xffff)
