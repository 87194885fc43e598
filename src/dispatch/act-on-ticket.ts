import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { lockTalk } from '../conversations/conversation-repository.ts'
import { say } from '../conversations/say.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { takeActionKey } from '../tickets/action-key-repository.ts'
import { type Move, moveTicket } from '../tickets/move-ticket.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { isOpenUnit } from '../tickets/rules-now.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'

export type ActionDesk = { db: Database; clock: Clock; rules: CityRules }

/** Whoever acts, on which ticket. `version` is the one they saw; given, anything newer is a conflict. */
export type Act = {
  ticketId: string
  actor: Actor
  version?: number
  /** Names the request: given again with the same key, nothing is done a second time. */
  actionKey?: string
}

export type Planned = Omit<Move, 'ticketId' | 'actor' | 'version' | 'rules' | 'at'> & {
  /** Said to the citizen in the talk the ticket came from. Absent: they read it on the tracking page only. */
  tell?: string
  /** More rows of the same transaction, written after the move. */
  also?: (tx: Db, moved: Ticket, at: string) => Promise<unknown>
}

const HOTLINE = '12345热线'

/** Says something about a ticket in its talk, as the unit that has it or as the hotline; nothing without a talk. */
export const tellCitizen = async (
  tx: Db,
  rules: CityRules,
  ticket: Ticket,
  said: { text: string; as: 'unit' | 'hotline'; at: string },
): Promise<void> => {
  if (ticket.conversationId === null) return
  const isUnit = said.as === 'unit' && ticket.leadDepartmentId !== null
  const speaker = isUnit
    ? { kind: 'department' as const, name: nameDepartment(rules, ticket.leadDepartmentId ?? '') }
    : { kind: 'system' as const, name: HOTLINE }
  const reply = { kind: 'notice' as const, text: said.text, speaker }
  await say(tx, { conversationId: ticket.conversationId, author: 'system', reply, at: said.at })
}

const RACES_MAX = 5

/**
 * Plans on the row as it is and moves it. What was planned holds for the row it was planned from, so whoever named no version and finds
 * that somebody was faster plans anew (facts added while the department signs); who named one gets the conflict.
 */
const planAndMove = async (
  tx: Db,
  rules: CityRules,
  { act, at, found }: { act: Act; at: string; found: Ticket },
  plan: (ticket: Ticket, at: string, tx: Db) => Planned | Promise<Planned>,
) => {
  for (let races = 1; ; races += 1) {
    const ticket = (await findTicket(tx, act.ticketId)) ?? found
    const { tell, also, ...move } = await plan(ticket, at, tx)
    const version = act.version ?? ticket.version
    try {
      const { ticketId, actor } = act
      const moved = await moveTicket(tx, { ...move, ticketId, actor, version, rules, at })
      return { moved, tell, also }
    } catch (error) {
      const isRace = error instanceof AppError && error.code === 'conflict' && act.version === undefined
      if (!isRace || races >= RACES_MAX) throw error
      if ((await findTicket(tx, act.ticketId))?.version === ticket.version) throw error
    }
  }
}

/** The same inside a transaction that is already open, in which no later row may have been locked before the talk. */
export const actOnTicketIn = async (
  tx: Db,
  desk: Pick<ActionDesk, 'clock' | 'rules'>,
  act: Act,
  plan: (ticket: Ticket, at: string, tx: Db) => Planned | Promise<Planned>,
): Promise<Ticket> => {
  const found = await findTicket(tx, act.ticketId)
  if (!found) throw new AppError('not_found', '没有找到这件工单。')
  const at = isoNow(desk.clock)
  if (act.actionKey && (await takeActionKey(tx, act.actionKey, act.ticketId, at)) !== null) return found
  // Talk, then ticket, then event: the order of locks everywhere.
  if (found.conversationId !== null) await lockTalk(tx, found.conversationId)
  const { moved, tell, also } = await planAndMove(tx, desk.rules, { act, at, found }, plan)
  await also?.(tx, moved, at)
  if (tell) {
    const isUnit = act.actor.kind === 'staff' && act.actor.departmentId !== null
    const text = `工单 ${moved.number}(${moved.title})：${tell}`
    await tellCitizen(tx, desk.rules, moved, { text, as: isUnit ? 'unit' : 'hotline', at })
  }
  return also ? ((await findTicket(tx, moved.id)) ?? moved) : moved
}

/**
 * One action on one ticket as one transaction: what `plan` says of the ticket as it is, the move with its step and
 * event, further rows, and what the citizen is told with its outbox row; all of it or nothing. @returns the ticket as it
 * is after everything that followed from the action.
 * @throws AppError as `moveTicket`, and what `plan` throws.
 */
export const actOnTicket = (
  desk: ActionDesk,
  act: Act,
  plan: (ticket: Ticket, at: string, tx: Db) => Planned | Promise<Planned>,
): Promise<Ticket> => desk.db.transaction().execute((tx) => actOnTicketIn(tx, desk, act, plan))

/** @throws AppError invalid_request for a department the city does not have, or that is closed. */
export const mustKnow = (rules: CityRules, departmentId: string, what: string): void => {
  if (!isOpenUnit(rules, departmentId)) {
    throw new AppError('invalid_request', `没有这个${what}，请从列表里选。`)
  }
}
