import type { Entry, EntryEdit } from '../../src/contracts/entry.ts'
import type { GuideFields } from '../../src/contracts/knowledge-file.ts'
import { GUIDE_LINES } from '../shared/labels.ts'

type GuideLine = keyof typeof GUIDE_LINES

/** A guide as it is typed: lists one per line, a material's note behind "|". */
export type GuideText = Record<GuideLine | 'conditions' | 'materials' | 'steps', string>

/** An entry as it is typed. */
export type EntryText = {
  question: string
  similar: string
  answer: string
  details: string
  keywords: string
  validUntil: string
  guide: GuideText | null
  reason: string
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const guideText = (guide: GuideFields): GuideText => ({
  conditions: guide.conditions.join('\n'),
  materials: guide.materials.map((m) => (m.note ? `${m.name} | ${m.note}` : m.name)).join('\n'),
  steps: guide.steps.join('\n'),
  timeLimit: guide.timeLimit,
  fee: guide.fee,
  place: guide.place,
  hours: guide.hours,
  phone: guide.phone,
  online: guide.online,
})

/** The entry as text to edit; the reason is always written anew. */
export const toText = (entry: Entry): EntryText => ({
  question: entry.question,
  similar: entry.similar.join('\n'),
  answer: entry.answer,
  details: entry.details,
  keywords: entry.keywords.join('、'),
  validUntil: entry.validUntil ?? '',
  guide: entry.guide ? guideText(entry.guide) : null,
  reason: '',
})

const toGuide = (text: GuideText): GuideFields => ({
  conditions: lines(text.conditions),
  materials: lines(text.materials).map((line) => {
    const [name = '', ...note] = line.split('|').map((part) => part.trim())
    return note.length > 0 ? { name, note: note.join('|') } : { name }
  }),
  steps: lines(text.steps),
  timeLimit: text.timeLimit.trim(),
  fee: text.fee.trim(),
  place: text.place.trim(),
  hours: text.hours.trim(),
  phone: text.phone.trim(),
  online: text.online.trim(),
})

/** What is typed, as the server takes it. `basedOn` is the version it was typed over. */
export const toEdit = (text: EntryText, basedOn: number): EntryEdit => ({
  question: text.question.trim(),
  similar: lines(text.similar),
  answer: text.answer.trim(),
  details: text.details.trim(),
  keywords: text.keywords
    .split(/[、,,\s]+/)
    .map((word) => word.trim())
    .filter((word) => word !== ''),
  validUntil: text.validUntil.trim() || null,
  ...(text.guide ? { guide: toGuide(text.guide) } : {}),
  reason: text.reason.trim(),
  basedOn,
})

const SIMILAR_MAX = 50
const WORDING_MAX = 100

/** What keeps the entry from being published, in words; empty when nothing does. */
export const findMistakes = (text: EntryText): string[] => {
  const similar = lines(text.similar)
  const mistakes: string[] = []
  if (text.question.trim().length < 2) mistakes.push('标准问至少 2 个字。')
  if (text.answer.trim().length < 2) mistakes.push('答案至少 2 个字。')
  if (similar.length > SIMILAR_MAX) mistakes.push(`相似问最多 ${SIMILAR_MAX} 条，现在 ${similar.length} 条。`)
  const long = similar.find((wording) => wording.length > WORDING_MAX)
  if (long) mistakes.push(`相似问“${long.slice(0, 12)}…”超过 ${WORDING_MAX} 字。`)
  if (text.validUntil.trim() && !/^\d{4}-\d{2}-\d{2}$/.test(text.validUntil.trim())) {
    mistakes.push('有效期写成 2027-01-31 这样。')
  }
  if (text.guide) {
    for (const name of ['conditions', 'materials', 'steps'] as const) {
      if (lines(text.guide[name]).length === 0) mistakes.push('指南的条件、材料、流程各至少写一行。')
    }
    for (const [name, label] of Object.entries(GUIDE_LINES)) {
      if (text.guide[name as GuideLine].trim().length < 2) mistakes.push(`指南的“${label}”没有写。`)
    }
  }
  if (text.reason.trim().length < 2) mistakes.push('请写明修改原因，至少 2 个字。')
  return [...new Set(mistakes)]
}

/** Whether anything but the reason differs from the entry. */
export const isChanged = (text: EntryText, entry: Entry): boolean =>
  JSON.stringify({ ...text, reason: '' }) !== JSON.stringify(toText(entry))
