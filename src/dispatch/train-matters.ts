import { createHash } from 'node:crypto'
import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import {
  calibrationError,
  FOLDS,
  firstLabels,
  macroF1,
  rightAmong,
  sortInFolds,
} from '../understanding/measure-classifier.ts'
import { type LabelledText, trainClassifier } from '../understanding/text-classifier.ts'
import type { TopicReader } from '../understanding/topic-evidence.ts'
import {
  type Figures,
  findNewestModel,
  insertModel,
  LEARNED_KINDS,
  type LearnedKind,
} from './learned-model-repository.ts'
import { listExamples, type MatterExample } from './matter-example-repository.ts'

/** The newest examples a model learns from: minutes of training, hundreds of megabytes, not more. */
const EXAMPLES_MAX = 30_000
/** A label with fewer examples cannot be learned and tested at once. */
const LABEL_LEAST = 2
/** Counts up when the same examples make another model, so that the next training is not skipped. */
const METHOD = 4
/** From so many examples on a fifth of them tells whether the entries help. */
const MANY_EXAMPLES = 2_500
/** With fewer examples the city's files know better. */
const EXAMPLES_LEAST = 20

export type Trained =
  | {
      kind: LearnedKind
      state: 'trained'
      version: number
      examples: number
      labels: number
      figures: Figures
    }
  | { kind: LearnedKind; state: 'unchanged'; examples: number }
  | { kind: LearnedKind; state: 'too-few'; examples: number }

const toLabelled = (examples: readonly MatterExample[], kind: LearnedKind): LabelledText[] => {
  const labelled = examples.flatMap(({ title, text, [kind]: label }) =>
    label === null ? [] : [{ ...(title ? { title } : {}), text, label }],
  )
  const counts = new Map<string, number>()
  for (const { label } of labelled) counts.set(label, (counts.get(label) ?? 0) + 1)
  return labelled.filter(({ label }) => (counts.get(label) ?? 0) >= LABEL_LEAST)
}

const measure = (
  examples: readonly LabelledText[],
  topics: TopicReader,
  known: readonly LabelledText[],
): Figures => {
  const sorted = sortInFolds(examples, topics, { known })
  return {
    texts: sorted.length,
    accuracy: rightAmong(sorted, 1),
    amongThree: rightAmong(sorted, 3),
    macroF1: macroF1(firstLabels(sorted)),
    calibrationError: calibrationError(sorted),
  }
}

/** What the city says of its units beside their history: their duties, and the entries of the knowledge base that belong to them. */
export type ToldOfUnits = { duties: readonly LabelledText[]; entries: readonly LabelledText[] }

/** What is said of the labels that history knows: any other label would be a guess nobody ever confirmed. */
const keepKnown = (known: readonly LabelledText[], examples: readonly LabelledText[]): LabelledText[] => {
  const labels = new Set(examples.map(({ label }) => label))
  return known.filter(({ label }) => labels.has(label))
}

/** Signs and blanks aside, so that a question is found again in a history that was copied from the same list. */
const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

/** Without what tells of a thing in the very words of a text of history: it would give that text away when it is kept back. */
const leaveOutCopies = (told: readonly LabelledText[], examples: readonly LabelledText[]): LabelledText[] => {
  const known = new Set(examples.map(({ text }) => lettersOf(text)))
  const copied = new Set(told.flatMap(({ text, about }) => (known.has(lettersOf(text)) ? [about] : [])))
  return told.filter(({ about }) => !copied.has(about))
}

/**
 * What is learned beside the history of units: their duties, and the entries where more of the history kept back is then sorted right. Whose
 * entry it is and who gets the matter need not be the same: a city may send to its districts what a department writes about.
 */
const chooseKnown = (
  examples: readonly LabelledText[],
  topics: TopicReader,
  { duties, entries }: ToldOfUnits,
): LabelledText[] => {
  const alone = keepKnown(duties, examples)
  const written = leaveOutCopies(keepKnown(entries, examples), examples)
  if (written.length === 0) return alone
  const both = [...alone, ...written]
  const rounds = examples.length < MANY_EXAMPLES ? FOLDS : 1
  const rightWith = (known: readonly LabelledText[]): number =>
    rightAmong(sortInFolds(examples, topics, { known, rounds }), 1)
  return rightWith(both) > rightWith(alone) ? both : alone
}

/**
 * Trains the models of category, unit, type and urgency anew from all examples, measures them five-fold, and stores each as the next
 * version with who, when and how right it is; `told` are examples of units beside those that were decided. What has not changed is not
 * trained again. Running servers take the new version from the event log. Takes seconds to minutes and blocks: for a process of its own.
 */
export const trainMatters = async (
  desk: { db: Database; clock: Clock },
  topics: TopicReader,
  by: string,
  told: ToldOfUnits = { duties: [], entries: [] },
): Promise<Trained[]> => {
  const examples = await listExamples(desk.db, EXAMPLES_MAX)
  const outcomes: Trained[] = []
  for (const kind of LEARNED_KINDS) {
    const labelled = toLabelled(examples, kind)
    const labels = new Set(labelled.map(({ label }) => label)).size
    if (labels < 2 || labelled.length < EXAMPLES_LEAST) {
      outcomes.push({ kind, state: 'too-few', examples: labelled.length })
      continue
    }
    const said = kind === 'unit' ? told : { duties: [], entries: [] }
    const learnedFrom = createHash('sha256')
      .update(JSON.stringify([METHOD, topics.names, labelled, said]))
      .digest('hex')
    const before = await findNewestModel(desk.db, kind)
    if (before?.learnedFrom === learnedFrom) {
      outcomes.push({ kind, state: 'unchanged', examples: labelled.length })
      continue
    }
    const known = chooseKnown(labelled, topics, said)
    const figures = measure(labelled, topics, known)
    const content = JSON.stringify(trainClassifier([...labelled, ...known], topics).toJSON())
    const at = isoNow(desk.clock)
    const version = await desk.db.transaction().execute(async (tx) => {
      const stored = await insertModel(tx, {
        kind,
        content,
        learnedFrom,
        examples: labelled.length,
        figures,
        createdAt: at,
        createdBy: by,
      })
      await appendEvent(tx, {
        at,
        type: 'model.trained',
        subject: { type: 'model', id: kind },
        actor: { kind: 'system', id: by },
        data: { kind, version: stored, examples: labelled.length },
      })
      return stored
    })
    outcomes.push({ kind, state: 'trained', version, examples: labelled.length, labels, figures })
  }
  return outcomes
}
