import { type Entry, type EntryEdit, joinSource, splitSource } from '../../src/contracts/entry.ts'
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
  department: string
  category: string
  validFrom: string
  validUntil: string
  source: string
  sourceDay: string
  guide: GuideText | null
  reason: string
}

/** A guide with nothing in it yet. */
export const emptyGuide = (): GuideText => ({
  conditions: '',
  materials: '',
  steps: '',
  timeLimit: '',
  fee: '',
  place: '',
  hours: '',
  phone: '',
  online: '',
})

/** An entry nobody wrote a word of yet. */
export const emptyText = (): EntryText => ({
  question: '',
  similar: '',
  answer: '',
  details: '',
  keywords: '',
  department: '',
  category: '',
  validFrom: '',
  validUntil: '',
  source: '',
  sourceDay: '',
  guide: null,
  reason: '',
})

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
  department: entry.department,
  category: entry.category,
  validFrom: entry.validFrom ?? '',
  validUntil: entry.validUntil ?? '',
  source: splitSource(entry.source).source,
  sourceDay: splitSource(entry.source).day,
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

/** What is typed, as the server takes it. */
export const toWords = (text: EntryText) => ({
  question: text.question.trim(),
  similar: lines(text.similar),
  answer: text.answer.trim(),
  details: text.details.trim(),
  keywords: text.keywords
    .split(/[、,,\s]+/)
    .map((word) => word.trim())
    .filter((word) => word !== ''),
  department: text.department,
  category: text.category,
  validFrom: text.validFrom.trim() || null,
  validUntil: text.validUntil.trim() || null,
  source: joinSource(text.source, text.sourceDay.trim()),
  ...(text.guide ? { guide: toGuide(text.guide) } : {}),
  reason: text.reason.trim(),
})

/** The same over a version: `basedOn` is the one it was typed over. */
export const toEdit = (text: EntryText, basedOn: number, state: EntryEdit['state']): EntryEdit => ({
  ...toWords(text),
  state,
  basedOn,
})

const SIMILAR_MAX = 50
const WORDING_MAX = 100

const DAY = /^\d{4}-\d{2}-\d{2}$/

const findGuideMistakes = (guide: GuideText): string[] => {
  const mistakes: string[] = []
  for (const name of ['conditions', 'materials', 'steps'] as const)
    if (lines(guide[name]).length === 0) mistakes.push('指南的条件、材料、流程各至少写一行。')
  for (const [name, label] of Object.entries(GUIDE_LINES))
    if (guide[name as GuideLine].trim().length < 2) mistakes.push(`指南的“${label}”没有写。`)
  return mistakes
}

/** What keeps any version from being kept, also a draft. */
const findFormMistakes = (text: EntryText): string[] => {
  const similar = lines(text.similar)
  const mistakes: string[] = []
  if (text.question.trim().length < 2) mistakes.push('标准问至少 2 个字。')
  if (similar.length > SIMILAR_MAX) mistakes.push(`相似问最多 ${SIMILAR_MAX} 条，现在 ${similar.length} 条。`)
  const long = similar.find((wording) => wording.length > WORDING_MAX)
  if (long) mistakes.push(`相似问“${long.slice(0, 12)}…”超过 ${WORDING_MAX} 字。`)
  const days = { 生效日: text.validFrom, 有效期: text.validUntil, 来源日期: text.sourceDay }
  for (const [label, day] of Object.entries(days))
    if (day.trim() && !DAY.test(day.trim())) mistakes.push(`${label}写成 2027-01-31 这样。`)
  if (text.guide) mistakes.push(...findGuideMistakes(text.guide))
  return mistakes
}

/** What keeps the entry from being kept as `state`, in words; empty when nothing does. A new one needs no reason. */
export const findMistakes = (
  text: EntryText,
  { state = 'published', isNew = false }: { state?: EntryEdit['state']; isNew?: boolean } = {},
): string[] => {
  const mistakes = findFormMistakes(text)
  if (state === 'published') {
    if (text.answer.trim().length < 2) mistakes.push('答案至少 2 个字。')
    if (isNew && text.department === '') mistakes.push('请选负责单位。')
    if (isNew && text.category === '') mistakes.push('请选分类。')
  }
  if (!isNew && text.reason.trim().length < 2) mistakes.push('请写明修改原因，至少 2 个字。')
  return [...new Set(mistakes)]
}

/** Whether anything but the reason differs from the entry. */
export const isChanged = (text: EntryText, entry: Entry): boolean =>
  JSON.stringify({ ...text, reason: '' }) !== JSON.stringify(toText(entry))
