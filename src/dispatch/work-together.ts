import { AppError } from '../contracts/errors.ts'
import type { Db } from '../platform/db/schema.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { sendFiles } from '../tickets/files/send-files.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { insertPart, listParts, updatePart } from '../tickets/part-repository.ts'
import { mayHaveLearned } from '../tickets/protection/unmask-contact.ts'
import type { Ticket, TicketPart } from '../tickets/ticket.ts'
import { partDue } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket, mustKnow, type Planned } from './act-on-ticket.ts'
import { writeOnward } from './write-onward.ts'

const nextPart = async (tx: Db, ticket: Ticket): Promise<number> =>
  Math.max(0, ...(await listParts(tx, ticket.id)).map((part) => part.seq)) + 1

const helpers = (ticket: Ticket, departmentId: string | null): string =>
  JSON.stringify([...new Set([...ticket.coDepartmentIds, ...(departmentId ? [departmentId] : [])])])

type NewPart = { kind: TicketPart['kind']; departmentId: string | null; unitName: string; task: string }

/** A part that has to be reported: the ticket counts it, the unit sees the ticket, the lead waits for it. */
const openPart =
  (desk: ActionDesk, seq: number, part: NewPart, state: 'asked' | 'open') =>
  async (tx: Db, moved: Ticket, at: string): Promise<void> =>
    insertPart(tx, {
      ticket_id: moved.id,
      seq,
      kind: part.kind,
      department_id: part.departmentId,
      unit_name: part.unitName,
      task: part.task,
      state,
      asked_at: at,
      due_at: await partDue(tx, desk.rules, at),
      report: null,
      ended_at: null,
    })

const mustBeOther = (ticket: Ticket, departmentId: string): void => {
  if (departmentId === ticket.leadDepartmentId) {
    throw new AppError('invalid_request', '主办单位不能同时做协办或下级，请选其他单位。')
  }
}

/**
 * Co-handling (协办). The hotline arranges it (`add_co`); the lead may only ask for it (`request_co`), for no unit may
 * push a matter sideways. The co-handler reports to the lead, who gives the one public answer.
 * @throws AppError invalid_request, and as `moveTicket`.
 */
export const bringIn = async (
  desk: ActionDesk,
  c: Act & { departmentId: string; task: string; asks: boolean },
): Promise<Ticket> => {
  mustKnow(desk.rules, c.departmentId, '协办单位')
  return actOnTicket(desk, c, async (ticket, _at, tx) => {
    mustBeOther(ticket, c.departmentId)
    const seq = await nextPart(tx, ticket)
    const unitName = nameDepartment(desk.rules, c.departmentId)
    const task = writeOnward(ticket, c.task, await mayHaveLearned(tx, ticket, c.actor))
    const part: NewPart = { kind: 'co', departmentId: c.departmentId, unitName, task }
    return {
      action: c.asks ? 'request_co' : 'add_co',
      publicText: c.asks ? '' : sayText(desk.rules, 'co-handling', { 单位: unitName }),
      internalNote: `${unitName}：${task}`,
      words: { reason: task },
      data: { departmentId: c.departmentId, partSeq: seq },
      changes: {
        open_parts: ticket.openParts + 1,
        ...(c.asks ? {} : { co_department_ids: helpers(ticket, c.departmentId) }),
      },
      also: openPart(desk, seq, part, c.asks ? 'asked' : 'open'),
    }
  })
}

/**
 * A sub-order (转下级、加派) to a lower unit: a department of the city's list, or a street or community by name, whose
 * report the lead writes down. @throws AppError invalid_request, and as `moveTicket`.
 */
export const orderBelow = async (
  desk: ActionDesk,
  s: Act & { departmentId: string | null; unitName: string; task: string },
): Promise<Ticket> => {
  if (s.departmentId !== null) mustKnow(desk.rules, s.departmentId, '下级单位')
  const unitName = s.departmentId === null ? s.unitName.trim() : nameDepartment(desk.rules, s.departmentId)
  if (unitName.length < 2) throw new AppError('invalid_request', '请写明交给哪个下级单位，至少2个字。')
  return actOnTicket(desk, s, async (ticket, _at, tx) => {
    if (s.departmentId !== null) mustBeOther(ticket, s.departmentId)
    const seq = await nextPart(tx, ticket)
    const task = writeOnward(ticket, s.task, await mayHaveLearned(tx, ticket, s.actor))
    const part: NewPart = { kind: 'sub', departmentId: s.departmentId, unitName, task }
    return {
      action: 'add_suborder',
      publicText: '',
      internalNote: `${unitName}：${task}`,
      words: { reason: task },
      data: { departmentId: s.departmentId, partSeq: seq },
      changes: {
        open_parts: ticket.openParts + 1,
        co_department_ids: helpers(ticket, s.departmentId),
      },
      also: openPart(desk, seq, part, 'open'),
    }
  })
}

