import FlexSearch from 'flexsearch'
import { createTopScores } from './top-scores.ts'

const SEPARATOR = '\u0001'
const encode = (joined: string): string[] => joined.split(SEPARATOR)
const join = (terms: Iterable<string>): string => [...terms].join(SEPARATOR)
/** FlexSearch hands out its own list, uncopied, where the limit is beyond its length. */
const ALL = { limit: 2 ** 31, cache: false }
/** Only so many filings are looked at for one query, the telling terms first: the common ones have long lists and say little. */
const MAX_FILINGS = 300_000

/** The terms one entry is filed under. */
export type FiledTerms = { wordings: Iterable<string>; whole: Iterable<string> }

/** A term to look for and what finding it is worth. */
type WorthyTerm = { term: string; worth: number }

// Without `fastupdate`: its register takes as much memory again as the index. What is gone is left out by `isLive` instead.
const createIndex = () =>
  new FlexSearch.Index({ tokenize: 'strict', encode, fastupdate: false, resolution: 1, cache: false })

/**
 * The candidate indexes: one over the wordings, one over whole entries. FlexSearch only says which entries have a term; it is asked
 * term by term, the telling ones first, and what the terms are worth is added up, for it would itself only count them. The encoder is ours
 * and gets ready-made terms: a custom `encode` bypasses everything FlexSearch would do to Chinese.
 */
export const createCandidateIndex = () => {
  const wordings = createIndex()
  const wholes = createIndex()
  const scores = createTopScores()

  const best = (
    index: ReturnType<typeof createIndex>,
    terms: readonly WorthyTerm[],
    { limit, isLive }: { limit: number; isLive: (slot: number) => boolean },
  ): number[] => {
    let left = MAX_FILINGS
    for (const { term, worth } of terms) {
      const filed = index.search(term, ALL) as number[]
      left -= filed.length
      if (left < 0) break
      scores.addAll(filed, worth)
    }
    return scores.takeBest(limit, isLive)
  }

  return {
    add(slot: number, terms: FiledTerms): void {
      wordings.add(slot, join(terms.wordings))
      wholes.add(slot, join(terms.whole))
    },
    /** Live slots whose terms are worth most: at most `limit` by their wordings and as many by their whole text. */
    search(
      terms: ReadonlyMap<string, number>,
      options: { limit: number; isLive: (slot: number) => boolean },
    ): number[] {
      const sorted = [...terms].map(([term, worth]) => ({ term, worth })).sort((a, b) => b.worth - a.worth)
      return [...new Set([...best(wordings, sorted, options), ...best(wholes, sorted, options)])]
    },
  }
}
export type CandidateIndex = ReturnType<typeof createCandidateIndex>
