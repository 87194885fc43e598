import { CUE_NAMES, findCues, isAlarmCue } from './danger-cues.ts'
import type { SparseVector } from './text-classifier.ts'

/** What one clause says: its runs of characters, and the classes of words in it by their place in CUE_NAMES. */
export type Clause = { runs: string[]; cues: number[]; length: number }

/** The terms the detector learned: every run, class and pair of classes by number, with how rare each is. */
export type Vocabulary = {
  idOf: ReadonlyMap<string, number>
  rarity: Float64Array
}

const CLAUSE_END = /(?<=[,，。!！?？;；:：、…\s])/u
const MAX_CLAUSES = 400
const LONGEST_RUN = 3
/** Runs of three mostly repeat what their pairs say; classes carry what is common to words never seen. */
const WEIGHT = { run: 1, longRun: 0.7, cue: 3, pair: 1.4 }
/** Classes and their pairs are few and frequent; their rarity says nothing. */
const CUE_RARITY = 2
const MIN_TEXTS = 2

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
    .map((clause) => ({ runs: listRuns(clause), cues: findCues(clause), length: clause.length }))
    .filter(({ runs }) => runs.length > 0)

/** The classes of words that occur anywhere in a passage, in the order of CUE_NAMES. */
const uniteCues = (passage: readonly Clause[]): number[] =>
  [...new Set(passage.flatMap(({ cues }) => cues))].sort((left, right) => left - right)

/** Whether a passage names anything that can hurt at all. */
export const soundsAlarm = (passage: readonly Clause[]): boolean =>
  passage.some(({ cues }) => cues.some((cue) => isAlarmCue(cue)))

const listTerms = (passage: readonly Clause[]): Set<string> => {
  const terms = new Set<string>()
  for (const { runs } of passage) for (const run of runs) terms.add(run)
  const cues = uniteCues(passage)
  cues.forEach((cue, at) => {
    terms.add(`#${CUE_NAMES[cue]}`)
    for (const other of cues.slice(at + 1)) terms.add(`#${CUE_NAMES[cue]}+${CUE_NAMES[other]}`)
  })
  return terms
}

const weigh = (term: string): number => {
  if (!term.startsWith('#')) return term.length < LONGEST_RUN ? WEIGHT.run : WEIGHT.longRun
  return term.includes('+') ? WEIGHT.pair : WEIGHT.cue
}

/** The terms of the passages that occur in at least two of them. */
export const buildVocabulary = (passages: readonly (readonly Clause[])[]): Vocabulary => {
  const texts = new Map<string, number>()
  for (const passage of passages)
    for (const term of listTerms(passage)) texts.set(term, (texts.get(term) ?? 0) + 1)
  const kept = [...texts].filter(([, count]) => count >= MIN_TEXTS)
  return {
    idOf: new Map(kept.map(([term], id) => [term, id])),
    rarity: Float64Array.from(
      kept,
      ([term, count]) =>
        weigh(term) * (term.startsWith('#') ? CUE_RARITY : Math.log(passages.length / count)),
    ),
  }
}

/** A passage as a vector of length 1 over the vocabulary's terms; a term counts once however often it is said. */
export const toVector = (passage: readonly Clause[], { idOf, rarity }: Vocabulary): SparseVector => {
  const at: number[] = []
  const value: number[] = []
  let squared = 0
  for (const term of listTerms(passage)) {
    const id = idOf.get(term)
    if (id === undefined) continue
    const weight = rarity[id] ?? 0
    at.push(id)
    value.push(weight)
    squared += weight * weight
  }
  const norm = Math.sqrt(squared) || 1
  return { at: Int32Array.from(at), value: Float64Array.from(value, (each) => each / norm) }
}
