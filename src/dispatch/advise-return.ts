import type { CityRules } from '../contracts/city-rules.ts'
import type { CatalogueLineFile } from '../contracts/knowledge-file.ts'
import { nameCategory, nameDepartment } from '../tickets/name-department.ts'
import { unitNow } from '../tickets/rules-now.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { DISTRICT } from './note-decision.ts'

/** A unit the catalogue names for the matter, with the ground a return would stand on. */
export type ReturnAdvice = {
  departmentId: string
  departmentName: string
  basis: string
  reason: string
  /** The catalogue names it for this very matter; otherwise only if the matter is another than it was taken for. */
  isOfMatter: boolean
}

/** Whether the line is of this very matter: its category, its district, and one of its words, if it has any. */
const fits = (line: CatalogueLineFile, ticket: Ticket): boolean =>
  line.category === ticket.categoryId &&
  (line.place === undefined || line.place === ticket.districtId) &&
  (line.when.length === 0 ||
    line.when.some((word) => `${ticket.title}${ticket.matter}${ticket.placeText}`.includes(word)))

/** The reason as the catalogue has it, never more: a line for other words or another category says so. */
const sayReason = (rules: CityRules, ticket: Ticket, line: CatalogueLineFile, unit: string): string => {
  if (line.category !== ticket.categoryId)
    return `这件事更像“${nameCategory(rules, line.category)}”，派单目录里由${unit}主办，不在本单位职责内。`
  const where = rules.city.districts.find(({ id }) => id === line.place)?.name ?? ''
  const when = line.when.length > 0 ? `说到“${line.when.join('、')}”的` : ''
  return where || when
    ? `派单目录里，这类事项中${where}${where && when ? '、' : ''}${when || '的'}由${unit}主办，不在本单位职责内。`
    : `派单目录里这类事项由${unit}主办，不在本单位职责内。`
}

/**
 * Where a ticket might go instead, for the department that does not see its duty (退单建议): the other units the catalogue names for the
 * matter's category, each with its line's legal basis, so that a return is two clicks and not a search. Units that stand in the
 * routing's own advice come first. Whose line is for other words or another category stands last: for them the matter would have to be another
 * one. Empty = the catalogue names nobody else.
 */
export const adviseReturn = (rules: CityRules, ticket: Ticket): ReturnAdvice[] => {
  const districtUnit = rules.city.districts.find((d) => d.id === ticket.districtId)?.department ?? null
  const resolve = (unit: string): string | null =>
    unitNow(rules, (unit === DISTRICT ? districtUnit : unit) ?? '')?.id ?? null
  const advised = ticket.routing.candidates.map((c) => c.departmentId)
  const rank = (id: string): number => {
    const at = advised.indexOf(id)
    return at < 0 ? advised.length : at
  }
  const found = new Map<string, ReturnAdvice>()
  for (const line of rules.catalogue.lines) {
    const id = resolve(line.lead)
    if (id === null || id === ticket.leadDepartmentId) continue
    if (line.category !== ticket.categoryId && !advised.includes(id)) continue
    const isOfMatter = fits(line, ticket)
    const known = found.get(id)
    if (known && (known.isOfMatter || !isOfMatter)) continue
    const departmentName = nameDepartment(rules, id)
    const reason = sayReason(rules, ticket, line, departmentName)
    found.set(id, { departmentId: id, departmentName, basis: line.basis, reason, isOfMatter })
  }
  return [...found.values()]
    .sort(
      (a, b) => Number(b.isOfMatter) - Number(a.isOfMatter) || rank(a.departmentId) - rank(b.departmentId),
    )
    .slice(0, 3)
}
