import type { DepartmentFile } from '../../contracts/knowledge-file.ts'
import type { Db } from '../../platform/db/schema.ts'
import { recallParts } from '../../tickets/part-repository.ts'
import { enqueueGive } from '../../tickets/send-job.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import type { Planned } from '../act-on-ticket.ts'
import { TAKEN_BACK } from '../return-ticket.ts'
import { countOpenPartsOf, endPartsOf, moveClocksOf, movePartsOf, noteUnitMove } from './unit-repository.ts'

const WITH_UNIT_NOW: readonly string[] = ['dispatched', 'handling']

const swap = (units: readonly string[], from: string, to: string | null, lead: string | null): string[] => [
  ...new Set(
    units.flatMap((id) => (id === from ? (to === null ? [] : [to]) : [id])).filter((id) => id !== lead),
  ),
]

/**
 * The ticket goes on with another unit where it stands: state, terms and what was promised stay; its clocks, parts and the sending to
 * the unit's own system follow. `isNoted`: an undo may move it back.
 */
export const planUnitMove = async (
  tx: Db,
  ticket: Ticket,
  { from, to, isNoted }: { from: string; to: string; isNoted: boolean },
  says: { lead: string; co: string },
): Promise<Planned> => {
  const isLead = ticket.leadDepartmentId === from
  const lead = isLead ? to : ticket.leadDepartmentId
  // A unit does not report to itself: what it owed the lead it now does as the lead.
  const owed = to === lead ? await countOpenPartsOf(tx, ticket.id, from) : 0
  return {
    action: 'move_unit',
    publicText: isLead ? says.lead : '',
    internalNote: isLead ? '' : says.co,
    data: { departmentId: lead },
    changes: {
      lead_department_id: lead,
      co_department_ids: JSON.stringify(swap(ticket.coDepartmentIds, from, to, lead)),
      open_parts: ticket.openParts - owed,
    },
    also: async (tx2, moved, at) => {
      await moveClocksOf(tx2, ticket.id, from, to)
      if (to === lead) await endPartsOf(tx2, ticket.id, from, at)
      else await movePartsOf(tx2, ticket.id, from, to)
      const kind = isLead ? 'ticket' : 'part'
      const { version } = moved
      if (isNoted)
        await noteUnitMove(tx2, { unit_id: from, kind, subject_id: ticket.id, to_unit: to, version, at })
      if (isLead && WITH_UNIT_NOW.includes(moved.state)) await enqueueGive(tx2, moved, at)
    },
    ...(isLead && ticket.state !== 'merged' ? { tell: says.lead } : {}),
  }
}

/** Nobody follows the unit: the desk decides anew who does it. The clock of the whole ticket runs on. */
export const planTakeBack = (unit: DepartmentFile): Planned => {
  const says = `${unit.name}已停用，热线正在重新确定承办单位。办理期限不变。`
  return {
    action: 'take_back',
    publicText: says,
    data: { departmentId: unit.id },
    changes: TAKEN_BACK,
    also: (tx, moved, at) => recallParts(tx, moved.id, at),
    tell: says,
  }
}

/** What the closed unit owed the lead nobody does any more: the lead is told, and may answer. */
export const planEndParts = async (tx: Db, ticket: Ticket, unit: DepartmentFile): Promise<Planned> => ({
  action: 'move_unit',
  publicText: '',
  internalNote: `${unit.short}已停用，它的协办事项已收回，需要的话请另外安排。`,
  data: { departmentId: ticket.leadDepartmentId },
  changes: {
    co_department_ids: JSON.stringify(swap(ticket.coDepartmentIds, unit.id, null, null)),
    open_parts: ticket.openParts - (await countOpenPartsOf(tx, ticket.id, unit.id)),
  },
  also: (tx2, moved, at) => endPartsOf(tx2, moved.id, unit.id, at),
})
