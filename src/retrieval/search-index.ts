import type { Hit, Quote, Reading, SearchableEntry } from '../contracts/retrieval.ts'
import type { Lexicon } from '../understanding/lexicon.ts'
import { addUserWords, findFillerWords } from '../understanding/segment.ts'
import { type ReadWindow, readWindows } from './documents/choose-quote.ts'
import { readConcepts } from './documents/read-concepts.ts'
import { type ConfidenceSignals, estimateConfidence, NO_SIGNALS, readSignals } from './estimate-confidence.ts'
import { pairTerm } from './index/encode-text.ts'
import { createEntryStore, type LearnedWording } from './index/entry-store.ts'
import { byWorth, type WorthyTerm } from './index/find-candidates.ts'
import { isValidOn } from './index/slot-dates.ts'
import type { TextStatistics } from './index/text-statistics.ts'
import { createNameFinder } from './known-matters/name-finder.ts'
import type { AskedQuery } from './query/asked.ts'
import { createQueryReader } from './query/read-query.ts'
import { quotePassage } from './quote-passage.ts'
import { type Ranked, rankCandidates } from './rank-candidates.ts'
import {
  type EntryShape,
  EVIDENCE,
  EVIDENCE_LABELS,
  type EvidenceName,
  type EvidenceRow,
  type EvidenceValues,
  fromRow,
  WEIGHT_ROWS,
} from './ranking-weights.ts'
import { tellReading } from './tell-reading.ts'

/** What is searched with: a Meaning fits. `tokens` are its informative words, `text` its normalised text. */
export type SearchQuery = { tokens: readonly string[]; text: string }
export type SearchOptions = { today: string; limit: number }

/**
 * How many candidates are found by their wordings, and as many by their whole text; how many of them are read; how many of those get the
 * costlier evidence; and whether typing errors are mended first.
 */
export type Effort = { candidates: number; read: number; closer: number; mends: boolean }
const WHOLE_EFFORT: Effort = { candidates: 100, read: 64, closer: 40, mends: true }

/** A base of up to so many entries is ranked whole. */
const WHOLE_UP_TO = 400
/** What the pairs of linked words and single characters are worth against the pairs that were said. */
const LINKED = 0.8
const SINGLE = 0.5
const CANDIDATE_TERMS = 40
const CANDIDATE_CHARACTERS = 20
const DEFAULT_LEARNED_WEIGHT = 0.9
const REASONS = 6
/** A reason that moved the score less than this explains nothing. */
const LEAST_REASON = 0.002

type Found = Ranked & { signals: ConfidenceSignals }

/** The terms that candidates are found by, each with what it is worth, most first: pairs, those of linked words, and a few characters. */
const pickTerms = ({ pairs, phrases, characters }: AskedQuery): WorthyTerm[] => {
  const terms = new Map<number, WorthyTerm>()
  const raise = (term: number, worth: number): void => {
    const known = terms.get(term)
    if (known) known.worth = Math.max(known.worth, worth)
    else if (worth > 0) terms.set(term, { term, worth })
  }
  for (const { pair, gain } of pairs.slice(0, CANDIDATE_TERMS)) raise(pairTerm(pair), gain)
  for (const { kind, gain, variants } of phrases) {
    if (kind === 'word') continue
    for (const { text, weight } of variants) {
      const worth = (LINKED * gain * weight) / (text.length - 1)
      for (let at = 0; at + 1 < text.length; at += 1) raise(pairTerm(text, at), worth)
    }
  }
  for (const { character, gain } of characters.slice(0, CANDIDATE_CHARACTERS))
    raise(character.charCodeAt(0), SINGLE * gain)
  return [...terms.values()].sort(byWorth)
}

/** Whether a query says anything: at least two different characters outside stop words and filler ("啊啊啊", "怎么办" do not). */
const saysSomething = ({ tokens, text }: SearchQuery, stopWords: ReadonlySet<string>): boolean => {
  const filler = findFillerWords(text)
  const informative = tokens.filter((word) => !stopWords.has(word) && !filler.has(word))
  return new Set(informative.join('')).size >= 2
}

/** The share of what was asked that no entry says. */
const shareUnknown = ({ pairs, totals }: AskedQuery, statistics: TextStatistics): number => {
  const unknown = pairs.reduce(
    (sum, { pair, gain }) => sum + (statistics.entriesWithPair(pair) === 0 ? gain : 0),
    0,
  )
  return unknown / (totals.pair || 1)
}

/** What of an entry may be quoted: its answer and details; of a document only the text, never our summary of it. */
const textToQuote = ({ answer, details, isDocument }: SearchableEntry): string =>
  (isDocument ? [details] : [answer, details]).filter((text) => text !== '').join('\n')

/** The weightiest reasons for a hit, weightiest first; equal ones in the order of EVIDENCE. */
const explain = (evidence: EvidenceRow, shape: EntryShape): Hit['why'] => {
  const weights = WEIGHT_ROWS[shape]
  const told: Hit['why'] = []
  for (let at = 0; at < evidence.length; at += 1) {
    const weight = (weights[at] as number) * (evidence[at] as number)
    if (weight < LEAST_REASON) continue
    let place = told.length
    while (place > 0 && (told[place - 1]?.weight ?? 0) < weight) place -= 1
    if (place >= REASONS) continue
    told.splice(place, 0, { name: EVIDENCE_LABELS[EVIDENCE[at] as EvidenceName], weight })
    if (told.length > REASONS) told.pop()
  }
  return told
}

