import type { CityRules } from '../contracts/city-rules.ts'
import type { GuideFieldName } from '../contracts/decision.ts'
import type { Entry } from '../contracts/entry.ts'
import type { Citation, Reply } from '../contracts/message.ts'
import { formatGuideField, GUIDE_LABELS, guideChips } from './format-guide.ts'

const sourceOf = (entry: Entry): string => {
  const laws = entry.basis.map((b) => `《${b.law}》${b.article ?? ''}`)
  return laws.length > 0 ? laws.join('、') : entry.source
}

/**
 * The day the content dates from. A first import happens when a city installs the product; its content is as old as
 * its validity says.
 */
const updatedOn = (entry: Entry): string => {
  const written = entry.updatedAt.slice(0, 10)
  const isFirstImport = entry.version === 1 && entry.origin !== 'person'
  return isFirstImport && entry.validFrom && entry.validFrom < written ? entry.validFrom : written
}

/** Where an answer's words come from: right by construction, because the answer is this version of this entry. */
export const citeEntry = (entry: Entry, rules: CityRules): Citation => {
  const department = rules.departments.find((d) => d.id === entry.department)?.short
  const source = sourceOf(entry)
  return {
    entryId: entry.id,
    version: entry.version,
    title: entry.question,
    updatedAt: updatedOn(entry),
    ...(department ? { department } : {}),
    ...(source ? { source } : {}),
  }
}

/**
 * Turns an entry into the reply: its short answer, or only the guide field that was asked for ("要什么材料"),
 * with citation, and the other fields as chips. Adds no word that is not in the entry.
 */
export const composeAnswer = (
  entry: Entry,
  rules: CityRules,
  confidence: number,
  field: GuideFieldName | undefined,
): Reply => {
  const asked = entry.guide && field ? formatGuideField(entry.guide, field) : null
  const text =
    asked && field
      ? `${entry.question.replace(/[?\uFF1F]$/, '')},${GUIDE_LABELS[field]}:\n${asked}`
      : entry.answer
  return {
    kind: 'answer',
    text,
    citations: [citeEntry(entry, rules)],
    confidence: Math.round(confidence * 1000) / 1000,
    ...(entry.details ? { details: entry.details } : {}),
    ...(entry.guide ? { guide: guideChips(entry.guide) } : {}),
  }
}
