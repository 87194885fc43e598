import { CUE_NAMES, findCues, isAlarmCue } from './danger-cues.ts'
import type { SparseVector } from './linear-svm.ts'

/** What one clause says: its runs of characters, and the classes of words in it by their place in CUE_NAMES. */
export type Clause = { text: string; runs: string[]; cues: number[] }

/** A clause in the numbers of a vocabulary; runs the vocabulary does not know are gone. */
export type NumberedClause = { text: string; terms: number[]; cues: number[] }

/** The terms the detector learned: runs, classes and pairs of classes by number (-1: never learned), and what each weighs. */
export type Vocabulary = {
  idOf: ReadonlyMap<string, number>
  cueIds: Int32Array
  pairIds: Int32Array
  weights: Float64Array
}

const CLAUSE_END = /(?<=[,，。!！?？;；:：、…\s])/u
const MAX_CLAUSES = 400
const LONGEST_RUN = 3
/** Runs of three mostly repeat what their pairs say; classes carry what is common to words never seen. */
const WEIGHT = { run: 1, longRun: 0.7, cue: 6, pair: 2.8 }
const MIN_TEXTS = 2
const CUES = CUE_NAMES.length
const CUE_PLACES = CUE_NAMES.map((_, at) => at)

const listRuns = (clause: string): string[] => {
  const plain = clause
    .toLowerCase()
    .replace(/\d+/g, '0')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  if (plain === '') return []
  const framed = `^${plain}$`
  const runs: string[] = []
  for (let length = 1; length <= LONGEST_RUN; length += 1) {
    for (let at = 0; at + length <= framed.length; at += 1) {
      const run = framed.slice(at, at + length)
      if (!run.includes(' ')) runs.push(run)
    }
  }
  return runs
}

/** Cuts normalised text at its commas, stops and blanks and reads each clause once; the first 400 clauses count. */
export const readClauses = (text: string): Clause[] =>
  text
    .split(CLAUSE_END)
    .slice(0, MAX_CLAUSES)
    .map((text) => ({ text, runs: listRuns(text), cues: findCues(text) }))
    .filter(({ runs }) => runs.length > 0)

const uniteCues = (passage: readonly { cues: readonly number[] }[]): number[] =>
  [...new Set(passage.flatMap(({ cues }) => cues))].sort((left, right) => left - right)

/** Whether a passage names anything that can hurt at all. */
export const soundsAlarm = (passage: readonly { cues: readonly number[] }[]): boolean =>
  passage.some(({ cues }) => cues.some((cue) => isAlarmCue(cue)))

const nameCue = (cue: number): string => `#${CUE_NAMES[cue]}`
const namePair = (cue: number, other: number): string => `#${CUE_NAMES[cue]}+${CUE_NAMES[other]}`

const listTerms = (passage: readonly Clause[]): Set<string> => {
  const terms = new Set(passage.flatMap(({ runs }) => runs))
  const cues = uniteCues(passage)
  cues.forEach((cue, at) => {
    terms.add(nameCue(cue))
    for (const other of cues.slice(at + 1)) terms.add(namePair(cue, other))
  })
  return terms
}

/** Rare runs weigh more; classes are few and frequent, their rarity says nothing. */
const weigh = (term: string, rarity: number): number => {
  if (!term.startsWith('#')) return (term.length < LONGEST_RUN ? WEIGHT.run : WEIGHT.longRun) * rarity
  return term.includes('+') ? WEIGHT.pair : WEIGHT.cue
}

/** The terms of the passages that occur in at least two of them. */
export const buildVocabulary = (passages: readonly (readonly Clause[])[]): Vocabulary => {
  const texts = new Map<string, number>()
  for (const passage of passages)
    for (const term of listTerms(passage)) texts.set(term, (texts.get(term) ?? 0) + 1)
  const kept = [...texts].filter(([, count]) => count >= MIN_TEXTS)
  const idOf = new Map(kept.map(([term], id) => [term, id]))
  const numberOf = (term: string): number => idOf.get(term) ?? -1
  const weights = kept.map(([term, count]) => weigh(term, Math.log(passages.length / count)))
  return {
    idOf,
    cueIds: Int32Array.from({ length: CUES }, (_, cue) => numberOf(nameCue(cue))),
    pairIds: Int32Array.from({ length: CUES * CUES }, (_, pair) =>
      numberOf(namePair(Math.floor(pair / CUES), pair % CUES)),
    ),
    weights: Float64Array.from(weights),
  }
}

/** Turns clauses into the vocabulary's numbers once, so that every passage of a text can be weighed cheaply. */
export const numberClauses = (clauses: readonly Clause[], { idOf }: Vocabulary): NumberedClause[] =>
  clauses.map(({ text, runs, cues }) => ({
    text,
    terms: runs.flatMap((run) => idOf.get(run) ?? []),
    cues,
  }))

/** A passage as a vector of length 1 over the vocabulary's terms; a term counts once however often it is said. */
export const toVector = (passage: readonly NumberedClause[], vocabulary: Vocabulary): SparseVector => {
  const { cueIds, pairIds, weights } = vocabulary
  const ids = new Set<number>()
  for (const { terms } of passage) for (const id of terms) ids.add(id)
  const cues = uniteCues(passage)
  for (let left = 0; left < cues.length; left += 1) {
    const cue = cues[left] ?? 0
    ids.add(cueIds[cue] ?? -1)
    for (let right = left + 1; right < cues.length; right += 1) {
      ids.add(pairIds[cue * CUES + (cues[right] ?? 0)] ?? -1)
    }
  }
  ids.delete(-1)
  let squared = 0
  for (const id of ids) squared += (weights[id] ?? 0) ** 2
  const norm = Math.sqrt(squared) || 1
  return {
    at: Int32Array.from(ids),
    value: Float64Array.from(ids, (id) => (weights[id] ?? 0) / norm),
  }
}

/**
 * Prepares the weighing of passages with one weight vector: the same figure as `dot(weights, toVector(passage))` without building
 * the vector, because a long message has hundreds of passages. The scratch arrays are its own; calls do not see each other.
 */
export const createPassageScorer = (vocabulary: Vocabulary, learned: Float64Array) => {
  const { cueIds, pairIds, weights } = vocabulary
  const seenTerm = new Uint32Array(weights.length)
  const seenCue = new Uint32Array(CUES)
  let round = 0
  return (passage: readonly NumberedClause[]): number => {
    round += 1
    let sum = 0
    let squared = 0
    const add = (id: number): void => {
      if (id < 0 || seenTerm[id] === round) return
      seenTerm[id] = round
      const weight = weights[id] ?? 0
      squared += weight * weight
      sum += (learned[id] ?? 0) * weight
    }
    for (const { terms, cues } of passage) {
      for (const id of terms) add(id)
      for (const cue of cues) seenCue[cue] = round
    }
    const cues = CUE_PLACES.filter((cue) => seenCue[cue] === round)
    for (let left = 0; left < cues.length; left += 1) {
      const cue = cues[left] ?? 0
      add(cueIds[cue] ?? -1)
      for (let right = left + 1; right < cues.length; right += 1) {
        add(pairIds[cue * CUES + (cues[right] ?? 0)] ?? -1)
      }
    }
    return sum / (Math.sqrt(squared) || 1) + (learned[weights.length] ?? 0)
  }
}
