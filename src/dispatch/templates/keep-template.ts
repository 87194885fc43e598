import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { LIMITS } from '../../platform/limits.ts'
import { findLeftover, stripIdentity } from '../../understanding/strip-identity.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { makeTemplate, type TemplateValues } from './fill-template.ts'
import { listTemplates, type ReplyTemplate, saveTemplate } from './template-repository.ts'

/** The unit somebody keeps templates for. @throws AppError forbidden for staff of the hotline, who answer for no unit. */
export const unitOf = (member: StaffMember): string => {
  if (member.departmentId === null)
    throw new AppError('forbidden', '答复模板是承办单位的，您的账号不属于哪个单位。')
  return member.departmentId
}

/**
 * Keeps a text as a template of the member's unit: whoever it names is taken out (`person`: the citizen of the ticket it was
 * written for, where its author may know them), the ticket's own facts become variables.
 * @throws AppError invalid_request when something in it still looks like an identity; conflict when the unit keeps too many;
 * not_found for a template of another unit.
 */
export const keepTemplate = async (
  desk: ActionDesk,
  member: StaffMember,
  t: {
    id?: string
    title: string
    text: string
    values?: TemplateValues
    person?: { name: string; phone: string }
  },
): Promise<ReplyTemplate> => {
  const unitId = unitOf(member)
  // The unit's own number is in the catalogue and may be told; it is a variable before numbers are taken out.
  const made = t.values ? makeTemplate(t.text.trim(), t.values) : t.text.trim()
  const text = stripIdentity(made, t.person)
  const leftover = findLeftover(text)
  if (leftover !== null)
    throw new AppError(
      'invalid_request',
      `模板里的“${leftover}”像是电话、证件号或邮箱。请删去，或换成 {{单位电话}}。`,
    )
  const kept = await listTemplates(desk.db, unitId, LIMITS.templatesPerUnit)
  if (t.id === undefined && kept.length >= LIMITS.templatesPerUnit)
    throw new AppError('conflict', `本单位已有 ${LIMITS.templatesPerUnit} 个模板，请先删掉用不到的。`)
  const template = { id: t.id ?? newId(), unitId, title: t.title, text }
  const at = isoNow(desk.clock)
  const isWritten = await desk.db.transaction().execute((tx) => saveTemplate(tx, template, member.id, at))
  if (!isWritten) throw new AppError('not_found', '没有找到这个模板。')
  return template
}
