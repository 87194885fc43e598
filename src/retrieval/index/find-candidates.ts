import FlexSearch from 'flexsearch'
import { encodeText, spellTerm } from './encode-text.ts'
import { createFilingPacker, type FilingPacker } from './pack-filings.ts'
import { type Best, createTopScores, roomForBest, scaleOf } from './top-scores.ts'

const SEPARATOR = '\u0001'
const encode = (joined: string): string[] => joined.split(SEPARATOR)
/** FlexSearch hands out its own list, uncopied, where the limit is beyond its length. */
const ALL = { limit: 2 ** 31, cache: false }
/** Only so many filings are looked at for one query, the telling terms first: the common ones have long lists and say little. */
const MAX_FILINGS = 300_000
const NONE: ArrayLike<number> = []
const IMPORTED_AT_ONCE = 2000
/** What the best by its wordings is worth beside the best by its whole text (1), where some of both are kept. */
const BY_WORDINGS = 1.4
/** Some 1 MB of references. */
const ASKED_KEPT = 20_000

/** The texts one entry is filed by: characters only of the wordings, for in long texts nearly every character stands somewhere. */
export type FiledTexts = { wordings: readonly string[]; whole: string }

/** How many slots each index gives, how many of them are kept, and which still hold something. */
type CandidateOptions = { limit: number; kept: number; isLive: (slot: number) => boolean }

/** A term to look for and what finding it is worth, above 0. */
export type WorthyTerm = { term: number; worth: number }
export const byWorth = (left: WorthyTerm, right: WorthyTerm): number =>
  left.worth === right.worth ? 0 : left.worth > right.worth ? -1 : 1

// Without `fastupdate`: its register takes as much memory again as the index. What is gone is left out by `isLive` instead.
const createIndex = () =>
  new FlexSearch.Index({ tokenize: 'strict', encode, fastupdate: false, resolution: 1, cache: false })

/** An index of packed lists. FlexSearch imports its own lists as they are handed to it; these never change. */
const packIndex = (packer: FilingPacker) => {
  const index = createIndex()
  let chunk: [string, [ArrayLike<number>]][] = []
  const take = (): void => {
    // Its types know only the serialised form; what is parsed already is taken as it is.
    index.import('1.map', chunk as unknown as string)
    chunk = []
  }
  for (const { term, slots } of packer.pack())
    if (chunk.push([spellTerm(term), [slots]]) >= IMPORTED_AT_ONCE) take()
  take()
  return index
}

/**
 * One index in two layers: what it was first filled with, packed when it is first asked, and what came later, in lists that can grow.
 * FlexSearch only says which entries have a term.
 */
const createLayers = () => {
  let packer: FilingPacker | null = createFilingPacker()
  let packed: ReturnType<typeof createIndex> | null = null
  let later: ReturnType<typeof createIndex> | null = null
  /** What FlexSearch gave for a term: packed lists never change, and the same terms are asked for all day. */
  const asked = new Map<number, ArrayLike<number>>()
  const seal = (): void => {
    if (packer) packed = packIndex(packer)
    packer = null
  }
  const findPacked = (term: number): ArrayLike<number> => {
    const known = asked.get(term)
    if (known) return known
    const list = packed?.search(spellTerm(term), ALL) as number[]
    if (asked.size >= ASKED_KEPT) asked.clear()
    asked.set(term, list)
    return list
  }
  return {
    seal,
    add(slot: number, each: (file: (term: number) => void) => void): void {
      if (packer) {
        packer.add(slot, each)
        return
      }
      const terms = new Set<string>()
      each((term) => terms.add(spellTerm(term)))
      later ??= createIndex()
      later.add(slot, [...terms].join(SEPARATOR))
    },
    /** The slots that had a term when the index was first filled, and those that came later with it. */
    findFirst(term: number): ArrayLike<number> {
      seal()
      return findPacked(term)
    },
    findLater: (term: number): ArrayLike<number> =>
      later ? (later.search(spellTerm(term), ALL) as number[]) : NONE,
  }
}

/** Adds what was found by wordings to what was found by whole texts. */
const join = (byWhole: Best, byWordings: Best): { slot: number; share: number }[] => {
  const together: { slot: number; share: number }[] = []
  for (let at = 0; at < byWhole.count; at += 1)
    together.push({ slot: byWhole.numbers[at] as number, share: byWhole.shares[at] as number })
  for (let at = 0; at < byWordings.count; at += 1) {
    const slot = byWordings.numbers[at] as number
    const share = BY_WORDINGS * (byWordings.shares[at] as number)
    const place = byWhole.numbers.indexOf(slot)
    const known = place >= 0 && place < byWhole.count ? together[place] : undefined
    if (known) known.share += share
    else together.push({ slot, share })
  }
  return together
}

const byShare = (left: { share: number; slot: number }, right: { share: number; slot: number }): number =>
  left.share === right.share ? left.slot - right.slot : left.share > right.share ? -1 : 1

/**
 * The candidate indexes: one over the wordings, one over whole entries. FlexSearch is asked term by term, the telling ones first, and
 * what the terms are worth is added up, for it would itself only count them. The encoder is ours and gets ready-made terms: a custom
 * `encode` bypasses everything FlexSearch would do to Chinese.
 */
export const createCandidateIndex = () => {
  const wordings = createLayers()
  const wholes = createLayers()
  const scores = createTopScores()

  const takeBest = (
    index: ReturnType<typeof createLayers>,
    terms: readonly WorthyTerm[],
    { limit, isLive }: CandidateOptions,
  ): Best => {
    let left = MAX_FILINGS
    const scale = scaleOf(terms)
    for (const { term, worth } of terms) {
      const first = index.findFirst(term)
      const later = index.findLater(term)
      left -= first.length + later.length
      if (left < 0) break
      const scaled = Math.ceil(worth * scale)
      scores.addAll(first, scaled)
      scores.addAll(later, scaled)
    }
    const best = roomForBest(limit)
    scores.takeBest(best, isLive)
    return best
  }

  return {
    add(slot: number, texts: FiledTexts): void {
      wordings.add(slot, (file) => {
        for (const text of texts.wordings) encodeText(text, true, file)
      })
      wholes.add(slot, (file) => encodeText(texts.whole, false, file))
    },
    /** The first filling is over: what comes now are changes. Said by the first search as well. */
    seal(): void {
      wordings.seal()
      wholes.seal()
    },
    /** The slots whose wordings have a term, and where `withWholes` those whose whole text has it; gone ones among them. */
    filedUnder: (term: number, withWholes: boolean): ArrayLike<number>[] =>
      (withWholes ? [wordings, wholes] : [wordings]).flatMap((index) => [
        index.findFirst(term),
        index.findLater(term),
      ]),
    /** Live slots whose terms (the most worth first) are worth most: at most `limit` by their wordings and as many by their whole text, of both the `kept` best, best first. */
    search(terms: readonly WorthyTerm[], options: CandidateOptions): number[] {
      const byWhole = takeBest(wholes, terms, options)
      const byWordings = takeBest(wordings, terms, options)
      return join(byWhole, byWordings)
        .sort(byShare)
        .slice(0, options.kept)
        .map(({ slot }) => slot)
    },
  }
}
export type CandidateIndex = ReturnType<typeof createCandidateIndex>
