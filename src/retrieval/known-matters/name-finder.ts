import type { Lexicon } from '../../understanding/lexicon.ts'
import { keepInformativeWords, segment } from '../../understanding/segment.ts'
import type { EntryStore, Slot } from '../index/entry-store.ts'
import type { Kind } from '../index/list-units.ts'
import { rarity } from '../index/text-statistics.ts'
import { linksOf } from '../query/link-words.ts'
import { pairsOf } from '../query/pairs-of.ts'

/** An entry that says most of a name stands among the best by its pairs; nothing further down can be called so. */
const CANDIDATES = 24
const NO_FILLER: ReadonlySet<string> = new Set()

const CALLED: ReadonlySet<Kind> = new Set<Kind>(['title', 'wording', 'keywords'])

/** What an entry is called, by whoever wrote it or learned it, in match form; a document is about all it lays down. */
const readCalled = ({ units, shape }: Slot): string =>
  units
    .filter(({ kind }) => CALLED.has(kind) || (shape === 'document' && kind === 'whole'))
    .map(({ text }) => text)
    .join('\n')

/** A base has something of a name if one entry says at least this share of its words; 结婚登记 says a third of 离婚登记. */
const HAS = 0.7

/** One word under all its names; `isKnown`: one of them may stand somewhere in the base. */
type Word = { names: readonly string[]; worth: number; isKnown: boolean }

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

const says = (text: string, { names }: Word): boolean => names.some((name) => text.includes(name))

const sum = (words: readonly Word[]): number => words.reduce((all, { worth }) => all + worth, 0)

/**
 * Whether a base has something of a name: the wordings of one entry say the name, or at least 0.7 of its words by their rarity in the base,
 * themselves or under another name of the same thing. Worked out once for each name and state of the base.
 */
export const createNameFinder = (lexicon: Lexicon, store: EntryStore) => {
  const { namesOf } = linksOf(lexicon)
  const found = new Map<string, boolean>()
  const called = new Map<number, string>()
  let revision = -1

  const calledAt = (slot: number): string => {
    const held = store.slotAt(slot)
    const text = called.get(slot) ?? (held ? readCalled(held) : '')
    called.set(slot, text)
    return text
  }
  /** A word stands at most in as many entries as the rarest of its pairs; any of its names may stand for it. */
  const readWord = (word: string): Word => {
    const statistics = store.statistics()
    const names = [word, ...namesOf(word).keys()].filter((name) => name.length > 1)
    const entries = names.map((name) =>
      Math.min(...pairsOf(name).map((pair) => statistics.entriesWithPair(pair))),
    )
    const most = Math.max(0, ...entries)
    return { names, worth: rarity(most, statistics.entries), isKnown: most > 0 }
  }
  const find = (name: string): boolean => {
    const words = joinSingles(keepInformativeWords(segment(name), lexicon.stopWords, NO_FILLER)).map(readWord)
    const least = HAS * sum(words)
    const whole = { ...readWord(name), worth: sum(words) }
    // Most names a base lacks are of words it never says: nothing has to be looked for then.
    if (!whole.isKnown && sum(words.filter(({ isKnown }) => isKnown)) < least) return false
    const terms = new Map<string, number>()
    for (const { names, worth } of [...words, whole])
      for (const pair of names.flatMap(pairsOf)) terms.set(pair, Math.max(worth, terms.get(pair) ?? 0))
    return store
      .candidates()
      .search(terms, { limit: CANDIDATES, kept: 2 * CANDIDATES, isLive: () => true })
      .some((slot) => {
        const text = calledAt(slot)
        if (says(text, whole)) return true
        return least > 0 && sum(words.filter((word) => says(text, word))) >= least
      })
  }

  return (name: string): boolean => {
    if (revision !== store.revision()) {
      found.clear()
      called.clear()
    }
    revision = store.revision()
    const has = found.get(name) ?? find(name)
    found.set(name, has)
    return has
  }
}
