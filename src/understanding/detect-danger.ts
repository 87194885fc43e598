import type { DangerExamples, SpecialRouteFile } from '../contracts/knowledge-file.ts'
import { createSpecialRouteFinder, splitSentences } from './detect-special-route.ts'
import { type LearnedDanger, type Lesson, learnDanger, ORDINARY } from './learn-danger.ts'
import { normaliseText } from './normalise-text.ts'
import { type NumberedClause, soundsAlarm } from './read-passage.ts'

/** What a city teaches the detector: texts that are danger by route, and texts that are not. */
export type DangerLessons = {
  examples: DangerExamples
  /** Questions of the knowledge base: ordinary by nature, but for those that a pattern of a danger route calls danger. */
  ordinary?: readonly string[]
}

/** A text's evidence of danger, that of the passage in which a pattern hit, and the passages that carry it. */
type Weight = { alone: number; withPattern: number; passages: (readonly NumberedClause[])[] }
type Passage = { clauses: readonly NumberedClause[]; score: number }
type Need = { upTo: number; alone: number; withPattern: number; cutOut: number }

const MAX_SENTENCES = 200
const MAX_CLAUSES = 400
/** A passage cut out of a text: as many clauses in a row as fill about two spoken sentences. */
const PASSAGE = { characters: 50, clauses: 5 }
/** A sentence of up to this many characters is weighed as a whole. */
const SENTENCE_MAX = 100
/** Up to here a text is one cry or one question, and all of it counts; longer ones are judged by their worst sentence. */
const SHORT = 60

const LONGEST: Need = { upTo: Number.POSITIVE_INFINITY, alone: 0.75, withPattern: 0.2, cutOut: 0.5 }
/**
 * The evidence a text needs, by its length. A cry for help is short; a letter of two hundred characters is full of people, bodies
 * and fires of last year. `alone`: the learning speaks by itself. `withPattern`: a pattern of a route hit as well. `cutOut`: what a
 * passage of a long text loses when it is no sentence of its own. Chosen on held-out fifths of the examples and of the knowledge
 * base's questions (`eval danger`), and on dangers put into the middle of ordinary letters.
 */
const NEEDED: readonly Need[] = [
  // One word is too little to learn from; the patterns know the cries.
  { upTo: 3, alone: Number.POSITIVE_INFINITY, withPattern: Number.NEGATIVE_INFINITY, cutOut: 0 },
  { upTo: 20, alone: -0.1, withPattern: -0.5, cutOut: 0 },
  { upTo: 30, alone: -0.05, withPattern: -0.5, cutOut: 0 },
  { upTo: SHORT, alone: 0.2, withPattern: -0.3, cutOut: 0 },
  { upTo: 100, alone: 0.2, withPattern: 0, cutOut: 0.3 },
  { upTo: 200, alone: 0.4, withPattern: 0.1, cutOut: 0.4 },
  { upTo: 400, alone: 0.6, withPattern: 0.2, cutOut: 0.4 },
]
/** A passage that names nothing that can hurt needs this much more. */
const NO_ALARM_PENALTY = 0.3
/** What a pattern adds to its own route when the learning names the door. */
const PATTERN_BONUS = 0.5

const neededFor = (text: string): Need => NEEDED.find(({ upTo }) => text.length <= upTo) ?? LONGEST

const cutPassages = (clauses: readonly NumberedClause[]): NumberedClause[][] =>
  clauses.map((_, from) => {
    let characters = 0
    let to = from
    while (to < clauses.length && to - from < PASSAGE.clauses && characters < PASSAGE.characters) {
      characters += clauses[to]?.text.length ?? 0
      to += 1
    }
    return clauses.slice(from, to)
  })

const NOTHING: Passage = { clauses: [], score: Number.NEGATIVE_INFINITY }
const worstOf = (passages: readonly Passage[]): Passage =>
  passages.reduce((worst, each) => (each.score > worst.score ? each : worst), NOTHING)

/**
 * Weighs a text: as a whole while it is short, sentence by sentence and passage by passage when it is long, so that what is said in the
 * middle of a story counts by itself. `isPattern` tells whether a pattern hits in a passage.
 */
const weighText = (learned: LearnedDanger, text: string, isPattern: (passage: string) => boolean): Weight => {
  const { cutOut } = neededFor(text)
  const weigh = (clauses: readonly NumberedClause[], loss: number): Passage => ({
    clauses,
    score: learned.score(clauses) - (soundsAlarm(clauses) ? 0 : NO_ALARM_PENALTY) - loss,
  })
  const sentences = splitSentences(text)
    .slice(0, MAX_SENTENCES)
    .map((sentence) => ({ text: sentence, clauses: learned.read(sentence) }))
  const clauses = sentences.flatMap((sentence) => sentence.clauses).slice(0, MAX_CLAUSES)
  const cut = cutPassages(clauses).map((passage) => weigh(passage, cutOut))
  if (text.length <= SHORT) {
    const whole = weigh(clauses, 0)
    const worst = worstOf([whole, ...cut])
    const evidence = (whole.score + worst.score) / 2
    return { alone: evidence, withPattern: evidence, passages: [whole.clauses, worst.clauses] }
  }
  const spoken = sentences
    .filter((sentence) => sentence.text.length <= SENTENCE_MAX)
    .map((sentence) => ({ ...weigh(sentence.clauses, 0), text: sentence.text }))
  const hit = worstOf([
    ...spoken.filter((passage) => isPattern(passage.text)),
    ...cut
      .filter((passage) => isPattern(passage.clauses.map((clause) => clause.text).join('')))
      .map((passage) => ({ ...passage, score: passage.score + cutOut })),
  ])
  const worst = worstOf([...spoken, ...cut])
  return {
    alone: worst.score,
    withPattern: hit.score,
    passages: [worst.score >= hit.score ? worst.clauses : hit.clauses],
  }
}

/** Every text once; what the city corrected by hand counts before what follows from the knowledge base. */
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
 * in a long letter about last year is not believed alone. Without lessons the patterns decide by themselves.
 * Reads normalised text; gives the danger route to speak, or undefined. Pure after preparation, below a millisecond for a message of
 * 150 characters. Throws at start when a pattern is no regular expression.
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
  const learned = learnDanger(lessonList, (route) => routeOf.get(route)?.number ?? route)
  return (text) => {
    // What the city wrote down itself is settled: a corrected mistake never comes back.
    const settled = taught.get(text)
    if (settled !== undefined) return routeOf.get(settled)
    const matched = matchPattern(text)
    const weight = weighText(
      learned,
      text,
      (passage) => matched !== undefined && matchPattern(passage) !== undefined,
    )
    const needed = neededFor(text)
    const isDanger =
      weight.alone >= needed.alone || (matched !== undefined && weight.withPattern >= needed.withPattern)
    if (!isDanger) return undefined
    const [best] = learned
      .rankRoutes(weight.passages)
      .map(({ id, score }) => ({ id, score: score + (id === matched?.id ? PATTERN_BONUS : 0) }))
      .sort((left, right) => right.score - left.score)
    return (best && routeOf.get(best.id)) ?? matched
  }
}
