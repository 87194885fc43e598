import FlexSearch from 'flexsearch'

const SEPARATOR = '\u0001'
const encode = (joined: string): string[] => joined.split(SEPARATOR)
const join = (terms: Iterable<string>): string => [...terms].join(SEPARATOR)
// One step of resolution: FlexSearch then orders by how many terms are shared, which is all we want of it.
const createIndex = () =>
  new FlexSearch.Index({ tokenize: 'strict', encode, fastupdate: true, resolution: 1, cache: false })

/**
 * The candidate indexes: one over the wordings, one over whole entries. FlexSearch only says which entries share terms with the
 * query (it orders by how many), so it is asked with the informative terms, with `suggest` (otherwise one unknown term empties the
 * answer) and a wide limit; ranking is done elsewhere. The encoder is ours and gets ready-made terms: a custom `encode` bypasses
 * everything FlexSearch would do to Chinese.
 */
export const createCandidateIndex = () => {
  const wordings = createIndex()
  const wholes = createIndex()
  return {
    add(slot: number, terms: { wordings: Iterable<string>; whole: Iterable<string> }): void {
      wordings.add(slot, join(terms.wordings))
      wholes.add(slot, join(terms.whole))
    },
    remove(slot: number): void {
      wordings.remove(slot)
      wholes.remove(slot)
    },
    /** Slots that share terms with the query: at most `limit` by their wordings and as many by their whole text. */
    search(terms: readonly string[], limit: number): number[] {
      if (terms.length === 0) return []
      const query = join(new Set(terms))
      const found = [wordings, wholes].flatMap((index) =>
        index.search(query, { limit, suggest: true, cache: false }),
      )
      return [...new Set(found.map(Number))]
    },
  }
}
export type CandidateIndex = ReturnType<typeof createCandidateIndex>
