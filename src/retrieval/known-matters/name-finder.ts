import type { Lexicon } from '../../understanding/lexicon.ts'
import { keepInformativeWords, segment } from '../../understanding/segment.ts'
import { pairTerm } from '../index/encode-text.ts'
import type { EntryStore, Slot } from '../index/entry-store.ts'
import type { Kind } from '../index/list-units.ts'
import type { PackedUnit } from '../index/pack-units.ts'
import { rarity } from '../index/text-statistics.ts'
import { linksOf } from '../query/link-words.ts'
import { pairsOf } from '../query/pairs-of.ts'

const NO_FILLER: ReadonlySet<string> = new Set()

const CALLED: ReadonlySet<Kind> = new Set<Kind>(['title', 'wording', 'keywords'])

/** What an entry is called, by whoever wrote it or learned it; a document is about all it lays down. */
const isCalled = ({ kind }: PackedUnit, { shape }: Slot): boolean =>
  CALLED.has(kind) || (shape === 'document' && kind === 'whole')

/** A base has something of a name if one entry says at least this share of its words; 结婚登记 says a third of 离婚登记. */
const HAS = 0.7

/** A name of something, and the pair of it that stands in the fewest entries. */
type Name = { text: string; pair: string; entries: number }

/** One word under those of its names that the base may say. */
type Word = { names: readonly Name[]; worth: number }

/** Characters the segmenter leaves single are one word it does not know (月, 嫂); one alone tells nothing. */
const joinSingles = (words: readonly string[]): string[] =>
  words
    .reduce<string[]>((joined, word) => {
      const before = joined.at(-1)
      if (word.length === 1 && before?.startsWith(' ')) joined[joined.length - 1] = before + word
      else joined.push(word.length === 1 ? ` ${word}` : word)
      return joined
    }, [])
    .map((word) => word.trim())
    .filter((word) => word.length > 1)

const says = (held: Slot, { names }: Word): boolean => {
  for (const unit of held.units)
    if (isCalled(unit, held)) for (const { text } of names) if (unit.says(text)) return true
  return false
}

const sum = (words: readonly Word[]): number => words.reduce((all, { worth }) => all + worth, 0)

/** Whether an entry says `least` of the words by their worth; they are given the rarest first, so most entries are left after one. */
const saysMost = (held: Slot, words: readonly Word[], least: number): boolean => {
  let left = sum(words)
  let said = 0
  for (const word of words) {
    left -= word.worth
    if (says(held, word)) said += word.worth
    if (said >= least) return true
    if (said + left < least) return false
  }
  return false
}

/** The first of these words, given the rarest first, that whoever says `least` of all of them must say one of. */
const pickTelling = (words: readonly Word[], least: number): Word[] => {
  let left = sum(words)
  return words.filter(({ worth }) => {
    const isNeeded = left >= least
    left -= worth
    return isNeeded
  })
}

/**
 * Whether a base has something of a name: the wordings of one entry say the name, or at least 0.7 of its words by their rarity in the base,
 * themselves or under another name of the same thing. Worked out once for each name and state of the base.
 */
export const createNameFinder = (lexicon: Lexicon, store: EntryStore) => {
  const { namesOf } = linksOf(lexicon)
  const found = new Map<string, boolean>()
  let revision = -1

  const readName = (text: string): Name => {
    const statistics = store.statistics()
    let [pair, entries] = ['', Number.POSITIVE_INFINITY]
    for (const each of pairsOf(text)) {
      const having = statistics.entriesWithPair(each)
      if (having < entries) [pair, entries] = [each, having]
    }
    return { text, pair, entries }
  }
  /** A word stands at most in as many entries as the rarest of its pairs; any of its names may stand for it. */
  const readWord = (word: string): Word => {
    const names = [word, ...namesOf(word).keys()]
      .filter((name) => name.length > 1)
      .map(readName)
      .filter(({ entries }) => entries > 0)
    const most = names.reduce((all, { entries }) => Math.max(all, entries), 0)
    return { names, worth: rarity(most, store.statistics().entries) }
  }
  /** Whether one of the entries that have a pair of one of these words is it. */
  const hasAmong = (words: readonly Word[], isIt: (held: Slot) => boolean): boolean => {
    const seen = new Set<number>()
    for (const { pair } of words.flatMap(({ names }) => names))
      for (const list of store.candidates().filedUnder(pairTerm(pair), store.hasDocuments()))
        for (let at = 0; at < list.length; at += 1) {
          const slot = list[at] as number
          if (seen.has(slot)) continue
          seen.add(slot)
          const held = store.slotAt(slot)
          if (held && isIt(held)) return true
        }
    return false
  }
  const find = (name: string): boolean => {
    const words = joinSingles(keepInformativeWords(segment(name), lexicon.stopWords, NO_FILLER))
      .map(readWord)
      .sort((a, b) => b.worth - a.worth)
    const least = HAS * sum(words)
    const whole = readWord(name)
    if (hasAmong([whole], (held) => says(held, whole))) return true
    // Most names a base lacks are of words it never says: nothing has to be looked for then.
    if (least === 0 || sum(words.filter(({ names }) => names.length > 0)) < least) return false
    return hasAmong(pickTelling(words, least), (held) => saysMost(held, words, least))
  }

  return (name: string): boolean => {
    if (revision !== store.revision()) found.clear()
    revision = store.revision()
    const has = found.get(name) ?? find(name)
    found.set(name, has)
    return has
  }
}
