import { z } from 'zod'
import { trainClassifier } from '../src/understanding/text-classifier.ts'
import { readJsonLines } from './read-inputs.ts'
import { readTopics } from './read-topics.ts'
import { report, writeJsonLines } from './write-outputs.ts'

const Id = z.union([z.string(), z.number()]).transform(String)
const TestLine = z.object({ id: Id, title: z.string().optional(), text: z.string() })
const TrainLine = TestLine.extend({ label: z.string() })

const RANKED = 5

const withoutId = <T extends { title?: string | undefined; text: string }>({ title, text }: T) =>
  title === undefined ? { text } : { title, text }

/** `eval classify`: trains on labelled lines and writes `{ id, ranked: [{ label, score }], ms }` for every test line. */
export const runClassify = (options: { train: string; test: string; out: string }): void => {
  const examples = readJsonLines(options.train, TrainLine).map((line) => ({
    ...withoutId(line),
    label: line.label,
  }))
  const tests = readJsonLines(options.test, TestLine)
  const startedAt = performance.now()
  const classifier = trainClassifier(examples, readTopics())
  report(`trained on ${examples.length} texts in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  const lines = tests.map((test) => {
    const askedAt = performance.now()
    const ranked = classifier.classify(withoutId(test), RANKED)
    return { id: test.id, ranked, ms: Number((performance.now() - askedAt).toFixed(3)) }
  })
  writeJsonLines(options.out, lines)
}