/**
 * The index of all published entries, in memory. It is rebuilt from the database at start and told of every change.
 * `search` gives the best hits first, each with a calibrated confidence and the reasons for it; entries outside their validity on
 * `today` (YYYY-MM-DD) are never hits. `learn` adds a wording that people used and an editor or the citizen confirmed.
 */
export const createSearchIndex = (lexicon: Lexicon, effort: Effort = WHOLE_EFFORT) => {
  addUserWords(lexicon.userWords.map(({ word }) => word))
  addUserWords(lexicon.stopWords)
  const readQuery = createQueryReader(lexicon, effort.mends)
  const store = createEntryStore()
  const hasName = createNameFinder(lexicon, store)
  const ask = (query: SearchQuery): AskedQuery => readQuery(query, store.statistics())

  /** A small base is ranked whole; of a large one, what shares the telling terms. */
  const findCandidates = (asked: AskedQuery, today: string): number[] => {
    const isLive = (slot: number): boolean => store.isValidOn(slot, today)
    if (store.entryCount() <= WHOLE_UP_TO) return store.slots().filter(isLive)
    return store
      .candidates()
      .search(pickTerms(asked), { limit: effort.candidates, kept: effort.read, isLive })
  }

  const rank = (query: SearchQuery, { today, limit }: SearchOptions): Found[] => {
    const asked = ask(query)
    const ranked = rankCandidates(asked, findCandidates(asked, today), store, effort.closer)
    const isSaying = saysSomething(query, lexicon.stopWords)
    const told = { pairCount: asked.pairs.length, unknown: shareUnknown(asked, store.statistics()) }
    return ranked
      .slice(0, limit)
      .map((hit, index) => ({ ...hit, signals: isSaying ? readSignals(ranked, index, told) : NO_SIGNALS }))
  }

  return {
    /** Forgets everything and indexes `entries`, each with the wordings that were learned for it. */
    replaceAll(
      entries: Iterable<SearchableEntry>,
      learnedOf: (entryId: string) => LearnedWording[] = () => [],
    ): void {
      store.clear()
      for (const entry of entries) store.put(entry, learnedOf(entry.entryId))
      store.candidates().seal()
    },
    /** The same for entries that arrive bit by bit. Until all are there, searches find those that are. */
    async replaceAllFrom(
      entries: AsyncIterable<SearchableEntry>,
      learnedOf: (entryId: string) => LearnedWording[] = () => [],
    ): Promise<void> {
      store.clear()
      for await (const entry of entries) store.put(entry, learnedOf(entry.entryId))
      store.candidates().seal()
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
      return rank(query, options).flatMap(({ slot, shape, score, wording, evidence, signals }): Hit[] => {
        const entry = store.slotAt(slot)?.entry
        if (!entry || score <= 0) return []
        const { entryId, version, question } = entry
        const confidence = estimateConfidence(signals)
        const matchedWording = wording?.text ?? ''
        return [
          { entryId, version, question, score, confidence, matchedWording, why: explain(evidence, shape) },
        ]
      })
    },
    /** The entry as it is indexed, where it is valid on `today`. */
    find(entryId: string, today: string): SearchableEntry | undefined {
      const entry = store.find(entryId)
      return entry && isValidOn(entry, today) ? entry : undefined
    },
    /** The words of an entry's answer or details that answer the query best, word for word; undefined where none do. */
    quote(entryId: string, query: SearchQuery): Quote | undefined {
      const entry = store.find(entryId)
      return entry && quotePassage(ask(query), entry.question, textToQuote(entry))
    },
    /** What a query is read as, against the words of this base: mended, with official words. */
    read: (query: SearchQuery): Reading => tellReading(ask(query), query.text),
    /** All stretches of an entry that may be quoted, with the evidence for each, for fitting weights in `eval/`. */
    inspectQuotes(entryId: string, query: SearchQuery): ReadWindow[] {
      const entry = store.find(entryId)
      return entry ? readWindows(readConcepts(ask(query)), entry.question, textToQuote(entry)) : []
    },
    /** The evidence behind a ranking, for fitting weights and confidence in `eval/`. */
    inspect(query: SearchQuery, options: SearchOptions): Inspected[] {
      return rank(query, options).map(({ slot, shape, evidence, signals }) => ({
        shape,
        entryId: store.slotAt(slot)?.entry.entryId ?? '',
        evidence: fromRow(evidence),
        signals,
      }))
    },
    /** Whether the base has something of this name; see createNameFinder. */
    hasName,
    get size(): number {
      return store.entryCount()
    },
  }
}
export type SearchIndex = ReturnType<typeof createSearchIndex>
export type Inspected = {
  entryId: string
  shape: EntryShape
  evidence: EvidenceValues
  signals: ConfidenceSignals
}
