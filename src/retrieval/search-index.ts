import type { Hit, SearchableEntry } from '../contracts/retrieval.ts'
import type { Lexicon } from '../understanding/lexicon.ts'
import { addUserWords } from '../understanding/segment.ts'
import { buildQuery, buildSynonymTable, type Concept } from './build-query.ts'
import { encodeText } from './encode-text.ts'
import { estimateConfidence, readSignals } from './estimate-confidence.ts'
import { createCandidateIndex } from './find-candidates.ts'
import { kindOf, listUnits, type UnitText } from './list-units.ts'
import { createPostings } from './postings.ts'
import { quotePassage } from './quote-passage.ts'
import { type Ranked, rankCandidates } from './rank-candidates.ts'
import { EVIDENCE, EVIDENCE_LABELS, RANKING_WEIGHTS } from './ranking-weights.ts'
import { type WeighedQuery, weighQuery } from './weigh-query.ts'

const CANDIDATE_LIMIT = 400
const CANDIDATE_TERMS = 60
const MAX_LEARNED = 40
const REBUILD_AT_GARBAGE = 0.3
const MIN_EVIDENCE = 0.002

export type SearchQuery = { tokens: readonly string[]; text: string }
type LearnedWording = { text: string; weight: number }
type Slot = { entry: SearchableEntry; learned: LearnedWording[] }

const isValidOn = (entry: SearchableEntry, today: string): boolean =>
  (entry.validFrom === undefined || entry.validFrom <= today) &&
  (entry.validUntil === undefined || today <= entry.validUntil)

const termsOf = (units: readonly UnitText[]): { wordings: string[]; whole: string[] } => {
  const terms = { wordings: [] as string[], whole: [] as string[] }
  for (const { field, text } of units) {
    const { word, pair, char } = encodeText(text)
    if (kindOf(field) === 'wording') terms.wordings.push(...word, ...pair, ...char)
    else if (field === 'whole') terms.whole.push(...word, ...pair, ...char)
  }
  return terms
}

/** The rarest concepts' terms: what FlexSearch is asked with. Filler would only widen its answer. */
const pickTerms = (query: WeighedQuery): string[] =>
  query.concepts
    .map((concept: Concept, index) => ({ concept, gain: query.gains[index] ?? 0 }))
    .sort((left, right) => right.gain - left.gain)
    .slice(0, CANDIDATE_TERMS)
    .flatMap(({ concept }) => concept.variants.map(({ term }) => term))

const explain = (ranked: Ranked): Hit['why'] =>
  EVIDENCE.map((name) => ({
    name: EVIDENCE_LABELS[name],
    weight: RANKING_WEIGHTS[name] * ranked.evidence[name],
  }))
    .filter(({ weight }) => weight >= MIN_EVIDENCE)
    .sort((left, right) => right.weight - left.weight)
    .slice(0, 6)

/**
 * The index of all published entries, in memory. It is rebuilt from the database at start and told of every change.
 * `search` gives the best hits first, each with a calibrated confidence and the reasons for it; entries outside their validity on
 * `today` (YYYY-MM-DD) are never hits. `learn` adds a wording that people used and an editor or the citizen confirmed.
 */
