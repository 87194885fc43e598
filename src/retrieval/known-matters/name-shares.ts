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

/** One word under all its names. */
type Word = { names: readonly string[]; worth: number }

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

/**
 * How far a base has something of a name: the share of the name's words, by their rarity in the base, that the wordings of one entry
 * say, themselves or under another name of the same thing. 1 where an entry is called so; 结婚登记 has a third of 离婚登记. Worked out
 * once for each name and state of the base.
 */
export const createNameShares = (lexicon: Lexicon, store: EntryStore) => {
  const { namesOf } = linksOf(lexicon)
  const shares = new Map<string, number>()
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
    return { names, worth: rarity(Math.max(0, ...entries), statistics.entries) }
  }
  const shareOf = (name: string): number => {
    const words = joinSingles(keepInformativeWords(segment(name), lexicon.stopWords, NO_FILLER)).map(readWord)
    const total = words.reduce((sum, { worth }) => sum + worth, 0)
    const whole = { ...readWord(name), worth: total }
    const terms = new Map<string, number>()
    for (const { names, worth } of [...words, whole])
      for (const pair of names.flatMap(pairsOf)) terms.set(pair, Math.max(worth, terms.get(pair) ?? 0))
    let best = 0
    for (const slot of store.candidates().search(terms, { limit: CANDIDATES, isLive: () => true })) {
      const text = calledAt(slot)
      if (says(text, whole)) return 1
      const said = words.reduce((sum, word) => sum + (says(text, word) ? word.worth : 0), 0)
      best = Math.max(best, total > 0 ? said / total : 0)
    }
    return best
  }

  return (name: string): number => {
    if (revision !== store.revision()) {
      shares.clear()
      called.clear()
    }
    revision = store.revision()
    const share = shares.get(name) ?? shareOf(name)
    shares.set(name, share)
    return share
  }
}
