import { z } from 'zod'
import type { CityRules } from '../contracts/city-rules.ts'
import type { Entry } from '../contracts/entry.ts'

type Checked = Pick<
  Entry,
  'state' | 'question' | 'answer' | 'department' | 'category' | 'validFrom' | 'validUntil' | 'document'
>

const Day = z.iso.date()

/** A real day, not 2026-02-31 and not 2026-13-01. */
export const isDay = (text: string): boolean => Day.safeParse(text).success

const isUnit = (rules: CityRules, id: string): boolean =>
  rules.departments.some((unit) => unit.id === id && unit.closedOn === undefined)

const isCategory = (rules: CityRules, id: string): boolean =>
  rules.categories.some(
    (branch) =>
      branch.id === id || branch.children.some((leaf) => leaf.id === id && leaf.removedOn === undefined),
  )

/**
 * What keeps an entry from being answered from, as sentences; empty when nothing does. A draft may lack all of it. What the version before
 * already had (a foreign unit that came with an import) is not asked for again.
 */
export const checkEntry = (rules: CityRules, entry: Checked, before: Entry | null = null): string[] => {
  const wrong: string[] = []
  if ([...entry.question.trim()].length < 2) wrong.push('标准问至少 2 个字')
  for (const day of [entry.validFrom, entry.validUntil])
    if (day !== null && !isDay(day)) wrong.push(`没有“${day}”这一天，日期写成 2027-01-31`)
  if (entry.validFrom !== null && entry.validUntil !== null && entry.validFrom > entry.validUntil)
    wrong.push('有效期到的日子早于生效的日子')
  if (entry.department !== before?.department && entry.department !== '' && !isUnit(rules, entry.department))
    wrong.push(`没有“${entry.department}”这个单位，或者它已经撤销`)
  if (entry.category !== before?.category && entry.category !== '' && !isCategory(rules, entry.category))
    wrong.push(`没有“${entry.category}”这个分类`)
  if (entry.state !== 'published') return wrong
  if ([...entry.answer.trim()].length < 2) wrong.push('答案至少 2 个字')
  const wasPublished = before?.state === 'published'
  if (entry.department === '' && !(wasPublished && before.department === '')) wrong.push('没有写负责单位')
  if (entry.category === '' && !(wasPublished && before.category === '')) wrong.push('没有写分类')
  return wrong
}
