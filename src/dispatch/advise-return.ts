import type { CityRules } from '../contracts/city-rules.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { unitNow } from '../tickets/rules-now.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { DISTRICT } from './note-decision.ts'

/** A unit the catalogue names for the matter, with the ground a return would stand on. */
export type ReturnAdvice = {
  departmentId: string
  departmentName: string
  basis: string
  reason: string
}

/**
 * Where a ticket might go instead, for the department that does not see its duty (退单建议): the other units the catalogue names for the
 * matter's category, each with its line's legal basis, so that a return is two clicks and not a search. Units that stand in the
 * routing's own advice come first. Empty = the catalogue names nobody else.
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
  const lines = rules.catalogue.lines.filter(
    (line) => line.category === ticket.categoryId || advised.includes(resolve(line.lead) ?? ''),
  )
  for (const line of lines) {
    const id = resolve(line.lead)
    if (id === null || id === ticket.leadDepartmentId || found.has(id)) continue
    const isOfCategory = line.category === ticket.categoryId
    if (!isOfCategory && !advised.includes(id)) continue
    const name = nameDepartment(rules, id)
    found.set(id, {
      departmentId: id,
      departmentName: name,
      basis: line.basis,
      reason: `派单目录里这类事项由${name}主办，不在本单位职责内。`,
    })
  }
  return [...found.values()].sort((a, b) => rank(a.departmentId) - rank(b.departmentId)).slice(0, 3)
}
