import type { CityRules } from '../../src/contracts/city-rules.ts'
import { categoryOf, departmentOf } from '../../src/knowledge-base/name-lookup.ts'
import { findTitle } from '../../src/retrieval/documents/find-title.ts'
import { type ColumnMap, pick } from '../tables/pick-columns.ts'
import { findDocumentHead } from './find-document-head.ts'
import { idOf, type Read } from './to-entry.ts'

/** The fields of a document line. `id`, `title` and `text` are enough. */
export const DOCUMENT_FIELDS = [
  'id',
  'title',
  'text',
  'number',
  'department',
  'issuedOn',
  'category',
  'source',
] as const

const TITLE_MAX = 200
const TEXT_MAX = 200_000
const ID_MAX = 120
const SUMMARY_MAX = 120
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A document line is read by its own names; no map is needed. */
export const DOCUMENT_MAP: ColumnMap = Object.fromEntries(DOCUMENT_FIELDS.map((name) => [name, name]))

/** What stands for a summary until an editor writes one: how the text begins, cut at a sentence. */
const opening = (text: string): string => {
  const head = text.trim().replace(/\s+/g, ' ').slice(0, SUMMARY_MAX)
  const end = head.lastIndexOf('。')
  return end > SUMMARY_MAX / 3 ? head.slice(0, end + 1) : head
}

/**
 * Turns a line `{ id, title, text }` (or a text file) into a document of `library`, or says what is wrong with it. The text goes in as
 * it stands; title, number and date are read off it where the line does not give them.
 */
export const toDocument = (rules: CityRules, library: string, fields: Record<string, string>): Read => {
  const of = (field: (typeof DOCUMENT_FIELDS)[number]): string => pick(DOCUMENT_MAP, fields, field)
  const text = of('text').replace(/\r\n?/g, '\n')
  const title = of('title') || findTitle(text)
  const id = of('id') || title ? `${library}:${idOf(of('id'), title)}` : null
  const wrong = (reason: string): Read => ({ wrong: reason, id })
  if (text === '') return wrong('正文是空的')
  if (title === '') return wrong('没有标题，正文开头也看不出标题')
  if (title.length > TITLE_MAX) return wrong(`标题超过 ${TITLE_MAX} 字`)
  if (text.length > TEXT_MAX) return wrong(`正文超过 ${TEXT_MAX} 字，请拆成几份`)
  if (id === null || id.length > ID_MAX || /\s/.test(id)) return wrong('编号太长或含有空格')
  if (of('issuedOn') !== '' && !DAY.test(of('issuedOn'))) return wrong('发文日期要写成 2026-03-12 这样')
  const head = findDocumentHead(text)
  const department = departmentOf(rules, of('department'))
  const issuer = rules.departments.find((one) => one.id === department)?.name ?? of('department')
  return {
    entry: {
      id,
      kind: 'document',
      question: title,
      similar: [],
      answer: opening(text),
      details: text,
      basis: [],
      category: categoryOf(rules, of('category')),
      department,
      scope: '',
      validFrom: null,
      validUntil: null,
      reviewOn: null,
      keywords: [],
      related: [],
      guide: null,
      document: { number: of('number') || head.number, issuer, issuedOn: of('issuedOn') || head.issuedOn },
      source: of('source'),
    },
    leftOut: 0,
  }
}
