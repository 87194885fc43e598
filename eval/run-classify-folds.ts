import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { TicketType } from '../src/contracts/ticket.ts'
import { leanNature } from '../src/dispatch/lean-nature.ts'
import { splitDuties } from '../src/dispatch/list-duty-examples.ts'
import { createPastDecisions } from '../src/dispatch/past-decisions.ts'
import { TYPE_LABELS } from '../src/tickets/state-labels.ts'
import {
  drawFolds,
  FOLDS,
  rightAmong,
  type Sorted,
  sortAfterTraining,
  sortInFolds,
} from '../src/understanding/measure-classifier.ts'
import { wholeText } from '../src/understanding/restore-classifier.ts'
import { type LabelledText, trainClassifier } from '../src/understanding/text-classifier.ts'
import { rememberTopics, type TopicReader } from '../src/understanding/topic-evidence.ts'
import type { Understanding } from '../src/understanding/understand-text.ts'
import { joinMessages } from './join-messages.ts'
import { printRow, TABLE_HEAD } from './measure-folds.ts'
import { readJsonLines, readLexicon, readUnderstanding } from './read-inputs.ts'
import { readTopics } from './read-topics.ts'
import { report } from './write-outputs.ts'

const readCsv = <T>(path: string, row: z.ZodType<T>): T[] =>
  z.array(row).parse(parse(readFileSync(path, 'utf8'), { columns: true, bom: true, relax_quotes: true }))

type Task = { name: string; sort: (topics: TopicReader) => Sorted[] }

const readTaidi = (dir: string) => ({
  titles: readCsv(
    join(dir, 'att2_titles_dev_pool.csv'),
    z.object({ title: z.string(), label: z.string() }),
  ).map(({ title, label }): LabelledText => ({ text: title, label })),
  bodies: readCsv(
    join(dir, 'att2_details_dev_pool.csv'),
    z.object({ detail: z.string(), label: z.string() }),
  ).map(({ detail, label }): LabelledText => ({ text: detail, label })),
  rows: readCsv(
    join(dir, 'att2_sample_rows_dev.csv'),
    z.object({ title: z.string(), detail: z.string(), label: z.string() }),
  ).map(({ title, detail, label }): LabelledText => ({ title, text: detail, label })),
})

/** The same message is told by its letters: between rows and pools a fifth of the texts differ in blanks alone. */
const keyOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

/** Seven classes. Titles and bodies come as two pools: 389 whole rows are given, some two thousand more can be told by their words. */
const listTaidi = (dir: string): Task[] => {
  const { titles, bodies, rows } = readTaidi(dir)
  const inRows = new Set(rows.flatMap(({ title, text }) => [keyOf(title ?? ''), keyOf(text)]))
  const unseen = (texts: LabelledText[]) => texts.filter(({ text }) => !inRows.has(keyOf(text)))
  const sortJoined = (topics: TopicReader): Sorted[] => {
    const { joined, apart } = joinMessages(unseen(titles), unseen(bodies))
    const inJoined = new Set(joined.flatMap(({ title, text }) => [keyOf(title ?? ''), keyOf(text)]))
    const known = apart.filter(({ text }) => !inJoined.has(keyOf(text)))
    return sortInFolds([...rows, ...joined], topics, { known })
  }
  return [
    { name: 'taidi, title only, 5-fold', sort: (topics) => sortInFolds(titles, topics) },
    { name: 'taidi, body only, 5-fold', sort: (topics) => sortInFolds(bodies, topics) },
    { name: 'taidi, title and body joined by their words, 5-fold, the rest learned too', sort: sortJoined },
    {
      name: 'taidi, title and body: the whole rows, trained on the pools without them',
      sort: (topics) => sortAfterTraining([...unseen(titles), ...unseen(bodies)], rows, topics),
    },
    {
      name: 'taidi, trained on the 389 whole rows: bodies of the pool',
      sort: (topics) => sortAfterTraining(rows, unseen(bodies), topics),
    },
    {
      name: 'taidi, trained on the 389 whole rows: titles of the pool',
      sort: (topics) => sortAfterTraining(rows, unseen(titles), topics),
    },
    { name: 'taidi, the 389 whole rows, 5-fold', sort: (topics) => sortInFolds(rows, topics) },
  ]
}

const Faq = z.object({ question: z.string(), answer: z.string(), dept_short: z.string() })
const Bureau = z.object({ bureau_name: z.string(), administrative_duties: z.string() })

