import type { DangerExamples, SpecialRouteFile } from '../contracts/knowledge-file.ts'
import { createSpecialRouteFinder } from './detect-special-route.ts'
import { normaliseText } from './normalise-text.ts'
import {
  buildVocabulary,
  createPassageScorer,
  type NumberedClause,
  numberClauses,
  readClauses,
  soundsAlarm,
  toVector,
} from './read-passage.ts'
import { dot, type SparseVector, trainOneAgainstRest } from './text-classifier.ts'

/** What a city teaches the detector: texts that are danger by route, and texts that are not. */
export type DangerLessons = {
  examples: DangerExamples
  /** Questions of the knowledge base: ordinary by nature, but for those that a pattern of a danger route calls danger. */
  ordinary?: readonly string[]
}

/** How much speaks for danger (learned texts of this kind were mostly danger above 0), and how much for each route. */
export type DangerWeight = { evidence: number; rankRoutes(): { id: string; score: number }[] }

type Lesson = { text: string; label: string }

const ORDINARY = 'ordinary'
/** A passage: as many clauses in a row as fill about two spoken sentences. */
const PASSAGE = { characters: 50, clauses: 5 }

/**
 * The evidence a text needs, by its length. A cry for help is short; a letter of two hundred characters is full of people, bodies
 * and fires of last year. `alone`: the learning speaks by itself. `withPattern`: a pattern of a route hit as well.
 * Chosen on held-out fifths of the examples and of the knowledge base's questions (`eval danger`).
 */
const NEEDED = [
  // One word is too little to learn from; the patterns know the cries.
  { upTo: 3, alone: Number.POSITIVE_INFINITY, withPattern: Number.NEGATIVE_INFINITY },
  { upTo: 20, alone: -0.1, withPattern: -0.5 },
  { upTo: 30, alone: -0.05, withPattern: -0.5 },
  { upTo: 60, alone: 0.2, withPattern: -0.3 },
  { upTo: 200, alone: 0.25, withPattern: 0 },
  { upTo: Number.POSITIVE_INFINITY, alone: 0.5, withPattern: 0.1 },
]
/** A text that names nothing that can hurt needs this much more. */
const NO_ALARM_PENALTY = 0.3
/** How much the route's own evidence counts beside that of its number. */
const ROUTE_SHARE = 0.5
/** What a pattern adds to its own route when the learning names the door. */
const PATTERN_BONUS = 0.5

const cutPassages = (clauses: readonly NumberedClause[]): NumberedClause[][] =>
  clauses.map((_, from) => {
    let characters = 0
    let to = from
    while (to < clauses.length && to - from < PASSAGE.clauses && characters < PASSAGE.characters) {
      characters += clauses[to]?.length ?? 0
      to += 1
    }
    return clauses.slice(from, to)
  })

type LabelWeights = { id: string; weights: Float64Array }

/** One weight vector per name, learned from the dangers alone. */
const trainNames = (
  dangers: readonly { route: string; vector: SparseVector }[],
  nameOf: (route: string) => string,
  size: number,
): LabelWeights[] =>
  [...new Set(dangers.map(({ route }) => nameOf(route)))].map((id) => ({
    id,
    weights: trainOneAgainstRest(
      dangers.map(({ vector }) => vector),
      Uint8Array.from(dangers, ({ route }) => Number(nameOf(route) === id)),
      size,
    ),
  }))

/**
 * Learns which door a danger calls for: the number to call weighs most, for it is what is said first, then the route among those of that
 * number, whose words are read out.
 */
const learnDoors = (
  dangers: readonly { route: string; vector: SparseVector }[],
  numberOf: (route: string) => string,
  size: number,
) => {
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
 * Learns from normalised, labelled texts (a danger route's id, or `ordinary`) what danger sounds like: a linear SVM over runs of characters
 * and classes of words, danger against ordinary, and one per route for the door. The returned weigher reads normalised text
 * as a whole and every passage of about fifty characters: what is hidden in the middle of a story counts as much as the story.
 */
export const learnDanger = (
  lessons: readonly Lesson[],
  numberOf: (route: string) => string,
): ((text: string) => DangerWeight) => {
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
  const scorePassage = createPassageScorer(vocabulary, alarm)
  const weigh = (passage: readonly NumberedClause[]): number =>
    scorePassage(passage) - (soundsAlarm(passage) ? 0 : NO_ALARM_PENALTY)
  return (text) => {
    const clauses = numberClauses(readClauses(text), vocabulary)
    const whole = weigh(clauses)
    let worst = { passage: clauses, score: whole }
    for (const passage of cutPassages(clauses)) {
      if (passage.length === clauses.length) continue
      const score = weigh(passage)
      if (score > worst.score) worst = { passage, score }
    }
    return {
      evidence: (whole + worst.score) / 2,
      rankRoutes: () => rankRoutes([clauses, worst.passage].map((passage) => toVector(passage, vocabulary))),
    }
  }
}

const listLessons = (
  { examples, ordinary = [] }: DangerLessons,
  isPattern: (text: string) => boolean,
): Lesson[] => {
  const taught = new Map<string, string>()
  for (const text of ordinary.map(normaliseText)) if (!isPattern(text)) taught.set(text, ORDINARY)
  for (const text of examples.ordinary) taught.set(normaliseText(text), ORDINARY)
  for (const { route, texts } of examples.danger)
    for (const text of texts) taught.set(normaliseText(text), route)
  return [...taught].map(([text, label]) => ({ text, label }))
}

/**
 * Prepares the finder of danger: patterns and learning together, so that words nobody wrote a pattern for are heard, and a pattern
 * in the middle of a long letter about last year is not believed alone. Without lessons the patterns decide by themselves.
 * Reads normalised text; gives the danger route to speak, or undefined. Pure after preparation, well under a millisecond a message.
 * Throws at start when a pattern is no regular expression.
 */
export const createDangerFinder = (
  routes: readonly SpecialRouteFile[],
  lessons?: DangerLessons,
): ((text: string) => SpecialRouteFile | undefined) => {
  const dangers = routes.filter(({ danger }) => danger)
  const matchPattern = createSpecialRouteFinder(dangers)
  if (!lessons || dangers.length === 0) return matchPattern
  const routeOf = new Map(dangers.map((route) => [route.id, route]))
  const lessonList = listLessons(lessons, (text) => matchPattern(text) !== undefined)
  const taught = new Map(lessonList.map(({ text, label }) => [text, label]))
  const weighDanger = learnDanger(lessonList, (route) => routeOf.get(route)?.number ?? route)
  return (text) => {
    // What the city wrote down itself is settled: a corrected mistake never comes back.
    const settled = taught.get(text)
    if (settled !== undefined) return routeOf.get(settled)
    const matched = matchPattern(text)
    const { evidence, rankRoutes } = weighDanger(text)
    const needed = NEEDED.find(({ upTo }) => text.length <= upTo)
    if (!needed || evidence < (matched ? needed.withPattern : needed.alone)) return undefined
    const [best] = rankRoutes()
      .map(({ id, score }) => ({ id, score: score + (id === matched?.id ? PATTERN_BONUS : 0) }))
      .sort((left, right) => right.score - left.score)
    return (best && routeOf.get(best.id)) ?? matched
  }
}
