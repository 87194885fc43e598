import { createHash } from 'node:crypto'
import type { CityRules } from '../../src/contracts/city-rules.ts'
import type { Incoming } from '../../src/knowledge-base/import-entries.ts'
import { categoryOf, departmentOf } from '../../src/knowledge-base/name-lookup.ts'
import { type ColumnMap, pick } from '../tables/pick-columns.ts'

/** The fields a foreign table can be mapped to. */
export const ENTRY_FIELDS = [
  'id',
  'question',
  'answer',
  'similar',
  'department',
  'category',
  'keywords',
  'source',
] as const
export const NEEDED_FIELDS = ['question', 'answer'] as const

const QUESTION_MAX = 300
/** What an editor can still publish again (`EntryEdit`); the rest of a long answer becomes its details. */
const ANSWER_MAX = 2000
const DETAILS_MAX = 10_000
const SIMILAR_MAX = 50
const SIMILAR_CHARS_MAX = 100
const ID_MAX = 120

const splitList = (text: string): string[] =>
  text
    .split(/[\n|;\uFF1B]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** The answer as far as it can be shown at once, cut at the end of a sentence, and what follows. */
const cutAnswer = (text: string): { answer: string; details: string } => {
  if (text.length <= ANSWER_MAX) return { answer: text, details: '' }
  const head = text.slice(0, ANSWER_MAX)
  const end = Math.max(...['。', '!', '\uFF01', '?', '\uFF1F', '\n'].map((sign) => head.lastIndexOf(sign)))
  const at = end > ANSWER_MAX / 2 ? end + 1 : ANSWER_MAX
  return { answer: text.slice(0, at).trim(), details: text.slice(at).trim() }
}

/** The id given, or one that only depends on the words, so that the next import finds the entry again. */
export const idOf = (given: string, question: string): string =>
  given || createHash('sha256').update(question).digest('hex').slice(0, 16)

/** `leftOut` counts similar questions too long to be wordings. `id` null: the row does not even say which entry it is. */
export type Read = { entry: Incoming; leftOut: number } | { wrong: string; id: string | null }

/**
 * Turns a row of a foreign table into an entry of `library`, or says what is wrong with it. Traditional characters,
 * layout and foreign department names stay as they are; nothing is shortened in silence.
 */
export const toEntry = (
  rules: CityRules,
  library: string,
  map: ColumnMap,
  fields: Record<string, string>,
): Read => {
  const of = (field: (typeof ENTRY_FIELDS)[number]): string => pick(map, fields, field)
  const [question, text] = [of('question'), of('answer')]
  const id = of('id') || question ? `${library}:${idOf(of('id'), question)}` : null
  const wrong = (reason: string) => ({ wrong: reason, id })
  if (question === '') return wrong(text === '' ? '题目和回答都是空的' : '题目是空的')
  if (text === '') return wrong('回答是空的')
  if (question.length > QUESTION_MAX) return wrong(`题目超过 ${QUESTION_MAX} 字`)
  if (id === null || id.length > ID_MAX || /\s/.test(id)) return wrong('编号太长或含有空格')
  const cut = cutAnswer(text)
  if (cut.details.length > DETAILS_MAX) return wrong(`回答超过 ${ANSWER_MAX + DETAILS_MAX} 字，请拆成几条`)
  const wordings = [...new Set(splitList(of('similar')))].filter((one) => one !== question)
  const similar = wordings.filter((one) => one.length <= SIMILAR_CHARS_MAX).slice(0, SIMILAR_MAX)
  const department = departmentOf(rules, of('department'))
  const isOurs = rules.departments.some((d) => d.id === department)
  return {
    entry: {
      id,
      kind: 'faq',
      question,
      similar,
      answer: cut.answer,
      details: cut.details,
      basis: [],
      category: categoryOf(rules, of('category')),
      department,
      scope: '',
      validFrom: null,
      validUntil: null,
      reviewOn: null,
      keywords: splitList(of('keywords')).slice(0, SIMILAR_MAX),
      related: [],
      guide: null,
      document: null,
      // A foreign unit is no unit of this city: it is named as the source, never as the one in charge.
      source: of('source') || (isOurs ? '' : department),
    },
    leftOut: wordings.length - similar.length,
  }
}