const findPart = async (tx: Db, ticket: Ticket, seq: number): Promise<TicketPart> => {
  const part = (await listParts(tx, ticket.id)).find((p) => p.seq === seq)
  if (!part) throw new AppError('not_found', '没有找到这项协办或下级事项。')
  return part
}

const ended = (part: TicketPart): AppError =>
  new AppError('conflict', `${part.unitName}的这项事已经了结，不能再改。`)

/**
 * A co-handler or lower unit reports to the lead; the lead may write down what a unit without account reported. Nobody
 * reports for another unit. @throws AppError not_found, conflict when already ended, forbidden; and as `moveTicket`.
 */
export const reportPart = (
  desk: ActionDesk,
  r: Act & { partSeq: number; text: string; fileIds?: readonly string[] },
): Promise<Ticket> =>
  actOnTicket(desk, r, async (ticket, _at, tx) => {
    const part = await findPart(tx, ticket, r.partSeq)
    const unit = r.actor.kind === 'staff' ? r.actor.departmentId : null
    const isItsOwn =
      part.departmentId !== null ? part.departmentId === unit : unit === ticket.leadDepartmentId
    if (ticket.openParts > 0 && part.state !== 'open') throw ended(part)
    if (!isItsOwn) throw new AppError('forbidden', `这项事由${part.unitName}回报，您的单位不能代办。`)
    return {
      action: 'report_part',
      publicText: '',
      internalNote: `${part.unitName}回报：${r.text.trim()}`,
      words: { text: r.text },
      data: { partSeq: part.seq },
      changes: { open_parts: ticket.openParts - 1 },
      also: async (tx2, moved, at) => {
        await updatePart(tx2, moved.id, part.seq, { state: 'done', report: r.text.trim(), ended_at: at })
        const { id: ticketId, version: stepSeq } = moved
        await sendFiles(tx2, { ticketId, stepSeq, actor: r.actor, fileIds: r.fileIds ?? [] })
      },
    }
  })

/** Decides what was only asked for: the hotline brings the unit in, or refuses with a reason the lead reads. */
export const reviewCo = (
  desk: ActionDesk,
  d: Act & { partSeq: number; approve: boolean; note: string },
): Promise<Ticket> =>
  actOnTicket(desk, d, async (ticket, _at, tx): Promise<Planned> => {
    const part = await findPart(tx, ticket, d.partSeq)
    if (part.state !== 'asked') throw ended(part)
    if (!d.approve) {
      return {
        action: 'refuse_co',
        publicText: '',
        internalNote: d.note.trim(),
        words: { reason: d.note },
        data: { partSeq: part.seq },
        changes: { open_parts: ticket.openParts - 1 },
        also: (tx2, moved, at) => updatePart(tx2, moved.id, part.seq, { state: 'refused', ended_at: at }),
      }
    }
    return {
      action: 'add_co',
      publicText: sayText(desk.rules, 'co-handling', { 单位: part.unitName }),
      internalNote: `${part.unitName}：${part.task}`,
      words: { reason: part.task },
      data: { departmentId: part.departmentId, partSeq: part.seq },
      changes: { co_department_ids: helpers(ticket, part.departmentId) },
      also: async (tx2, moved, at) =>
        updatePart(tx2, moved.id, part.seq, { state: 'open', due_at: await partDue(tx2, desk.rules, at) }),
    }
  })

/** The lead or the hotline takes a part back that is no longer needed. @throws AppError as `reportPart`. */
export const recallPart = (desk: ActionDesk, r: Act & { partSeq: number; reason: string }): Promise<Ticket> =>
  actOnTicket(desk, r, async (ticket, _at, tx) => {
    const part = await findPart(tx, ticket, r.partSeq)
    if (ticket.openParts > 0 && part.state !== 'open' && part.state !== 'asked') throw ended(part)
    return {
      action: 'recall_part',
      publicText: '',
      internalNote: `${part.unitName}：${r.reason.trim()}`,
      words: { reason: r.reason },
      data: { partSeq: part.seq },
      changes: { open_parts: ticket.openParts - 1 },
      also: (tx2, moved, at) => updatePart(tx2, moved.id, part.seq, { state: 'recalled', ended_at: at }),
    }
  })
