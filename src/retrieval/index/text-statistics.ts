import { IntegerTable } from './integer-table.ts'

/** Characters are numbered densely, so that a pair of them fits into one small integer. */
const CHARACTERS = 1 << 15

const isCounted = (code: number): boolean => /[\p{L}\p{N}]/u.test(String.fromCharCode(code))

/**
 * In how many entries each character and each pair of neighbouring characters stands: what rarity is counted from. Texts are given
 * normalised and in lower case; punctuation, blanks and signs outside the basic plane end a run.
 */
export const createTextStatistics = () => {
  /** Character code → its number + 1; 0 = not seen yet, -1 = no letter or digit. */
  const numbers = new Int16Array(1 << 16)
  const codes: number[] = []
  const entriesOfCharacter = new Int32Array(CHARACTERS)
  const entriesOfPair = new IntegerTable()
  let entries = 0
  let textLength = 0

  const numberFor = (code: number): number => {
    const known = numbers[code] ?? -1
    if (known !== 0) return known
    const isNew = codes.length < CHARACTERS - 2 && isCounted(code)
    if (isNew) codes.push(code)
    numbers[code] = isNew ? codes.length : -1
    return numbers[code] ?? -1
  }

  const count = (texts: Iterable<string>, step: 1 | -1): void => {
    const characters = new Set<number>()
    const pairs = new Set<number>()
    for (const text of texts) {
      textLength += step * text.length
      let before = -1
      for (let at = 0; at < text.length; at += 1) {
        const number = numberFor(text.charCodeAt(at))
        if (number > 0) characters.add(number)
        if (number > 0 && before > 0) pairs.add(before * CHARACTERS + number)
        before = number
      }
    }
    for (const number of characters) entriesOfCharacter[number] = (entriesOfCharacter[number] ?? 0) + step
    for (const key of pairs) entriesOfPair.set(key, Math.max(0, entriesOfPair.get(key) + step))
    entries += step
  }

  const numberOf = (text: string, at: number): number => numbers[text.charCodeAt(at)] ?? -1

  return {
    /** Counts the texts of one entry in. */
    add: (texts: Iterable<string>): void => count(texts, 1),
    /** Counts the same texts out again. */
    remove: (texts: Iterable<string>): void => count(texts, -1),
    get entries(): number {
      return entries
    },
    /** How many characters all texts have together: how much the base knows of the language. */
    get textLength(): number {
      return textLength
    },
    /** In how many entries the character at `at` stands. */
    entriesWith(text: string, at = 0): number {
      const number = numberOf(text, at)
      return number > 0 ? (entriesOfCharacter[number] ?? 0) : 0
    },
    /** In how many entries the pair that begins at `at` stands. */
    entriesWithPair(text: string, at = 0): number {
      const left = numberOf(text, at)
      const right = numberOf(text, at + 1)
      return left > 0 && right > 0 ? entriesOfPair.get(left * CHARACTERS + right) : 0
    },
    /** All characters that stand in an entry, for finding look-alikes and sound-alikes. */
    *characters(): Generator<string> {
      for (const code of codes) yield String.fromCharCode(code)
    },
    /** How many different characters were ever seen; grows only. */
    get characterCount(): number {
      return codes.length
    },
  }
}
export type TextStatistics = ReturnType<typeof createTextStatistics>

/** A base of so many characters knows by itself how common a word is. */
const KNOWS_LANGUAGE = 200_000

/** How far a base can tell by itself what is common in Chinese, 0…1, by how much text it has. */
export const knowsLanguage = ({ textLength }: TextStatistics): number =>
  Math.min(1, textLength / KNOWS_LANGUAGE)

/** Inverse entry frequency as in BM25 (Robertson & Zaragoza 2009): the fewer entries speak of it, the more it tells. */
export const rarity = (entries: number, all: number): number =>
  Math.log(1 + (all - entries + 0.5) / (entries + 0.5))

/** The same for a word that can tell at most `share` of what the rarest tells, however few entries of a small base have it. */
export const tellingRarity = (entries: number, all: number, share: number): number =>
  share === 1 ? rarity(entries, all) : Math.min(rarity(entries, all), share * rarity(1, all))
