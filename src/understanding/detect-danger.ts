import type { DangerExamples, SpecialRouteFile } from '../contracts/knowledge-file.ts'
import { createSpecialRouteFinder } from './detect-special-route.ts'
import { normaliseText } from './normalise-text.ts'
import { buildVocabulary, type Clause, readClauses, soundsAlarm, toVector } from './read-passage.ts'
import { dot, trainOneAgainstRest } from './text-classifier.ts'

/** What a city teaches the detector: texts that are danger by route, and texts that are not. */
export type DangerLessons = {
  examples: DangerExamples
  /** Questions of the knowledge base: ordinary by nature, but for those the patterns of a danger route call danger. */
  ordinary?: readonly string[]
}

/** How much speaks for danger: above 0 the learned texts of this kind were mostly danger. `routeId` is the likeliest route. */
export type DangerWeight = { evidence: number; routeId: string }

const ORDINARY = 'ordinary'
/** A passage: as many clauses in a row as fill about two spoken sentences. */
const PASSAGE = { characters: 50, clauses: 5 }

/**
 * The evidence a text needs, by its length. A cry for help is short; a letter of two hundred characters is full of
 * people, bodies and fires of last year. `alone`: the learning speaks by itself. `withPattern`: a pattern of the route hit as well.
 */
const NEEDED = [
  { upTo: 60, alone: 0.05, withPattern: -0.5 },
  { upTo: 200, alone: 0.2, withPattern: -0.2 },
  { upTo: Number.POSITIVE_INFINITY, alone: 0.4, withPattern: 0 },
]
/** A text that names nothing that can hurt needs this much more. */
const NO_ALARM_PENALTY = 0.3

const cutPassages = (clauses: readonly Clause[]): Clause[][] =>
  clauses.map((_, from) => {
    let characters = 0
    let to = from
    while (to < clauses.length && to - from < PASSAGE.clauses && characters < PASSAGE.characters) {
      characters += clauses[to]?.length ?? 0
      to += 1
    }
    return clauses.slice(from, to)
  })

/**
 * Learns from a city's texts what danger sounds like: a linear SVM over runs of characters and classes of words, danger against
 * ordinary, and one per route for the door. The returned weigher reads the whole text and every passage of about fifty characters:
 * what is hidden in the middle of a story counts as much as the story. Deterministic.
 */
export const learnDanger = (lessons: readonly { text: string; label: string }[]) => {
  const passages = lessons.map(({ text }) => readClauses(normaliseText(text)))
  const vocabulary = buildVocabulary(passages)
  const size = vocabulary.idOf.size
  const vectors = passages.map((passage) => toVector(passage, vocabulary))
  const alarm = trainOneAgainstRest(
    vectors,
    Uint8Array.from(lessons, ({ label }) => Number(label !== ORDINARY)),
    size,
  )
  const dangerAt = lessons.flatMap(({ label }, at) => (label === ORDINARY ? [] : [at]))
  const dangers = dangerAt.map((at) => vectors[at] ?? { at: new Int32Array(0), value: new Float64Array(0) })
  const routes = [...new Set(dangerAt.map((at) => lessons[at]?.label ?? ''))].map((id) => ({
    id,
    weights: trainOneAgainstRest(
      dangers,
      Uint8Array.from(dangerAt, (at) => Number(lessons[at]?.label === id)),
      size,
    ),
  }))
  const nameRoute = (passage: readonly Clause[]): string => {
    const vector = toVector(passage, vocabulary)
    let best = { id: '', score: Number.NEGATIVE_INFINITY }
    for (const { id, weights } of routes) {
      const score = dot(weights, vector)
      if (score > best.score) best = { id, score }
    }
    return best.id
  }
  const score = (passage: readonly Clause[]): number =>
    dot(alarm, toVector(passage, vocabulary)) - (soundsAlarm(passage) ? 0 : NO_ALARM_PENALTY)

  return (text: string): DangerWeight => {
    const clauses = readClauses(text)
    const whole = score(clauses)
    let worst = { passage: clauses, score: whole }
    for (const passage of cutPassages(clauses)) {
      if (passage.length === clauses.length) continue
      const its = score(passage)
      if (its > worst.score) worst = { passage, score: its }
    }
    return { evidence: (whole + worst.score) / 2, routeId: nameRoute(worst.passage) }
  }
}

const listLessons = (
  { examples, ordinary = [] }: DangerLessons,
  isPattern: (text: string) => boolean,
): { text: string; label: string }[] => {
  const danger = examples.danger.flatMap(({ route, texts }) => texts.map((text) => ({ text, label: route })))
  const known = new Set(danger.map(({ text }) => normaliseText(text)))
  return [
    ...danger,
    ...examples.ordinary.map((text) => ({ text, label: ORDINARY })),
    ...ordinary
      .map((text) => normaliseText(text))
      .filter((text) => !known.has(text) && !isPattern(text))
      .map((text) => ({ text, label: ORDINARY })),
  ]
}

/**
 * Prepares the finder of danger: patterns and learning together, so that words nobody wrote a pattern for are heard, and a pattern
 * in the middle of a long letter about last year is not believed alone. Without lessons the patterns decide by themselves.
 * Reads normalised text; gives the danger route to speak, or undefined. Pure after preparation, well under a millisecond a message.
 * Throws at start when a pattern is no regular expression.
 */
export const createDangerFinder = (routes: readonly SpecialRouteFile[], lessons?: DangerLessons) => {
  const dangers = routes.filter(({ danger }) => danger)
  const matchPattern = createSpecialRouteFinder(dangers)
  if (!lessons || lessons.examples.danger.length === 0) return matchPattern
  const routeOf = new Map(dangers.map((route) => [route.id, route]))
  const weighDanger = learnDanger(listLessons(lessons, (text) => matchPattern(text) !== undefined))
  return (text: string): SpecialRouteFile | undefined => {
    const matched = matchPattern(text)
    const { evidence, routeId } = weighDanger(text)
    const needed = NEEDED.find(({ upTo }) => text.length <= upTo)
    if (!needed || evidence < (matched ? needed.withPattern : needed.alone)) return undefined
    return evidence >= needed.alone ? (routeOf.get(routeId) ?? matched) : matched
  }
}
