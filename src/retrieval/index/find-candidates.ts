import FlexSearch from 'flexsearch'
import { encodeText, spellTerm } from './encode-text.ts'
import { IntegerTable } from './integer-table.ts'
import { createFilingPacker, type FilingPacker } from './pack-filings.ts'
import { reuseRoom } from './reuse-room.ts'
import { type Best, createTopScores, numberIn, roomForBest, scaleOf, toKey } from './top-scores.ts'

const SEPARATOR = '\u0001'
const encode = (joined: string): string[] => joined.split(SEPARATOR)
/** FlexSearch hands out its own list, uncopied, where the limit is beyond its length. */
const ALL = { limit: 2 ** 31, cache: false }
/** Only so many filings are looked at for one query, the telling terms first: the common ones have long lists and say little. */
const MAX_FILINGS = 300_000
/** Terms that more than this share of the entries have tell nearly nothing: they are left out once so many others were found. */
const COMMON = 0.2
const TOLD = 6
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
  /** What FlexSearch gave, and under which number (plus 1) for which term: packed lists never change, and the same terms are asked for all day. */
  let asked = new IntegerTable()
  let lists: ArrayLike<number>[] = []
  const seal = (): void => {
    if (packer) packed = packIndex(packer)
    packer = null
  }
  const findPacked = (term: number): ArrayLike<number> => {
    const known = lists[asked.get(term) - 1]
    if (known) return known
    const list = packed?.search(spellTerm(term), ALL) as number[]
    if (lists.length >= ASKED_KEPT) {
      asked = new IntegerTable()
      lists = []
    }
    asked.set(term, lists.push(list))
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

/** Shares become whole numbers of so many steps, so that they sort with their numbers as one. */
const SHARE_STEPS = 1 << 28
const makeRoomForKeys = reuseRoom(Float64Array)

/** Adds what was found by wordings to what was found by whole texts; gives the numbers of the `kept` best, best first. */
const joinBest = (byWhole: Best, byWordings: Best, kept: number): number[] => {
  const keys = makeRoomForKeys(byWhole.count + byWordings.count)
  let count = 0
  const note = (number: number, share: number): void => {
    keys[count++] = toKey(Math.round(SHARE_STEPS * share), number)
  }
  for (let at = 0; at < byWhole.count; at += 1)
    note(byWhole.numbers[at] as number, byWhole.shares[at] as number)
  for (let at = 0; at < byWordings.count; at += 1) {
    const number = byWordings.numbers[at] as number
    const share = BY_WORDINGS * (byWordings.shares[at] as number)
    const place = byWhole.numbers.indexOf(number)
    if (place < 0 || place >= byWhole.count) note(number, share)
    else keys[place] = toKey(Math.round(SHARE_STEPS * ((byWhole.shares[place] as number) + share)), number)
  }
  const sorted = keys.subarray(0, count).sort()
  const best: number[] = []
  for (let at = count - 1; at >= 0 && best.length < kept; at -= 1) best.push(numberIn(sorted[at] as number))
  return best
}

/**
 * The candidate indexes: one over the wordings, one over whole entries. FlexSearch is asked term by term, the telling ones first, and
 * what the terms are worth is added up, for it would itself only count them. The encoder is ours and gets ready-made terms: a custom
 * `encode` bypasses everything FlexSearch would do to Chinese.
 */
export const createCandidateIndex = () => {
  const wordings = createLayers()
  const wholes = createLayers()
  const scores = createTopScores()
  let slots = 0

  const takeBest = (
    index: ReturnType<typeof createLayers>,
    terms: readonly WorthyTerm[],
    { limit, isLive }: CandidateOptions,
  ): Best => {
    let left = MAX_FILINGS
    let told = 0
    const scale = scaleOf(terms)
    for (const { term, worth } of terms) {
      const first = index.findFirst(term)
      const later = index.findLater(term)
      const filings = first.length + later.length
      left -= filings
      if (left < 0) break
      if (told >= TOLD && filings > COMMON * slots) continue
      if (filings > 0) told += 1
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
      slots += 1
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
      return joinBest(byWhole, byWordings, options.kept)
    },
  }
}
export type CandidateIndex = ReturnType<typeof createCandidateIndex>
