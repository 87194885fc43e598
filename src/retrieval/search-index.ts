import type { Hit, Quote, SearchableEntry } from '../contracts/retrieval.ts'
import type { Lexicon } from '../understanding/lexicon.ts'
import { addUserWords, findFillerWords } from '../understanding/segment.ts'
import { buildQuery, buildSynonymTable } from './build-query.ts'
import { type ReadWindow, readWindows } from './documents/choose-quote.ts'
import { createEntryStore, type LearnedWording } from './entry-store.ts'
import { type ConfidenceSignals, estimateConfidence, NO_SIGNALS, readSignals } from './estimate-confidence.ts'
import { askedTerms } from './evidence/coverage.ts'
import { readKeyWords } from './evidence/key-words.ts'
import { matchEntry } from './evidence/match-words.ts'
import { quotePassage } from './quote-passage.ts'
import { type Ranked, rankCandidates } from './rank-candidates.ts'
import { EVIDENCE, EVIDENCE_LABELS, type EvidenceValues, RANKING_WEIGHTS } from './ranking-weights.ts'
import { type WeighedQuery, weighQuery } from './weigh-query.ts'

/** What is searched with: a Meaning fits. `tokens` are its informative words, `text` its normalised text. */
export type SearchQuery = { tokens: readonly string[]; text: string }
export type SearchOptions = { today: string; limit: number }

const CANDIDATE_LIMIT = 400
const CANDIDATE_TERMS = 40
const DEFAULT_LEARNED_WEIGHT = 0.9
const REASONS = 6
/** A reason that moved the score less than this explains nothing. */
const LEAST_REASON = 0.002

type Found = Ranked & { signals: ConfidenceSignals }

const isValidOn = (entry: SearchableEntry | undefined, today: string): boolean =>
  entry !== undefined &&
  (entry.validFrom === undefined || entry.validFrom <= today) &&
  (entry.validUntil === undefined || today <= entry.validUntil)

/** The rarest concepts' terms: what FlexSearch is asked with. Filler would only widen its answer. */
const pickTerms = (query: WeighedQuery): string[] =>
  query.concepts
    .map((concept, index) => ({ concept, gain: query.gains[index] ?? 0 }))
    .sort((left, right) => right.gain - left.gain)
    .slice(0, CANDIDATE_TERMS)
    .flatMap(({ concept }) => concept.variants.map(({ term }) => term))

/** Whether a query says anything: at least two different characters outside stop words and filler ("啊啊啊", "怎么办" do not). */
const saysSomething = ({ tokens, text }: SearchQuery, stopWords: ReadonlySet<string>): boolean => {
  const filler = findFillerWords(text)
  const informative = tokens.filter((word) => !stopWords.has(word) && !filler.has(word))
  return new Set(informative.join('')).size >= 2
}

/** What of an entry may be quoted: its answer and details; of a document only the text, never our summary of it. */
const textToQuote = ({ answer, details, isDocument }: SearchableEntry): string =>
  (isDocument ? [details] : [answer, details]).filter((text) => text !== '').join('\n')

