import { distinctTerms } from '../understanding/count-terms.ts'

/** A matter a dispatcher decided: what it was about and where it went. */
export type PastDecision = { id: string; text: string; category: string | null; unit: string | null }
export type SimilarDecision = { decision: PastDecision; similarity: number }

/** The decided matters most like a new one, and the newest decision at once. */
export type PastDecisions = {
  /** Takes a decision in; one of the same id is replaced. */
  put(decision: PastDecision): void
  /** The most similar ones, best first, similarity 0…1; none below the least that means anything. */
  findSimilar(text: string, limit: number): SimilarDecision[]
  size(): number
}

/**
 * Below this two matters share the words of any complaint, not the matter: on public complaints the nearest one had the same label in
 * four of five cases from 0.3, in nineteen of twenty from 0.4.
 */
const LEAST_SIMILAR = 0.3
/** So many that share the rarest words are compared in full. */
const COMPARED = 50
/** As many decisions are kept at hand; older ones live on in the trained models. */
const KEPT_MAX = 5_000
/** Decisions a term's rarity is reckoned with before there are any: keeps the first few from calling every word rare. */
const PRIOR_DECISIONS = 20

/** Similarity of two sets of terms: cosine, each term by its rarity among the decisions. */
export const createPastDecisions = (): PastDecisions => {
  const known = new Map<string, { decision: PastDecision; terms: ReadonlySet<string> }>()
  const holders = new Map<string, Set<string>>()
  const drop = (id: string): void => {
    for (const term of known.get(id)?.terms ?? []) {
      const ids = holders.get(term)
      ids?.delete(id)
      if (ids?.size === 0) holders.delete(term)
    }
    known.delete(id)
  }
  const rarity = (term: string): number =>
    Math.log((known.size + PRIOR_DECISIONS) / ((holders.get(term)?.size ?? 0) + 1)) ** 2
  const weigh = (terms: Iterable<string>): number => {
    let sum = 0
    for (const term of terms) sum += rarity(term)
    return sum
  }
  const shareTerms = (asked: ReadonlySet<string>): [id: string, shared: number][] => {
    const shared = new Map<string, number>()
    for (const term of asked) {
      const ids = holders.get(term)
      if (!ids) continue
      const weight = rarity(term)
      for (const id of ids) shared.set(id, (shared.get(id) ?? 0) + weight)
    }
    return [...shared].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, COMPARED)
  }
  return {
    put: (decision) => {
      drop(decision.id)
      const terms = distinctTerms(decision.text)
      known.set(decision.id, { decision, terms })
      for (const term of terms) holders.set(term, (holders.get(term) ?? new Set()).add(decision.id))
      if (known.size > KEPT_MAX) drop([...known.keys()][0] ?? '')
    },
    findSimilar: (text, limit) => {
      const asked = distinctTerms(text)
      const length = weigh(asked)
      return shareTerms(asked)
        .flatMap(([id, shared]) => {
          const found = known.get(id)
          const similarity = found && shared > 0 ? shared / Math.sqrt(length * weigh(found.terms)) : 0
          return found && similarity >= LEAST_SIMILAR ? [{ decision: found.decision, similarity }] : []
        })
        .sort((a, b) => b.similarity - a.similarity || (a.decision.id < b.decision.id ? -1 : 1))
        .slice(0, limit)
    },
    size: () => known.size,
  }
}
