import { DateTime } from 'luxon'
import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import { DepartmentFile } from '../../contracts/knowledge-file.ts'
import { changeRules, type RuleChange } from '../../knowledge-base/change-rules.ts'
import type { Items } from '../../knowledge-base/rule-items.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { isOpenUnit } from '../../tickets/rules-now.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { countOfUnit, moveAccessOf, noteUnitMove } from './unit-repository.ts'

export type UnitContent = Omit<DepartmentFile, 'id' | 'closedOn' | 'successor'>
type Asked = { why: string; by: string }

const changeOf = (desk: ActionDesk, asked: Asked, what: string): RuleChange => ({
  ...{ changeId: newId(), what, why: asked.why.trim(), by: asked.by, at: isoNow(desk.clock) },
})

const mustBeNamedAlone = (rules: CityRules, unit: UnitContent, id: string | null): void => {
  const other = rules.departments.find(
    (d) => d.id !== id && d.closedOn === undefined && (d.name === unit.name || d.short === unit.short),
  )
  if (other)
    throw new AppError('invalid_request', `已经有叫“${other.name}(${other.short})”的单位，没有保存。`)
}

/** A new unit; the catalogue gives it nothing until a line names it. @throws AppError invalid_request for a name that is taken. */
export const addUnit = async (desk: ActionDesk, unit: UnitContent, asked: Asked): Promise<{ id: string }> => {
  mustBeNamedAlone(desk.rules, unit, null)
  const id = `unit-${newId().slice(-8)}`
  const added = DepartmentFile.parse({ ...unit, id })
  const change = changeOf(desk, asked, `新增单位 ${unit.name}`)
  await desk.db
    .transaction()
    .execute((tx) => changeRules(tx, 'departments', change, (items) => new Map([...items, [id, added]])))
  return { id }
}

/** Renames a unit or changes what else is said of it; every page says the new name, what was written to citizens stays as it was. */
export const editUnit = async (
  desk: ActionDesk,
  id: string,
  unit: UnitContent,
  asked: Asked,
): Promise<{ id: string }> => {
  mustBeNamedAlone(desk.rules, unit, id)
  const before = desk.rules.departments.find((d) => d.id === id)
  if (!before) throw new AppError('not_found', '没有这个单位。')
  const what = before.name === unit.name ? `修改单位 ${unit.name}` : `${before.name} 改名为 ${unit.name}`
  await desk.db.transaction().execute((tx) =>
    changeRules(tx, 'departments', changeOf(desk, asked, what), (items) => {
      const now = DepartmentFile.parse(items.get(id))
      return items.set(id, DepartmentFile.parse({ ...now, ...unit }))
    }),
  )
  return { id }
}

/** Why a unit cannot be closed like this, in a sentence; null = it can. */
export const refuseClosing = (rules: CityRules, id: string, successor: string | null): string | null => {
  const unit = rules.departments.find((d) => d.id === id)
  if (!unit) return '没有这个单位。'
  if (unit.closedOn !== undefined) return `${unit.name}已经停用。`
  if (unit.kind === 'hotline') return '热线中心不能停用：没有单位办的事都由它研判。'
  if (successor === id) return '接续单位不能是它自己。'
  if (successor !== null && !isOpenUnit(rules, successor)) return '接续单位不存在，或者已经停用。'
  const district = rules.city.districts.find((d) => d.department === id)
  if (district && successor === null) return `${unit.name}是${district.name}的属地单位，停用要选接续单位。`
  return null
}

const replaceUnits = (items: Items, from: string, to: string): Items => {
  for (const [id, item] of items) {
    const line = item as { lead?: string; co?: string[] }
    if (id === '' || (line.lead !== from && !line.co?.includes(from))) continue
    const lead = line.lead === from ? to : line.lead
    const co = [...new Set((line.co ?? []).map((unit) => (unit === from ? to : unit)))].filter(
      (u) => u !== lead,
    )
    items.set(id, { ...line, lead, co })
  }
  return items
}

const replaceInDistricts = (items: Items, from: string, to: string): Items => {
  for (const [id, item] of items) {
    const district = item as { department?: string }
    if (id !== '' && district.department === from) items.set(id, { ...district, department: to })
  }
  return items
}

const moveAccess = async (tx: Db, from: string, to: string, at: string): Promise<void> => {
  const { accounts, keys } = await moveAccessOf(tx, from, to)
  const moved = [...accounts.map((id) => ['account', id] as const), ...keys.map((id) => ['key', id] as const)]
  for (const [kind, id] of moved)
    await noteUnitMove(tx, { unit_id: from, kind, subject_id: id, to_unit: to, version: 0, at })
}

/**
 * Closes a unit, or merges it into another: catalogue, districts, people and keys go to `successor` in this transaction, its open tickets
 * follow by `settleUnits`, each with a step its citizen reads. Without a successor its tickets go to triage.
 * @throws AppError invalid_request with the reason.
 */
export const closeUnit = async (
  desk: ActionDesk,
  asked: Asked & { id: string; successor: string | null },
): Promise<{ changeId: string }> => {
  const { id, successor } = asked
  const refusal = refuseClosing(desk.rules, id, successor)
  if (refusal) throw new AppError('invalid_request', `没有停用：${refusal}`)
  const name = (unitId: string): string => desk.rules.departments.find((d) => d.id === unitId)?.name ?? unitId
  const what = successor === null ? `停用 ${name(id)}` : `${name(id)} 并入 ${name(successor)}`
  const change = changeOf(desk, asked, what)
  const day = DateTime.fromJSDate(desk.clock.now()).setZone(desk.rules.calendar.timezone).toISODate()
  await desk.db.transaction().execute(async (tx) => {
    await changeRules(tx, 'departments', change, (items) => {
      const unit = DepartmentFile.parse(items.get(id))
      return items.set(id, { ...unit, closedOn: day, ...(successor === null ? {} : { successor }) })
    })
    if (successor === null) return
    await changeRules(tx, 'catalogue', change, (items) => replaceUnits(items, id, successor))
    await changeRules(tx, 'city', change, (items) => replaceInDistricts(items, id, successor))
    await moveAccess(tx, id, successor, change.at)
  })
  return { changeId: change.changeId }
}

/** What closing a unit touches, before it is done. */
export const previewClosing = async (desk: ActionDesk, id: string, successor: string | null) => ({
  refusal: refuseClosing(desk.rules, id, successor),
  ...(await countOfUnit(desk.db, id)),
  lines: desk.rules.catalogue.lines.filter((line) => line.lead === id).length,
  coLines: desk.rules.catalogue.lines.filter((line) => line.co.includes(id)).length,
  districts: desk.rules.city.districts.filter((d) => d.department === id).map((d) => d.name),
})
