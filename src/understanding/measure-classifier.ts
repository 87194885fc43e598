import { createRepeatableRandom } from '../platform/repeatable-random.ts'
import type { RankedLabel } from './restore-classifier.ts'
import { type LabelledText, trainClassifier } from './text-classifier.ts'
import { NO_TOPICS, rememberTopics, type TopicReader } from './topic-evidence.ts'

export const FOLDS = 5
const BINS = 10

/** One text classified by a classifier that has not seen it: what was right, what was said, and how sure it was. */
export type Sorted = { gold: string; ranked: readonly RankedLabel[] }

/** The fold of every text: drawn once, by a fixed seed, all folds alike in size. */
export const drawFolds = (count: number, seed = 7): Int32Array => {
  const random = createRepeatableRandom(seed)
  const order = Array.from({ length: count }, (_, i) => i)
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
  const folds = new Int32Array(count)
  order.forEach((text, place) => {
    folds[text] = place % FOLDS
  })
  return folds
}

/** Classifies each of `tests` after training on `examples`. */
export const sortAfterTraining = (
  examples: readonly LabelledText[],
  tests: readonly LabelledText[],
  topics?: TopicReader,
): Sorted[] => {
  const classifier = trainClassifier(examples, topics)
  return tests.map((test) => ({ gold: test.label, ranked: classifier.classify(test, 3) }))
}

/**
 * What is learned beside the texts: with each of them (an answer, say), and in every fold (what files say of the labels). `rounds`: how many
 * of the folds are tested.
 */
export type Beside = {
  extra?: (text: LabelledText, index: number) => readonly LabelledText[]
  known?: readonly LabelledText[]
  rounds?: number
}

/** Five-fold: each text classified by a classifier trained on the other four fifths and what is known beside them. */
export const sortInFolds = (
  texts: readonly LabelledText[],
  topics: TopicReader = NO_TOPICS,
  { extra = () => [], known = [], rounds = FOLDS }: Beside = {},
): Sorted[] => {
  const folds = drawFolds(texts.length)
  const remembered = rememberTopics(topics)
  return Array.from({ length: rounds }, (_, fold) => fold).flatMap((fold) =>
    sortAfterTraining(
      [...texts.flatMap((text, i) => (folds[i] === fold ? [] : [text, ...extra(text, i)])), ...known],
      texts.filter((_, i) => folds[i] === fold),
      remembered,
    ),
  )
}

/** Expected calibration error: how far the probability of the first label is from how often it is right, over ten bins. */
export const calibrationError = (sorted: readonly Sorted[]): number => {
  const bins = Array.from({ length: BINS }, () => ({ sure: 0, right: 0 }))
  for (const { gold, ranked } of sorted) {
    const first = ranked[0]
    const bin = bins[Math.min(BINS - 1, Math.floor((first?.score ?? 0) * BINS))]
    if (!first || !bin) continue
    bin.sure += first.score
    bin.right += Number(first.label === gold)
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.sure - bin.right), 0) / Math.max(1, sorted.length)
}

/** The share of texts whose right label is among the first `k`. */
export const rightAmong = (sorted: readonly Sorted[], k: number): number =>
  sorted.filter(({ gold, ranked }) => ranked.slice(0, k).some(({ label }) => label === gold)).length /
  Math.max(1, sorted.length)

/** Macro-averaged F1 over all labels that occur: a rare label counts as much as a common one. */
export const macroF1 = (pairs: readonly { gold: string; said: string }[]): number => {
  const labels = [...new Set(pairs.map(({ gold }) => gold))]
  const f1 = labels.map((label) => {
    const hit = pairs.filter(({ gold, said }) => gold === label && said === label).length
    const said = pairs.filter((pair) => pair.said === label).length
    const gold = pairs.filter((pair) => pair.gold === label).length
    return (2 * hit) / Math.max(1, said + gold)
  })
  return f1.reduce((sum, value) => sum + value, 0) / Math.max(1, f1.length)
}

/** First labels beside the right ones, for `macroF1`. */
export const firstLabels = (sorted: readonly Sorted[]): { gold: string; said: string }[] =>
  sorted.map(({ gold, ranked }) => ({ gold, said: ranked[0]?.label ?? '' }))
