import { type Earned, type Norms, Scanner } from './evidence/scan-text.ts'
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

const NOTHING: Earned = { pair: 0, character: 0, word: 0, same: 0, hint: 0, near: 0 }

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

/** A candidate with its best texts and its score on terms alone. */
export type Draft = { slot: number; entry: Slot; score: number; best: Record<Kind, Best> }

/** What a short list of names earns. */
export const earnedByNames = (e: Earned): number => (e.pair + e.word + e.same + e.hint) / 2

/** What decides between two texts of one kind: several half-fitting wordings never add up, the best single one counts. */
const worthBy = (w: EvidenceValues): Record<Kind, (earned: Earned) => number> => {
  const onWording = (e: Earned): number =>
    w.wordingPair * e.pair +
    w.wordingCharacter * e.character +
    w.wordingWord * e.word +
    w.wordingSame * e.same +
    w.wordingHint * e.hint +
    w.wordingNear * e.near +
    // What the wording adds to the share that is met is only reckoned for the best drafts: its pairs stand in for it.
    0.5 * w.metByWording * (e.pair + e.same)
  return {
    title: onWording,
    wording: onWording,
    keywords: (e) => w.keywords * earnedByNames(e),
    department: (e) => w.department * earnedByNames(e),
    whole: (e) =>
      w.wholePair * e.pair +
      w.wholeCharacter * e.character +
      w.wholeWord * e.word +
      w.wholeSame * e.same +
      w.wholeHint * e.hint +
      w.wholeNear * e.near +
      0.5 * w.metByEntry * (e.pair + e.same),
    passage: (e) =>
      w.passagePair * e.pair +
      w.passageCharacter * e.character +
      w.passageWord * e.word +
      w.passageSame * e.same +
      w.passageHint * e.hint +
      0.5 * w.metByPassage * (e.pair + e.same),
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

const copyInto = (kept: Earned, earned: Earned): void => {
  kept.pair = earned.pair
  kept.character = earned.character
  kept.word = earned.word
  kept.same = earned.same
  kept.hint = earned.hint
  kept.near = earned.near
}

const lower = (earned: Earned, weight: number): void => {
  for (const leg of Object.keys(earned) as (keyof Earned)[]) earned[leg] *= weight
}

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

  /** What the best text so far earned: the scanner's own record is true only until the next text. */
  const kept: Earned = { ...NOTHING }
  /** The best of the texts of one kind, which stand side by side from `first` on. */
  const bestOf = (
    kind: Kind,
    { units, first }: { units: readonly PackedUnit[]; first: number },
    worthOf: (earned: Earned) => number,
  ): Best => {
    const shape = SHAPE[kind]
    const average = averages.get(kind) ?? 1
    const isWording = kind === 'title' || kind === 'wording'
    let best: PackedUnit | undefined
    let most = 0
    let isExact = false
    for (let at = first; at < units.length; at += 1) {
      const unit = units[at] as PackedUnit
      if (unit.kind !== kind) break
      const earned = scanner.scan(unit, setNorms(unit, shape, average))
      if (unit.weight < 1) lower(earned, unit.weight)
      const saysIt = isWording && saysSame(bare, unit)
      const worth = worthOf(earned)
      if (!saysIt && (isExact || (best && worth <= most))) continue
      isExact = saysIt
      best = unit
      most = worth
      copyInto(kept, earned)
    }
    return best ? { unit: best, earned: { ...kept }, isExact } : NONE
  }

  const draft = (slot: number, entry: Slot): Draft => {
    const worth = WORTH[entry.shape]
    const { units } = entry
    const best = { ...NO_BEST }
    for (let first = 0; first < units.length; ) {
      const { kind } = units[first] as PackedUnit
      best[kind] = bestOf(kind, { units, first }, worth[kind])
      while (units[first]?.kind === kind) first += 1
    }
    const titleWins = worth.title(best.title.earned) >= worth.wording(best.wording.earned)
    if (best.title.isExact || (!best.wording.isExact && (!best.wording.unit || titleWins)))
      best.wording = best.title
    // A short entry is its own only passage.
    if (!best.passage.unit) best.passage = best.whole
    const score =
      worth.wording(best.wording.earned) +
      worth.whole(best.whole.earned) +
      worth.passage(best.passage.earned) +
      worth.keywords(best.keywords.earned) +
      worth.department(best.department.earned)
    return { slot, entry, score, best }
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
