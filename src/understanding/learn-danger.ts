import { dot, type SparseVector, trainOneAgainstRest } from './linear-svm.ts'
import {
  buildVocabulary,
  createPassageScorer,
  type NumberedClause,
  numberClauses,
  readClauses,
  toVector,
} from './read-passage.ts'

/** A normalised text and what it is: a danger route's id, or `ordinary`. */
export type Lesson = { text: string; label: string }

/** What was learned: how to read a text, how much a passage speaks for danger (above 0: mostly danger), and for which door. */
export type LearnedDanger = {
  read(text: string): NumberedClause[]
  score(passage: readonly NumberedClause[]): number
  rankRoutes(passages: readonly (readonly NumberedClause[])[]): { id: string; score: number }[]
}

type Danger = { route: string; vector: SparseVector }

export const ORDINARY = 'ordinary'
/** How much the route's own evidence counts beside that of its number. */
const ROUTE_SHARE = 0.5

/** One weight vector per name, learned from the dangers alone. */
const trainNames = (dangers: readonly Danger[], nameOf: (route: string) => string, size: number) =>
  [...new Set(dangers.map(({ route }) => nameOf(route)))].map((id) => ({
    id,
    weights: trainOneAgainstRest(
      dangers.map(({ vector }) => vector),
      Uint8Array.from(dangers, ({ route }) => Number(nameOf(route) === id)),
      size,
    ),
  }))

/**
 * Learns which door a danger calls for: the number to call weighs most, for it is what is said first, then the route among those of
 * that number, whose words are read out.
 */
const learnDoors = (dangers: readonly Danger[], numberOf: (route: string) => string, size: number) => {
  const routes = trainNames(dangers, (route) => route, size)
  const numbers = trainNames(dangers, numberOf, size)
  return (vectors: readonly SparseVector[]): { id: string; score: number }[] => {
    const rate = (weights: Float64Array): number =>
      vectors.reduce((sum, vector) => sum + dot(weights, vector), 0) / vectors.length
    const byNumber = new Map(numbers.map(({ id, weights }) => [id, rate(weights)]))
    return routes.map(({ id, weights }) => ({
      id,
      score: ROUTE_SHARE * rate(weights) + (byNumber.get(numberOf(id)) ?? 0),
    }))
  }
}

/**
 * Learns what danger sounds like: a linear SVM over runs of characters and classes of words, danger against ordinary, and one per
 * route and per number for the door. `numberOf` names the number a route calls for. Deterministic; about a second for 6,000 texts.
 */
export const learnDanger = (
  lessons: readonly Lesson[],
  numberOf: (route: string) => string,
): LearnedDanger => {
  const read = lessons.map(({ text }) => readClauses(text))
  const vocabulary = buildVocabulary(read)
  const size = vocabulary.weights.length
  const vectors = read.map((clauses) => toVector(numberClauses(clauses, vocabulary), vocabulary))
  const alarm = trainOneAgainstRest(
    vectors,
    Uint8Array.from(lessons, ({ label }) => Number(label !== ORDINARY)),
    size,
  )
  const dangers = lessons.flatMap(({ label }, at) => {
    const vector = vectors[at]
    return label === ORDINARY || !vector ? [] : [{ route: label, vector }]
  })
  const rankRoutes = learnDoors(dangers, numberOf, size)
  return {
    read: (text) => numberClauses(readClauses(text), vocabulary),
    score: createPassageScorer(vocabulary, alarm),
    rankRoutes: (passages) => rankRoutes(passages.map((passage) => toVector(passage, vocabulary))),
  }
}