export const createSearchIndex = (lexicon: Lexicon) => {
  addUserWords(lexicon.userWords.map(({ word }) => word))
  addUserWords(lexicon.stopWords)
  addUserWords(lexicon.synonyms.flatMap(({ standard, lay }) => [standard, ...lay]))
  const synonyms = buildSynonymTable(lexicon)
  let postings = createPostings()
  let candidates = createCandidateIndex()
  let slots: (Slot | undefined)[] = []
  const slotByEntry = new Map<string, number>()
  let highestPopularity = 0

  const put = (entry: SearchableEntry, learned: LearnedWording[]): void => {
    const slot = slots.push({ entry, learned }) - 1
    slotByEntry.set(entry.entryId, slot)
    const units = listUnits(entry, learned)
    postings.add(slot, units)
    candidates.add(slot, termsOf(units))
    highestPopularity = Math.max(highestPopularity, entry.popularity ?? 0)
  }

  const rebuild = (kept: readonly Slot[]): void => {
    postings = createPostings()
    candidates = createCandidateIndex()
    slots = []
    slotByEntry.clear()
    highestPopularity = 0
    for (const { entry, learned } of kept) put(entry, learned)
  }

  const remove = (entryId: string): LearnedWording[] => {
    const slot = slotByEntry.get(entryId)
    if (slot === undefined) return []
    const learned = slots[slot]?.learned ?? []
    postings.remove(slot)
    candidates.remove(slot)
    slots[slot] = undefined
    slotByEntry.delete(entryId)
    if (postings.garbage() > REBUILD_AT_GARBAGE) rebuild(slots.filter((kept) => kept !== undefined))
    return learned
  }

  const toHit = (ranked: Ranked, confidence: number): Hit[] => {
    const entry = slots[ranked.slot]?.entry
    if (!entry) return []
    return [
      {
        entryId: entry.entryId,
        version: entry.version,
        question: entry.question,
        score: ranked.score,
        confidence,
        matchedWording: ranked.matchedWording,
        why: explain(ranked),
      },
    ]
  }

  const weigh = (query: SearchQuery): WeighedQuery =>
    weighQuery(query.text, buildQuery(query, synonyms), postings, slotByEntry.size)

  const rank = (query: SearchQuery, today: string): { ranked: Ranked[]; conceptCount: number } => {
    const weighed = weigh(query)
    const found = candidates.search(pickTerms(weighed), CANDIDATE_LIMIT)
    const valid = found.filter((slot) => {
      const entry = slots[slot]?.entry
      return entry !== undefined && isValidOn(entry, today)
    })
    const popularityOf = (slot: number) => slots[slot]?.entry.popularity
    const base = {
      postings,
      slotCount: slots.length,
      entryCount: slotByEntry.size,
      popularityOf,
      highestPopularity,
    }
    return { ranked: rankCandidates(weighed, valid, base), conceptCount: weighed.concepts.length }
  }

  return {
    /** Forgets everything, learned wordings included, and indexes `entries`. */
    replaceAll(entries: Iterable<SearchableEntry>): void {
      rebuild([...entries].map((entry) => ({ entry, learned: [] })))
    },
    /** Adds an entry or replaces the version that is there; learned wordings stay. */
    upsert(entry: SearchableEntry): void {
      put(entry, remove(entry.entryId))
    },
    remove(entryId: string): void {
      remove(entryId)
    },
    /** Adds a wording to an entry, `weight` 0…1 (1 = as good as a similar question an editor wrote). Unknown entries are ignored. */
    learn({ query, entryId, weight = 0.9 }: { query: string; entryId: string; weight?: number }): void {
      const slot = slotByEntry.get(entryId)
      const known = slot === undefined ? undefined : slots[slot]
      if (!known || known.learned.some(({ text }) => text === query)) return
      const learned = [...known.learned, { text: query, weight }].slice(-MAX_LEARNED)
      remove(entryId)
      put(known.entry, learned)
    },
    search(query: SearchQuery, { today, limit }: { today: string; limit: number }): Hit[] {
      const { ranked, conceptCount } = rank(query, today)
      return ranked
        .slice(0, limit)
        .filter(({ score }) => score > 0)
        .flatMap((hit, index) => toHit(hit, estimateConfidence(readSignals(ranked, index, conceptCount))))
    },
    /** The words of an entry's answer or details that fit the query best, word for word; undefined where none do. */
    quote(entryId: string, query: SearchQuery): string | undefined {
      const entry = slots[slotByEntry.get(entryId) ?? -1]?.entry
      return (
        entry &&
        quotePassage(weigh(query), [entry.answer, entry.details].filter((text) => text !== '').join('\n'))
      )
    },
    candidates(query: SearchQuery) {
      return candidates
        .search(pickTerms(weigh(query)), CANDIDATE_LIMIT)
        .map((slot) => slots[slot]?.entry.entryId)
    },
    /** The evidence behind a ranking, for fitting weights and confidence in `eval/`. */
    inspect(query: SearchQuery, { today, limit }: { today: string; limit: number }) {
      const { ranked, conceptCount } = rank(query, today)
      return ranked.slice(0, limit).map((hit, index) => ({
        entryId: slots[hit.slot]?.entry.entryId ?? '',
        evidence: hit.evidence,
        signals: readSignals(ranked, index, conceptCount),
      }))
    },
    get size(): number {
      return slotByEntry.size
    },
  }
}
export type SearchIndex = ReturnType<typeof createSearchIndex>
