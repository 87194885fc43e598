import { z } from 'zod'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { sayInstant } from '../../tickets/explain-due.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { listTicketsByIds } from '../../tickets/ticket-repository.ts'
import { sendTable } from '../send-table.ts'
import { figureRowFor } from './find-ticket.ts'

export const TableKind = z.enum(['xlsx', 'csv'])
/** Rows of one file; a list that is longer is looked at by parts. */
export const FILE_ROWS_MAX = 5_000

const HEAD = ['工单号', '标题', '类型', '分类', '地点', '状态', '单位', '提交', '答复时限', '催办', '督办']
/** A row of the file, in the city's time; it names nobody, as the list does not. */
const cellsOf = (desk: Desk, member: StaffMember, ticket: Ticket): string[] => {
  const row = figureRowFor(desk, member, ticket)
  const say = (at: string | null): string =>
    at === null ? '' : sayInstant(new Date(at), desk.rules.calendar.timezone)
  const urged =
    row.urgeCount === 0 ? '' : `${row.urgeCount} 次${row.urgeDueAt ? `，${say(row.urgeDueAt)}前回应` : ''}`
  const ordered = row.supervised ? (row.superviseDueAt ? `${say(row.superviseDueAt)}前反馈` : '已反馈') : ''
  return [
    ...[row.number, row.title, row.typeLabel, row.category, row.place, row.stateLabel],
    ...[row.departmentName ?? '热线', say(row.openedAt), say(row.dueAt), urged, ordered],
  ]
}

/** These tickets in their order as a file to keep; what the person may not see in the list does not stand in it either. */
export const sendTickets = async (
  desk: Desk,
  member: StaffMember,
  ids: readonly string[],
  as: z.infer<typeof TableKind>,
  name: string,
): Promise<Response> => {
  const tickets = new Map((await listTicketsByIds(desk.db, ids)).map((t) => [t.id, t]))
  const rows = ids.flatMap((id) => {
    const ticket = tickets.get(id)
    return ticket ? [cellsOf(desk, member, ticket)] : []
  })
  return sendTable([HEAD, ...rows], as, name)
}
