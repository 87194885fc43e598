import { findSmallWords, markDictionaryWords } from '../../understanding/segment.ts'
import { spokenness } from '../../understanding/spoken-pairs.ts'
import { knowsLanguage, type TextStatistics } from '../index/text-statistics.ts'
import type { SoundAlikes } from './sound-alikes.ts'

/**
 * What a changed character has to win, in natural logs of entry counts, before it is believed: clean text must stay as it is. More where
 * the base knows the character beside its neighbour, and more for words that only hold a sentence together (给, 被, 说).
 */
const CHANGE_COST = { any: 3, known: 3, small: 2.5 }
const MAX_TEXT = 200
const LETTERS = /[a-z]{4,}/g
const HAN = /\p{Script=Han}/u
/** A sound that was only nearly typed, in natural logs of entry counts: zufang is 租房 also where 住房 stands in more entries. */
const BLUR_COST = 2
/** A run of pinyin must meet pairs the base really has, on average at least this well. */
const LEAST_PINYIN = 0.7

type Choice = { character: string; cost: number }

/** A base of fewer entries is counted as if it had so many: two titles of three hundred say as much as thirteen of two thousand. */
const COUNTED_ENTRIES = 2_000

/** How well a pair is known: the log of how many entries have it; a base of few texts is told what common words of the language have it. */
const weighPairs = (statistics: TextStatistics): ((pair: string) => number) => {
  const scale = Math.max(1, COUNTED_ENTRIES / statistics.entries)
  const isTold = 1 - knowsLanguage(statistics)
  return (pair) =>
    Math.log1p(statistics.entriesWithPair(pair) * scale) + (isTold > 0 ? isTold * spokenness(pair) : 0)
}

/** A way through the choices so far: its last character, and the way before it. */
type Path = { character: string; score: number; before: Path | null }

const spellPath = (path: Path | null): string => (path ? spellPath(path.before) + path.character : '')

/** The cheapest way through the choices: pairs the base has earn the log of how many entries have them; of equal ways the first. */
const decode = (choices: readonly (readonly Choice[])[], statistics: TextStatistics): string => {
  const weigh = weighPairs(statistics)
  let paths: readonly (Path | null)[] = [null]
  for (const options of choices) {
    paths = options.map(({ character, cost }) => {
      let best: Path | null = null
      for (const before of paths) {
        const score = before ? before.score + weigh(before.character + character) - cost : -cost
        if (!best || score > best.score) best = { character, score, before }
      }
      return best
    })
  }
  let best: Path | null = null
  for (const path of paths) if (path && (!best || path.score > best.score)) best = path
  return spellPath(best)
}

/** All ways to cut letters into syllables would be too many: the one with the fewest, longest first. */
const cutSyllables = (letters: string, alikes: SoundAlikes): string[] | null => {
  const best: (string[] | null)[] = [[]]
  for (let to = 1; to <= letters.length; to += 1) {
    let found: string[] | null = null
    for (let length = 2; length <= 6 && length <= to; length += 1) {
      const before = best[to - length]
      const syllable = letters.slice(to - length, to)
      if (!before || !alikes.isSyllable(syllable)) continue
      if (!found || before.length + 1 < found.length) found = [...before, syllable]
    }
    best.push(found)
  }
  return best[letters.length] ?? null
}

/** Pinyin typed in Latin letters as the characters the base uses for it: zhaobiao → 招标. */
const readPinyin = (text: string, alikes: SoundAlikes, statistics: TextStatistics): string =>
  text.replace(LETTERS, (letters) => {
    const isKnown = [...letters].every(
      (_, at) => at + 1 >= letters.length || statistics.entriesWithPair(letters, at) > 0,
    )
    const syllables = isKnown ? null : cutSyllables(letters, alikes)
    if (!syllables || syllables.length < 2) return letters
    const choices = syllables.map((syllable) =>
      alikes
        .withSound(syllable)
        .map(({ character, isExact }) => ({ character, cost: isExact ? 0 : BLUR_COST })),
    )
    if (choices.some((options) => options.length === 0)) return letters
    const read = decode(choices, statistics)
    let met = 0
    for (let at = 0; at + 1 < read.length; at += 1) met += Math.log1p(statistics.entriesWithPair(read, at))
    return met / (read.length - 1) >= LEAST_PINYIN ? read : letters
  })

/**
 * Mends typing errors against the words of the knowledge base: pinyin in Latin letters becomes characters, and a character outside any
 * dictionary word is replaced by one that sounds or looks like it where that makes words the base has (托鹰中心 → 托婴中心). A dictionary
 * word is never touched, so that clean questions stay as they are. The text is in match form; same length unless it held pinyin.
 */
export const mendTyping = (
  text: string,
  { alikes, statistics }: { alikes: SoundAlikes; statistics: TextStatistics },
): string => {
  if (text.length > MAX_TEXT) return text
  alikes.follow(statistics)
  const read = /[a-z]/.test(text) ? readPinyin(text, alikes, statistics) : text
  const isSure = markDictionaryWords(read)
  if (isSure.every((sure, at) => sure || !HAN.test(read.charAt(at)))) return read
  const small = findSmallWords(read)
  const isKnown = (at: number): boolean => at >= 0 && statistics.entriesWithPair(read, at) > 0
  const choices = [...read].map((character, at): Choice[] => {
    const own = { character, cost: 0 }
    if (isSure[at] || !HAN.test(character)) return [own]
    const cost =
      CHANGE_COST.any +
      (isKnown(at - 1) || isKnown(at) ? CHANGE_COST.known : 0) +
      (small.has(character) ? CHANGE_COST.small : 0)
    return [own, ...alikes.alike(character).map((other) => ({ character: other, cost }))]
  })
  return decode(choices, statistics)
}
