import { type Earned, type Norms, Scanner } from './evidence/scan-text.ts'
import type { EntryStore, Slot } from './index/entry-store.ts'
import type { Kind, UnitText } from './index/list-units.ts'
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
export type Best = { unit: UnitText | undefined; earned: Earned; isExact: boolean }
const NONE: Best = { unit: undefined, earned: NOTHING, isExact: false }

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
const beginsElse = (bare: string, text: string): boolean => {
  const code = text.charCodeAt(0)
  return code !== bare.charCodeAt(0) && isHan(code)
}

const saysSame = (bare: string, text: string): boolean =>
  bare !== '' &&
  Math.abs(text.length - bare.length) <= MARKS &&
  !beginsElse(bare, text) &&
  toBare(text) === bare

/** Reads the texts of candidates for one query: every text by itself, each kind's best one kept. */
export const createCandidateReader = (query: AskedQuery, store: EntryStore) => {
  const scanner = new Scanner(query)
  const bare = toBare(query.text)
  const averages = new Map<Kind, number>()
  const averageOf = (kind: Kind): number => {
    const known = averages.get(kind)
    if (known !== undefined) return known
    const average = store.averageLength(kind)
    averages.set(kind, average)
    return average
  }
  const norms: Norms = { pair: 0, character: 0 }
  const normsOf = ({ kind, text }: UnitText): Norms => {
    const { pair, character } = SHAPE[kind]
    const length = text.length / averageOf(kind)
    norms.pair = pair.k * (1 - pair.b + pair.b * length)
    norms.character = character.k * (1 - character.b + character.b * length)
    return norms
  }

  const draft = (slot: number, entry: Slot): Draft => {
    const best: Record<Kind, Best> = {
      title: NONE,
      wording: NONE,
      keywords: NONE,
      whole: NONE,
      passage: NONE,
      department: NONE,
    }
    const worth = WORTH[entry.shape]
    for (const unit of entry.units) {
      const earned = scanner.scan(unit.text, normsOf(unit))
      if (unit.weight < 1)
        for (const leg of Object.keys(earned) as (keyof Earned)[]) earned[leg] *= unit.weight
      const known = best[unit.kind]
      const isExact = (unit.kind === 'title' || unit.kind === 'wording') && saysSame(bare, unit.text)
      const isBetter = !known.unit || worth[unit.kind](earned) > worth[unit.kind](known.earned)
      // The scanner's own record is true only until the next text.
      if (isExact || (isBetter && !known.isExact)) best[unit.kind] = { unit, earned: { ...earned }, isExact }
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
    read: (unit: UnitText): void => void scanner.scan(unit.text, normsOf(unit)),
  }
}

export type CandidateReader = ReturnType<typeof createCandidateReader>
