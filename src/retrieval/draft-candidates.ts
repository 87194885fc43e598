import { type Earned, earnNothing, layWorth, type Worth, worthOf } from './evidence/earned.ts'
import { type Norms, Scanner } from './evidence/scan-text.ts'
import type { EntryStore, Slot } from './index/entry-store.ts'
import { KINDS, type Kind } from './index/list-units.ts'
import type { PackedUnit } from './index/pack-units.ts'
import type { AskedQuery } from './query/asked.ts'
import { type EntryShape, type EvidenceValues, RANKING_WEIGHTS } from './ranking-weights.ts'

/**
 * Saturation `k` and length normalisation `b` of BM25 by kind of text and leg. Single characters repeat a lot in long texts, so they
 * saturate late and are held to their length.
 */
const SHAPE: Record<Kind, Record<'pair' | 'character', { k: number; b: number }>> = {
  title: { pair: { k: 0.6, b: 0.3 }, character: { k: 1.5, b: 0.7 } },
  wording: { pair: { k: 0.6, b: 0.3 }, character: { k: 1.5, b: 0.7 } },
  keywords: { pair: { k: 0.6, b: 0.3 }, character: { k: 1.5, b: 0.7 } },
  department: { pair: { k: 0.6, b: 0 }, character: { k: 1.5, b: 0 } },
  whole: { pair: { k: 2, b: 0.6 }, character: { k: 2.5, b: 0.8 } },
  passage: { pair: { k: 1.2, b: 0.5 }, character: { k: 2.5, b: 0.75 } },
}

const NOTHING = earnNothing()

/** The best text of one kind of a candidate, and what it earned. */
export type Best = { unit: PackedUnit | undefined; earned: Earned; isExact: boolean }
const NONE: Best = { unit: undefined, earned: NOTHING, isExact: false }
const NO_BEST: Record<Kind, Best> = {
  title: NONE,
  wording: NONE,
  keywords: NONE,
  whole: NONE,
  passage: NONE,
  department: NONE,
}

/** A candidate with its best texts and its score on terms alone. True only until the next query. */
export type Draft = { slot: number; entry: Slot; score: number; best: Record<Kind, Best> }

/** Several half-fitting wordings never add up: the best single one counts. */
const worthBy = (w: EvidenceValues): Record<Kind, Worth> => {
  const wording = layWorth(
    {
      pair: w.wordingPair,
      character: w.wordingCharacter,
      word: w.wordingWord,
      same: w.wordingSame,
      hint: w.wordingHint,
      near: w.wordingNear,
    },
    { met: 0.5 * w.metByWording },
  )
  const whole = {
    pair: w.wholePair,
    character: w.wholeCharacter,
    word: w.wholeWord,
    same: w.wholeSame,
    hint: w.wholeHint,
    near: w.wholeNear,
  }
  const passage = {
    pair: w.passagePair,
    character: w.passageCharacter,
    word: w.passageWord,
    same: w.passageSame,
    hint: w.passageHint,
  }
  return {
    title: wording,
    wording,
    keywords: layWorth({}, { names: w.keywords }),
    department: layWorth({}, { names: w.department }),
    whole: layWorth(whole, { met: 0.5 * w.metByEntry }),
    passage: layWorth(passage, { met: 0.5 * w.metByPassage }),
  }
}

const WORTH = {
  answered: worthBy(RANKING_WEIGHTS.answered),
  bare: worthBy(RANKING_WEIGHTS.bare),
  document: worthBy(RANKING_WEIGHTS.document),
} satisfies Record<EntryShape, unknown>

const toBare = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '')
/** Marks make up for at most so many characters of difference. */
const MARKS = 6

const isHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff

/** Most texts begin with another character, which needs no closer look. */
const beginsElse = (bare: string, { codes, from }: PackedUnit): boolean => {
  const code = codes[from] as number
  return code !== bare.charCodeAt(0) && isHan(code)
}

const saysSame = (bare: string, unit: PackedUnit): boolean =>
  bare !== '' &&
  Math.abs(unit.length - bare.length) <= MARKS &&
  !beginsElse(bare, unit) &&
  toBare(unit.text) === bare

const lower = (earned: Earned, weight: number): void => {
  for (let leg = 0; leg < earned.length; leg += 1) earned[leg] = (earned[leg] as number) * weight
}

