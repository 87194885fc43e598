/** WeChat's limit of one text: 2048 bytes (45002 beyond). 600 characters keep a phone screen readable. */
export const TEXT_MAX_BYTES = 2048
export const TEXT_MAX_CHARS = 600

export type TextLimit = { bytes: number; chars: number }
export const FULL_TEXT: TextLimit = { bytes: TEXT_MAX_BYTES, chars: TEXT_MAX_CHARS }

const SENTENCE_END = /[。！？；!?;\n]/
const CLAUSE_END = /[，、,：: ]/

/** True when the text fits one message. Characters are code points, so an emoji counts once. */
export const fits = (text: string, limit: TextLimit = FULL_TEXT): boolean =>
  Buffer.byteLength(text) <= limit.bytes && [...text].length <= limit.chars

const longestFitting = (characters: string[], limit: TextLimit): number => {
  let bytes = 0
  let count = 0
  for (const character of characters) {
    bytes += Buffer.byteLength(character)
    if (bytes > limit.bytes || count >= limit.chars) break
    count += 1
  }
  return count
}

const lastIndexMatching = (characters: string[], from: number, pattern: RegExp): number => {
  // A cut in the first half would waste the message; then a coarser place to cut is better.
  for (let i = from - 1; i >= Math.floor(from / 2); i -= 1)
    if (pattern.test(characters[i] ?? '')) return i + 1
  return 0
}

/**
 * Splits text into a head that fits and the rest, at a sentence end where there is one in the second half, else
 * at a comma, else between two characters. Nothing but white space at the cut is lost.
 */
export const cutText = (text: string, limit: TextLimit = FULL_TEXT): { head: string; rest: string } => {
  if (fits(text, limit)) return { head: text, rest: '' }
  const characters = [...text]
  const most = longestFitting(characters, limit)
  const at =
    lastIndexMatching(characters, most, SENTENCE_END) ||
    lastIndexMatching(characters, most, CLAUSE_END) ||
    most
  return { head: characters.slice(0, at).join('').trimEnd(), rest: characters.slice(at).join('').trimStart() }
}
