import { AppError } from '../contracts/errors.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import type { Stand } from '../tickets/conference/conference.ts'
import {
  endConference,
  findConference,
  insertConference,
  setVoice,
} from '../tickets/conference/conference-repository.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { conferTerm, sentOut, startUnitClocks } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket, mustKnow } from './act-on-ticket.ts'
import { noteDecision } from './note-decision.ts'

/**
 * The hotline calls the units in question to a conference (会商) on whose matter it is. Two units at least; it has a
 * term of its own while the citizen's due time runs on. @throws AppError invalid_request, and as `moveTicket`.
 */
export const conferOnTicket = async (
  desk: ActionDesk,
  c: Act & { unitIds: readonly string[]; reason: string },
): Promise<Ticket> => {
  const unitIds = [...new Set(c.unitIds)]
  for (const id of unitIds) mustKnow(desk.rules, id, '单位')
  if (unitIds.length < 2) throw new AppError('invalid_request', '会商至少要两个单位参加。')
  const names = unitIds.map((id) => nameDepartment(desk.rules, id)).join('、')
  return actOnTicket(desk, c, async (_ticket, at, tx) => {
    const term = await conferTerm(tx, desk.rules, at)
    return {
      action: 'confer',
      publicText: sayText(desk.rules, 'conferring'),
      // What is asked and what is said stands in the conference, for those who were called to it.
      internalNote: `参加单位：${names}。`,
      data: { unitIds },
      words: { reason: c.reason },
      changes: { ...term, invited_unit_ids: JSON.stringify(unitIds) },
      also: (tx2, moved, calledAt) => {
        const question = c.reason.trim()
        const [ticketId, seq, dueAt] = [moved.id, moved.version, moved.stepDueAt ?? calledAt]
        const called = { ticketId, seq, question, calledBy: c.actor.name, calledAt, dueAt }
        return insertConference(tx2, called, unitIds)
      },
    }
  })
}

/**
 * An invited unit says whose matter it is, in its turn, with the ground; said again it replaces what it said. "Not ours" names
 * the law or list of duties. Only those who were called read it. @throws AppError invalid_request, and as `moveTicket`.
 */
export const speakInConference = async (
  desk: ActionDesk,
  s: Act & { stand: Stand; ground: string; basis: string; proposedUnitId: string | null },
): Promise<Ticket> => {
  const unitId = s.actor.kind === 'staff' ? s.actor.departmentId : null
  if (s.proposedUnitId !== null) mustKnow(desk.rules, s.proposedUnitId, '单位')
  if (s.stand === 'not_ours' && s.basis.trim().length < 4)
    throw new AppError('invalid_request', '说不归本单位，请写明依据(法规条款或职责清单)，至少4个字。')
  return actOnTicket(desk, s, (_ticket, at) => ({
    action: 'speak',
    publicText: '',
    internalNote: '',
    words: { reason: s.ground },
    also: async (tx, moved) => {
      const conference = await findConference(tx, moved.id)
      if (!conference || unitId === null) throw new Error('a conference without its row')
      await setVoice(tx, conference, {
        unitId,
        stand: s.stand,
        ground: s.ground.trim(),
        basis: s.basis.trim(),
        proposedUnitId: s.proposedUnitId,
        spokenAt: at,
        spokenBy: s.actor.name,
      })
    },
  }))
}

/**
 * The hotline designates the unit (指定承办) after a conference, or when returns are used up. A designated unit cannot
 * return the ticket. @throws AppError as `dispatchTicket`.
 */
export const designateUnit = async (
  desk: ActionDesk,
  d: Act & { departmentId: string; reason: string },
): Promise<Ticket> => {
  mustKnow(desk.rules, d.departmentId, '承办单位')
  return actOnTicket(desk, d, async (ticket, at, tx) => ({
    action: 'designate',
    publicText: sayText(desk.rules, 'designated', { 单位: nameDepartment(desk.rules, d.departmentId) }),
    internalNote: d.reason.trim(),
    data: { departmentId: d.departmentId },
    words: { reason: d.reason },
    changes: {
      lead_department_id: d.departmentId,
      co_department_ids: '[]',
      designated: 1,
      ...(await sentOut(tx, desk.rules, ticket, at, false)),
    },
    also: async (tx2, moved, now) => {
      const end = { at: now, by: d.actor.name, unitId: d.departmentId, reason: d.reason.trim() }
      await endConference(tx2, moved.id, end)
      await noteDecision(tx2, desk.rules, {
        ticket: moved,
        departmentId: d.departmentId,
        actor: d.actor,
        at: now,
      })
      await startUnitClocks(tx2, desk.rules, moved, now)
    },
  }))
}