/** A draft with room for the best text of each kind. */
type Room = { draft: Draft; own: Record<Kind, Best> }
const createRoom = (slot: number, entry: Slot): Room => {
  const empty = (): Best => ({ unit: undefined, earned: earnNothing(), isExact: false })
  return {
    draft: { slot, entry, score: 0, best: { ...NO_BEST } },
    own: {
      title: empty(),
      wording: empty(),
      keywords: empty(),
      whole: empty(),
      passage: empty(),
      department: empty(),
    },
  }
}

/** The same rooms for every query: hundreds of drafts made anew would be most of what the garbage collector finds. */
const rooms: Room[] = []

/** Reads the texts of candidates for one query: every text by itself, each kind's best one kept. */
export const createCandidateReader = (query: AskedQuery, store: EntryStore) => {
  const scanner = new Scanner(query)
  const bare = toBare(query.text)
  const averages = new Map(KINDS.map((kind) => [kind, store.averageLength(kind)]))
  const norms: Norms = { pair: 0, character: 0 }
  const setNorms = (unit: PackedUnit, { pair, character }: (typeof SHAPE)[Kind], average: number): Norms => {
    const length = unit.length / average
    norms.pair = pair.k * (1 - pair.b + pair.b * length)
    norms.character = character.k * (1 - character.b + character.b * length)
    return norms
  }

  /** Puts into `best` the best of the texts of one kind, which stand side by side from `first` on; gives the place after them. */
  const chooseBest = (units: readonly PackedUnit[], first: number, worth: Worth, best: Best): number => {
    const { kind } = units[first] as PackedUnit
    const shape = SHAPE[kind]
    const average = averages.get(kind) ?? 1
    const isWording = kind === 'title' || kind === 'wording'
    best.unit = undefined
    best.isExact = false
    let most = 0
    let at = first
    for (; at < units.length; at += 1) {
      const unit = units[at] as PackedUnit
      if (unit.kind !== kind) break
      const earned = scanner.scan(unit, setNorms(unit, shape, average))
      if (unit.weight < 1) lower(earned, unit.weight)
      const saysIt = isWording && saysSame(bare, unit)
      const worthHere = worthOf(worth, earned)
      if (!saysIt && (best.isExact || (best.unit && worthHere <= most))) continue
      best.isExact = saysIt
      best.unit = unit
      most = worthHere
      // The scanner's own record is true only until the next text.
      best.earned.set(earned)
    }
    return at
  }

  let drafted = 0
  const takeRoom = (slot: number, entry: Slot): Room => {
    const room = rooms[drafted] ?? createRoom(slot, entry)
    rooms[drafted] = room
    drafted += 1
    Object.assign(room.draft.best, NO_BEST)
    return room
  }

  const draft = (slot: number, entry: Slot): Draft => {
    const { draft, own } = takeRoom(slot, entry)
    const { best } = draft
    const worth = WORTH[entry.shape]
    const { units } = entry
    for (let at = 0; at < units.length; ) {
      const { kind } = units[at] as PackedUnit
      at = chooseBest(units, at, worth[kind], own[kind])
      best[kind] = own[kind]
    }
    const titleWins = worthOf(worth.title, best.title.earned) >= worthOf(worth.wording, best.wording.earned)
    if (best.title.isExact || (!best.wording.isExact && (!best.wording.unit || titleWins)))
      best.wording = best.title
    // A short entry is its own only passage.
    if (!best.passage.unit) best.passage = best.whole
    draft.slot = slot
    draft.entry = entry
    draft.score =
      worthOf(worth.wording, best.wording.earned) +
      worthOf(worth.whole, best.whole.earned) +
      worthOf(worth.passage, best.passage.earned) +
      worthOf(worth.keywords, best.keywords.earned) +
      worthOf(worth.department, best.department.earned)
    return draft
  }
  return {
    draft,
    scanner,
    /** Reads one text again, so that the scanner can be asked what it holds. */
    read: (unit: PackedUnit): void =>
      void scanner.scan(unit, setNorms(unit, SHAPE[unit.kind], averages.get(unit.kind) ?? 1)),
  }
}

export type CandidateReader = ReturnType<typeof createCandidateReader>
