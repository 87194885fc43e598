import { AppError } from '../contracts/errors.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { listSteps } from '../tickets/step-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { peopleOf } from './ask-follow-up.ts'
import { type AskDesk, nextAskTime } from './ask-questions.ts'
import { type CallRow, claimCalls, listCallsTo } from './call-list-repository.ts'
import { forgetContact, lockContact, noteContact } from './contact-repository.ts'
import { type FollowUp, findFollowUp, putOff } from './follow-up-repository.ts'

export type Caller = Extract<Actor, { kind: 'staff' }>

/** The open call, or a sentence. @throws AppError not_found, conflict. */
export const mustBeOpenCall = async (db: Db, id: string): Promise<FollowUp> => {
  const found = await findFollowUp(db, id)
  if (!found || (found.owner !== 'call' && found.ended_at === null))
    throw new AppError('not_found', '没有找到这个回访。')
  if (found.ended_at !== null)
    throw new AppError('conflict', '这个回访已经结束，可能是诉求人自己评价了。请刷新名单。')
  return found
}

/** Nobody asks about what they, or their own unit, handled. @throws AppError forbidden. */
export const mustNotHaveHandled = async (db: Db, ticket: Ticket, agent: Caller): Promise<void> => {
  const units = [ticket.leadDepartmentId, ...ticket.coDepartmentIds]
  const isOfUnit = agent.departmentId !== null && units.includes(agent.departmentId)
  const steps = isOfUnit ? [] : await listSteps(db, ticket.id)
  const hasAnswered = steps.some((s) => s.action === 'answer_directly' && s.actorId === agent.id)
  if (isOfUnit || hasAnswered)
    throw new AppError('forbidden', '这件工单是您或您的单位办的，要由另一位坐席回访。')
}

const putOffIfEarly = async (
  tx: Db,
  desk: AskDesk,
  row: FollowUp,
  ticket: Ticket,
  at: string,
): Promise<void> => {
  const wanted = row.due_at > at ? row.due_at : at
  const slot = await nextAskTime(tx, desk, await peopleOf(tx, ticket), wanted)
  if (slot <= at) return
  if (slot > row.due_at) await putOff(tx, [row.id], slot)
}

/**
 * An agent takes a call, and with it whatever else waits for the same number, so that one person is rung once. Only when it
 * is due: outside the quiet hours and below the cap. @returns the calls that are the agent's now.
 * @throws AppError not_found; forbidden for who handled it; conflict when another has it or it is not yet time.
 */
export const takeCall = async (desk: AskDesk, agent: Caller, id: string): Promise<CallRow[]> => {
  const { zone, taken, slot } = await desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const zone = desk.rules.calendar.timezone
    const seen = await mustBeOpenCall(tx, id)
    await lockContact(tx, seen.citizen_id, at)
    const row = await mustBeOpenCall(tx, id)
    const ticket = await findTicket(tx, row.ticket_id)
    if (!ticket) throw new AppError('not_found', '没有找到这件工单。')
    await mustNotHaveHandled(tx, ticket, agent)
    const mine = async () =>
      (await listCallsTo(tx, ticket.contactPhone)).filter((one) => one.agent_id === agent.id)
    if (row.agent_id === agent.id) return { zone, taken: await mine(), slot: null }
    const all = ticket.contactPhone === '' ? [] : await listCallsTo(tx, ticket.contactPhone)
    const holder = all.find((one) => one.agent_id !== null)
    if (holder && holder.agent_id !== agent.id)
      throw new AppError('conflict', `${holder.agentName ?? '另一位坐席'}已经在回访这位诉求人。`)
    await putOffIfEarly(tx, desk, row, ticket, at)
    const now = await mustBeOpenCall(tx, id)
    if (now.due_at > at) return { zone, taken: [], slot: now.due_at }
    await claimCalls(
      tx,
      all.map((one) => one.id),
      null,
      agent.id,
    )
    // Counted when it is taken, not when it is written down: in between nobody else disturbs this person.
    await noteContact(tx, { citizenId: row.citizen_id, way: 'call', about: id, at })
    return { zone, taken: await mine(), slot: null }
  })
  // Said after the transaction: the later time is kept, it is right.
  if (slot !== null)
    throw new AppError('conflict', `现在不方便打扰这位诉求人，${sayInstant(new Date(slot), zone)}以后再打。`)
  return taken
}

/**
 * Back on the list, for anybody, uncalled; with it what was taken for the same number. Whoever `mayForOthers`
 * puts back what an agent who has left still holds. @throws AppError not_found, conflict.
 */
export const giveBackCall = (
  desk: AskDesk,
  who: Pick<Caller, 'id'> & { mayForOthers: boolean },
  id: string,
): Promise<number> =>
  desk.db.transaction().execute(async (tx) => {
    const seen = await mustBeOpenCall(tx, id)
    await lockContact(tx, seen.citizen_id, isoNow(desk.clock))
    const row = await mustBeOpenCall(tx, id)
    const isOwn = row.agent_id === who.id
    if (row.agent_id === null || (!isOwn && !who.mayForOthers))
      throw new AppError('conflict', '这个回访不在您手里。')
    const ticket = await findTicket(tx, row.ticket_id)
    const all = ticket ? await listCallsTo(tx, ticket.contactPhone) : []
    const ids = [...all.map((one) => one.id), id]
    for (const one of ids) await forgetContact(tx, row.citizen_id, one)
    return claimCalls(tx, ids, row.agent_id, null)
  })