const explain = (evidence: EvidenceValues): Hit['why'] =>
  EVIDENCE.map((name) => ({ name: EVIDENCE_LABELS[name], weight: RANKING_WEIGHTS[name] * evidence[name] }))
    .filter(({ weight }) => weight >= LEAST_REASON)
    .sort((left, right) => right.weight - left.weight)
    .slice(0, REASONS)

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
  const store = createEntryStore()

  const weigh = (query: SearchQuery): WeighedQuery =>
    weighQuery(query.text, buildQuery(query, synonyms), store.postings(), store.entryCount())

  const rank = (query: SearchQuery, { today, limit }: SearchOptions): Found[] => {
    const weighed = weigh(query)
    const valid = store
      .candidates()
      .search(pickTerms(weighed), CANDIDATE_LIMIT)
      .filter((slot) => isValidOn(store.entryAt(slot), today))
    const postings = store.postings()
    const entryCount = store.entryCount()
    const base = {
      postings,
      slotCount: store.slotCount(),
      entryCount,
      popularityOf: (slot: number) => store.entryAt(slot)?.popularity,
      highestPopularity: store.highestPopularity(),
    }
    const ranked = rankCandidates(weighed, valid, base)
    const isSaying = saysSomething(query, lexicon.stopWords)
    const keys = readKeyWords(weighed.concepts, postings, entryCount)
    const asked = askedTerms(weighed, postings)
    return ranked.slice(0, limit).map((hit, index) => {
      const match = matchEntry(keys, hit.slot, { postings, entryCount, asked })
      return {
        ...hit,
        signals: isSaying ? readSignals(ranked, index, weighed.concepts.length, match) : NO_SIGNALS,
      }
    })
  }

  return {
    /** Forgets everything and indexes `entries`, each with the wordings that were learned for it. */
    replaceAll(
      entries: Iterable<SearchableEntry>,
      learnedOf: (entryId: string) => LearnedWording[] = () => [],
    ): void {
      store.replaceAll([])
      for (const entry of entries) store.put(entry, learnedOf(entry.entryId))
    },
    /** Adds an entry or replaces the version that is there; learned wordings stay unless all of them are given anew. */
    upsert(entry: SearchableEntry, learned?: LearnedWording[]): void {
      const before = store.remove(entry.entryId)
      store.put(entry, learned ?? before)
    },
    remove: (entryId: string): void => void store.remove(entryId),
    /** Adds a wording to an entry, `weight` 0…1 (1 = as good as a similar question an editor wrote). Unknown entries are ignored. */
    learn: ({ query, entryId, weight }: { query: string; entryId: string; weight?: number }): void =>
      store.learn(entryId, { text: query, weight: weight ?? DEFAULT_LEARNED_WEIGHT }),
    /** The best entries for a query, best first, at most `limit`; empty where nothing is shared. Never throws. */
    search(query: SearchQuery, options: SearchOptions): Hit[] {
      return rank(query, options).flatMap(({ slot, score, matchedWording, evidence, signals }): Hit[] => {
        const entry = store.entryAt(slot)
        if (!entry || score <= 0) return []
        const { entryId, version, question } = entry
        const confidence = estimateConfidence(signals)
        return [{ entryId, version, question, score, confidence, matchedWording, why: explain(evidence) }]
      })
    },
    /** The entry as it is indexed, where it is valid on `today`. */
    find(entryId: string, today: string): SearchableEntry | undefined {
      const entry = store.find(entryId)
      return isValidOn(entry, today) ? entry : undefined
    },
    /** The words of an entry's answer or details that answer the query best, word for word; undefined where none do. */
    quote(entryId: string, query: SearchQuery): Quote | undefined {
      const entry = store.find(entryId)
      return entry && quotePassage(weigh(query), entry.question, textToQuote(entry))
    },
    /** All stretches of an entry that may be quoted, with the evidence for each, for fitting weights in `eval/`. */
    inspectQuotes(entryId: string, query: SearchQuery): ReadWindow[] {
      const entry = store.find(entryId)
      return entry ? readWindows(weigh(query), entry.question, textToQuote(entry)) : []
    },
    /** The evidence behind a ranking, for fitting weights and confidence in `eval/`. */
    inspect(query: SearchQuery, options: SearchOptions): Inspected[] {
      return rank(query, options).map(({ slot, evidence, signals }) => ({
        entryId: store.entryAt(slot)?.entryId ?? '',
        evidence,
        signals,
      }))
    },
    get size(): number {
      return store.entryCount()
    },
  }
}
export type SearchIndex = ReturnType<typeof createSearchIndex>
export type Inspected = { entryId: string; evidence: EvidenceValues; signals: ConfidenceSignals }
