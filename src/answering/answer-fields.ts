import type { CityRules } from '../contracts/city-rules.ts'
import type { GuideFieldName } from '../contracts/decision.ts'
import type { Entry } from '../contracts/entry.ts'
import type { DepartmentFile } from '../contracts/knowledge-file.ts'
import { unitNow } from '../tickets/rules-now.ts'
import { formatGuideField, GUIDE_LABELS } from './format-guide.ts'
import { quoteLabelled, quoteSentences } from './quote-sentences.ts'

/** More than this many at once is the whole matter: its summary with the fields to tap reads better than a wall of text. */
export const FIELDS_AT_ONCE_MAX = 4

/** Per field, the words a sentence that tells it contains. */
export type FieldTells = Record<GuideFieldName, { tells: RegExp }>

/** What of a field the department's own card knows where the entry is silent. */
const fromDepartment = (department: DepartmentFile, field: GuideFieldName): string => {
  if (field === 'phone') return `${department.name} ${department.phone}`
  if (field === 'place') return `${department.name}：${department.address}`
  return field === 'hours' ? `${department.name}：${department.hours}` : ''
}

/** A number of a phone, as entries write them: without one a sentence about the telephone tells none. */
const HAS_NUMBER = /\d{3,}/

const tellField = (entry: Entry, field: GuideFieldName, words: FieldTells): string => {
  if (entry.guide) {
    const told = formatGuideField(entry.guide, field)
    if (told) return told
  }
  const quoted = quoteLabelled(entry, GUIDE_LABELS[field]) || quoteSentences(entry, words[field].tells)
  return field === 'phone' && !HAS_NUMBER.test(quoted) ? '' : quoted
}

export type FieldsAnswer = {
  text: string
  /** Fields the entry itself told. Empty: the entry says nothing of what was asked. */
  told: GuideFieldName[]
}

/**
 * The fields of an entry that were asked for, each in its own words: from the guide, or the sentence of a plain entry that speaks of
 * it. Where the entry is silent that is said, with what the department's card knows, else its phone.
 */
export const answerFields = (
  entry: Entry,
  rules: Pick<CityRules, 'departments'>,
  fields: readonly GuideFieldName[],
  words: FieldTells,
): FieldsAnswer => {
  const department = unitNow(rules, entry.department)
  const told: GuideFieldName[] = []
  const silent: GuideFieldName[] = []
  const lines = fields.flatMap((field): string[] => {
    const own = tellField(entry, field, words)
    if (own) told.push(field)
    const text = own || (department ? fromDepartment(department, field) : '')
    if (!text) silent.push(field)
    return text ? [`${GUIDE_LABELS[field]}：${text.includes('\n') ? '\n' : ''}${text}`] : []
  })
  if (silent.length > 0) {
    const names = silent.map((field) => GUIDE_LABELS[field]).join('、')
    const ask = department ? `，可以打${department.name}的电话 ${department.phone} 问` : ''
    lines.push(`这一条里没有写${names}${ask}。`)
  }
  const title = entry.question.replace(/[?？]$/, '')
  return { text: `${title}\n${lines.join('\n')}`, told }
}
