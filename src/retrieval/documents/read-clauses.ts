import { normaliseText } from '../../understanding/normalise-text.ts'
import { sayInOrder } from '../evidence/order.ts'
import { type Pivot, saysPivot, splitAtInterrogative } from './asking-word.ts'
import type { CutDocument } from './cut-document.ts'
import { LEGS, type QuoteQuery } from './read-concepts.ts'

/** What one clause says of the query, by itself. */
export type ClauseFacts = {
  text: string
  /** Per concept of the query, the weight of its best variant found in the clause. */
  said: Float32Array
  /** Share of the words and pairs asked that it says, the rare ones of the document counting most. */
  words: number
  pairs: number
  inOrder: number
  triples: readonly boolean[]
  tripleShare: number
  pivot: Pivot
}

/** What the concepts of a query are worth inside one document, by leg (word, pair, char), each leg adding up to 1. */
export type InsideWeights = {
  /** By their rarity in the knowledge base. */
  plain: Float64Array[]
  /** Times their rarity among the clauses of the document: what every sentence says points at none. */
  rare: Float64Array[]
}

export type DocumentFacts = {
  clauses: ClauseFacts[]
  weights: InsideWeights
  /** Share of the pairs asked that the title and the headings above each part say. */
  headings: number[]
  /** The rare words and pairs that the title does not say already. */
  newWords: Float64Array
  newPairs: Float64Array
  tripleCount: number
}

/** Per concept, the words to look for. A document is read sign by sign: cutting all of it into words anew for every question is slow. */
type Wanted = { words: string; weight: number; isNumber: boolean }[][]

const readWanted = (query: QuoteQuery): Wanted =>
  query.concepts.map(({ variants }) =>
    variants.map(({ words, weight }) => ({ words, weight, isNumber: /^[\d.a-z]+$/.test(words) })),
  )

/** A number or Latin word is not said by a longer one that holds it: 3 is not in 13. */
const saysWhole = (text: string, words: string): boolean => {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const around = [text[at - 1] ?? '', text[at + words.length] ?? '']
    if (!around.some((sign) => /[\da-z]/.test(sign))) return true
  }
  return false
}

const readSaid = (wanted: Wanted, raw: string): Float32Array => {
  const text = normaliseText(raw).toLowerCase()
  return Float32Array.from(wanted, (variants) => {
    let best = 0
    for (const { words, weight, isNumber } of variants)
      if (weight > best && (isNumber ? saysWhole(text, words) : text.includes(words))) best = weight
    return best
  })
}

const scale = (values: ArrayLike<number>): Float64Array => {
  const scaled = Float64Array.from(values)
  const all = scaled.reduce((sum, value) => sum + value, 0)
  return all === 0 ? scaled : scaled.map((value) => value / all)
}

const weighInside = (query: QuoteQuery, said: readonly Float32Array[]): InsideWeights => {
  const counts = query.concepts.map((_, at) =>
    said.reduce((sum, each) => sum + ((each[at] ?? 0) > 0 ? 1 : 0), 0),
  )
  const byLeg = (worth: (at: number) => number): Float64Array[] =>
    LEGS.map((leg) =>
      scale(
        query.concepts.map((concept, at) => (concept.leg === leg && (counts[at] ?? 0) > 0 ? worth(at) : 0)),
      ),
    )
  const gain = (at: number): number => query.concepts[at]?.gain ?? 0
  const inside = (at: number): number => Math.log(1 + said.length / (counts[at] ?? 1))
  return { plain: byLeg(gain), rare: byLeg((at) => gain(at) * inside(at)) }
}

/** The share of the weights that a text says, 0…1. */
export const shareSaid = (weights: Float64Array | undefined, said: Float32Array): number => {
  let sum = 0
  weights?.forEach((weight, at) => {
    if (weight > 0) sum += weight * (said[at] ?? 0)
  })
  return sum
}

/** A text without everything but letters and digits: what is compared sign by sign. */
const bareOf = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase()

const triplesOf = (bare: string): string[] =>
  Array.from({ length: Math.max(0, bare.length - 2) }, (_, at) => bare.slice(at, at + 3))

/** A short clause must not look like a perfect echo of the question only because it is short. */
const ORDER_LENGTH = 40

/** Reads everything about the clauses of a document that does not depend on which of them are quoted together. */
export const readClauses = (query: QuoteQuery, title: string, document: CutDocument): DocumentFacts => {
  const texts = document.clauses.map(({ from, to }) => document.text.slice(from, to))
  const wanted = readWanted(query)
  const said = texts.map((text) => readSaid(wanted, text))
  const weights = weighInside(query, said)
  const [words, pairs] = weights.rare
  const triples = [...new Set(triplesOf(bareOf(query.text)))]
  const pivot = splitAtInterrogative(query.text)
  const inTitle = readSaid(wanted, title)
  const untold = (of: Float64Array | undefined): Float64Array =>
    scale((of ?? new Float64Array()).map((weight, at) => ((inTitle[at] ?? 0) > 0 ? 0 : weight)))
  const clauses = texts.map((text, at): ClauseFacts => {
    const bare = bareOf(text)
    const saidHere = said[at] ?? new Float32Array()
    const there = triples.map((triple) => bare.includes(triple))
    return {
      text,
      said: saidHere,
      words: shareSaid(words, saidHere),
      pairs: shareSaid(pairs, saidHere),
      inOrder: sayInOrder(query.text, text.padEnd(ORDER_LENGTH, '\u0000')),
      triples: there,
      tripleShare: there.filter(Boolean).length / Math.max(1, triples.length),
      pivot: saysPivot(pivot, bare),
    }
  })
  const headings = document.parts.map(({ path }) =>
    shareSaid(pairs, readSaid(wanted, [title, ...path.map((heading) => heading.title)].join('\n'))),
  )
  return {
    clauses,
    weights,
    headings,
    newWords: untold(words),
    newPairs: untold(pairs),
    tripleCount: triples.length,
  }
}
