import type { Postings, Unit } from '../postings.ts'
import type { WeighedQuery } from '../weigh-query.ts'

/** The share of a wording's own characters and pairs that the query names, weighed by rarity, 0…1. */
export const coverWording = (
  unit: Unit,
  asked: ReadonlySet<number>,
  rarityOf: (id: number) => number,
): number => {
  let said = 0
  let all = 0
  for (const leg of ['pair', 'char'] as const) {
    for (const id of unit.terms[leg]) {
      const weight = rarityOf(id)
      all += weight
      if (asked.has(id)) said += weight
    }
  }
  return all === 0 ? 0 : said / all
}

/** The ids of all terms the query asks for, synonyms included. */
export const askedTerms = (query: WeighedQuery, postings: Postings): Set<number> =>
  new Set(query.concepts.flatMap(({ variants }) => variants.map(({ term }) => postings.idOf(term))))
