import type { MissingMatter, NearMatter, SearchableEntry } from '../../contracts/retrieval.ts'
import type { KnownMatter, Lexicon } from '../../understanding/lexicon.ts'
import { createSearchIndex, type Effort, type SearchIndex, type SearchQuery } from '../search-index.ts'

/** Neighbouring matters are asked for in much the same words (医保报销, 异地就医): what speaks for any of the nearest few, speaks. */
const NEAREST = 3

/** Only the nearest few count, and only where they are surely meant: less is done for them than for entries. */
const EFFORT: Effort = { candidates: 24, read: 24, closer: 8, mends: false }

const toEntry = ({ names, wordings }: KnownMatter, at: number): SearchableEntry => ({
  entryId: String(at),
  version: 1,
  question: names[0] ?? '',
  similar: [...names.slice(1), ...wordings],
  answer: '',
  details: '',
  keywords: [],
  category: '',
  department: '',
  guideText: '',
})

/**
 * Knows which matters people bring to any city (`knowledge/lexicon/matters/`) and which of them this base has nothing on. `recognise`
 * gives the matters nearest to a question, as it would entries, whatever the base holds; `missing` the first of them that the base
 * lacks, undefined where it has them all or where they cannot come to `least`. Its confidence is that of those which are missing, less that of those which are there.
 */
export const createKnownMatters = (lexicon: Lexicon, index: SearchIndex) => {
  const known = createSearchIndex({ ...lexicon, matters: [] }, EFFORT)
  known.replaceAll(lexicon.matters.map(toEntry))
  const holds = (matter: number): boolean => lexicon.matters[matter]?.names.some(index.hasName) ?? false

  return {
    /** Whether the base has something on a matter, by its place in the lexicon. */
    holds,
    recognise: (query: SearchQuery): NearMatter[] =>
      known
        .search(query, { today: '', limit: NEAREST })
        .map(({ entryId, confidence }) => ({ id: Number(entryId), confidence })),
    missing(near: readonly NearMatter[], least = Number.NEGATIVE_INFINITY): MissingMatter | undefined {
      // What the base holds is looked up only where it can matter.
      if (near.reduce((sum, { confidence }) => sum + confidence, 0) < least) return undefined
      const told = near.map((matter) => ({ ...matter, isThere: holds(matter.id) }))
      const first = told.find(({ isThere }) => !isThere)
      const confidence = told.reduce(
        (sum, matter) => sum + (matter.isThere ? -matter.confidence : matter.confidence),
        0,
      )
      if (!first || confidence < least) return undefined
      return { name: lexicon.matters[first.id]?.names[0] ?? '', confidence }
    },
  }
}