/** Departments with one question alone cannot be learned and tested at once: 31 of 33 remain. */
const listKaohsiung = (dir: string): Task[] => {
  const all = readJsonLines(join(dir, 'faq_simp.jsonl'), Faq)
  const faq = all.filter(({ dept_short }) => all.filter((f) => f.dept_short === dept_short).length > 1)
  const questions = faq.map(
    ({ question, dept_short }, i): LabelledText => ({ text: question, label: dept_short, about: `${i}` }),
  )
  const entryOf = (question: LabelledText, i: number): LabelledText[] => [
    { ...question, title: question.text, text: faq[i]?.answer ?? '', isTold: true },
  ]
  const labels = new Set(questions.map(({ label }) => label))
  const duties = readJsonLines(join(dir, 'bureau_duties_simp.jsonl'), Bureau)
    .filter(({ bureau_name }) => labels.has(bureau_name))
    .flatMap(({ bureau_name, administrative_duties }) =>
      splitDuties(administrative_duties).map(
        (text): LabelledText => ({ text, label: bureau_name, isTold: true }),
      ),
    )
  return [
    { name: 'kaohsiung, question → department, 5-fold', sort: (topics) => sortInFolds(questions, topics) },
    {
      name: 'kaohsiung, question → department, the entries of the other folds learned too',
      sort: (topics) => sortInFolds(questions, topics, { extra: entryOf }),
    },
    {
      name: 'kaohsiung, question → department, the duties of the departments learned too',
      sort: (topics) => sortInFolds(questions, topics, { known: duties }),
    },
    {
      name: 'kaohsiung, question → department, entries and duties learned too',
      sort: (topics) => sortInFolds(questions, topics, { extra: entryOf, known: duties }),
    },
  ]
}

const NATURES: Record<string, string> = TYPE_LABELS
const TYPE_OF = new Map(TicketType.options.map((type) => [TYPE_LABELS[type], type]))

/** What the product says of the nature of an appeal, by its rules alone. What is no appeal (a greeting, say) stays as it is called. */
const sortByRules = (texts: readonly LabelledText[], understanding: Understanding): Sorted[] =>
  texts.map((text) => {
    const { intent, intentConfidence } = understanding(wholeText(text), new Date(0))
    return { gold: text.label, ranked: [{ label: NATURES[intent] ?? intent, score: intentConfidence }] }
  })

/** As what the product takes each appeal after it has learned the other four fifths: the rules' word, leaned on history. */
const sortLeaning = (
  texts: readonly LabelledText[],
  topics: TopicReader,
  understanding: Understanding,
): Sorted[] => {
  const folds = drawFolds(texts.length)
  const remembered = rememberTopics(topics)
  const ruled = sortByRules(texts, understanding)
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const learned = texts.filter((_, at) => folds[at] !== fold)
    const typed = learned.map((text) => ({ ...text, label: TYPE_OF.get(text.label) ?? text.label }))
    const type = {
      classifier: trainClassifier(typed, remembered),
      examples: learned.length,
      accuracy: rightAmong(sortInFolds(learned, remembered), 1),
    }
    const history = { category: null, unit: null, type, urgency: null, decisions: createPastDecisions() }
    return texts.flatMap((text, at): Sorted[] => {
      if (folds[at] !== fold) return []
      const [said] = ruled[at]?.ranked ?? []
      const rules = { type: TYPE_OF.get(said?.label ?? '') ?? 'consult', urgency: 'normal' } as const
      const taken = leanNature(wholeText(text), { ...rules, confidence: said?.score ?? 0 }, history)
      return [{ gold: text.label, ranked: [{ label: TYPE_LABELS[taken.type], score: 1 }] }]
    })
  })
}

/** The nature of appeals to a river hotline, with the title (which often names it) and without. */
const listFuzhou = (dir: string): Task[] => {
  const whole = readCsv(
    join(dir, 'appeals.csv'),
    z.object({ nature: z.string(), title: z.string(), content: z.string() }),
  )
    .filter(({ nature, content }) => TYPE_OF.has(nature) && content.trim() !== '')
    .map(({ nature, title, content }): LabelledText => ({ title, text: content, label: nature }))
  const bodies = whole.map(({ text, label }): LabelledText => ({ text, label }))
  const understanding = readUnderstanding(readLexicon())
  return [
    { name: 'fuzhou nature, title and body, rules', sort: () => sortByRules(whole, understanding) },
    { name: 'fuzhou nature, body, rules', sort: () => sortByRules(bodies, understanding) },
    {
      name: 'fuzhou nature, title and body, as the product takes it after learning: rules and history',
      sort: (topics) => sortLeaning(whole, topics, understanding),
    },
    { name: 'fuzhou nature, title and body, 5-fold', sort: (topics) => sortInFolds(whole, topics) },
    { name: 'fuzhou nature, body, 5-fold', sort: (topics) => sortInFolds(bodies, topics) },
  ]
}

/** `eval classify-folds`: five-fold figures of the text classifier on the data sets of a folder, as a Markdown table. */
export const runClassifyFolds = (options: { data: string }): void => {
  const topics = readTopics()
  const sets: [string, (dir: string) => Task[]][] = [
    ['taidi', listTaidi],
    ['kaohsiung', listKaohsiung],
    ['fuzhou', listFuzhou],
  ]
  report(TABLE_HEAD)
  for (const [folder, list] of sets) {
    const dir = join(options.data, folder)
    if (!existsSync(dir)) continue
    for (const task of list(dir)) {
      const startedAt = performance.now()
      const sorted = task.sort(topics)
      report(printRow(task.name, sorted, (performance.now() - startedAt) / 1000))
    }
  }
}
