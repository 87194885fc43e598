const INTERROGATIVE =
  /什么样|什么|为什么|为何|哪一|哪些|哪几|哪个|哪里|哪儿|哪|何时|何地|何种|何|多少|多久|多长|多大|几|如何|怎么样|怎么办|怎么|怎样|是否|能否|可否|谁|吗/g
const PIVOT_MAX = 8
const PIVOT_MIN = 2

/** The words just before and just after the word that asks; as a measure, how much of them a text says in one piece, 0…1. */
export type Pivot<Value = number> = { before: Value; after: Value }

/**
 * The words on both sides of the word that asks (延长至|什么时候). In a sentence that answers, the answer stands where the asking word
 * stood, so these words stand beside it.
 */
export const splitAtInterrogative = (question: string): Pivot<string> => {
  const bare = question.replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase()
  const last = [...bare.matchAll(INTERROGATIVE)].at(-1)
  if (!last) return { before: '', after: '' }
  const end = last.index + last[0].length
  return {
    before: bare.slice(Math.max(0, last.index - PIVOT_MAX), last.index),
    after: bare.slice(end, end + PIVOT_MAX),
  }
}

/** How much of both sides a text says in one piece; `bare` is the text without punctuation and blanks, lower case. */
export const saysPivot = ({ before, after }: Pivot<string>, bare: string): Pivot => {
  const longest = (most: number, pieceOf: (length: number) => string): number => {
    for (let length = most; length >= PIVOT_MIN; length -= 1)
      if (bare.includes(pieceOf(length))) return length / PIVOT_MAX
    return 0
  }
  return {
    before: longest(before.length, (length) => before.slice(-length)),
    after: longest(after.length, (length) => after.slice(0, length)),
  }
}
