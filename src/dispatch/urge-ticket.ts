import { AppError } from '../contracts/errors.ts'
import type { Actor } from '../contracts/ticket.ts'
import type { Db } from '../platform/db/schema.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { sayInstant } from '../tickets/explain-due.ts'
import { enqueueTellJoined } from '../tickets/joint/joined-job.ts'
import { listJoined } from '../tickets/joint/joint-repository.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { refusalOf } from '../tickets/refuse-action.ts'
import { enqueueGive } from '../tickets/send-job.ts'
import { forecastClock, startClocks } from '../tickets/start-clocks.ts'
import { STATES } from '../tickets/states.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { blockedBy } from '../tickets/ticket-guards.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { type Act, type ActionDesk, actOnTicket, actOnTicketIn, type Planned } from './act-on-ticket.ts'

type Rules = Pick<ActionDesk, 'clock' | 'rules'>

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }
const WHY_MIN = 4

/** Who has to say something: the unit, or the hotline where the ticket is on its own desk. */
const holder = ({ rules }: Rules, ticket: Ticket): string =>
  ticket.leadDepartmentId !== null && STATES[ticket.state].owner === 'unit'
    ? nameDepartment(rules, ticket.leadDepartmentId)
    : '热线'

/** By when an urge of now is answered: an answer that is still owed is owed once, however often it is asked for. */
const answerDue = async (tx: Db, { rules }: Rules, ticket: Ticket, at: string): Promise<string> =>
  ticket.urgeDueAt ?? (await forecastClock(tx, rules, 'urge', ticket, at))?.dueAt ?? at

const startAnswer = async (
  tx: Db,
  { rules }: Rules,
  before: Ticket,
  moved: Ticket,
  at: string,
): Promise<void> => {
  if (before.urgeDueAt === null) await startClocks(tx, rules, moved, ['urge'], at)
  await enqueueGive(tx, moved, at, 'urge')
}

/** Asked by one of several people of a joint case: whoever handles it for all is asked, once a while. @returns until when it is answered. */
const urgeMaster = async (tx: Db, desk: Rules, masterId: string, at: string): Promise<string | null> => {
  const master = await findTicket(tx, masterId)
  if (!master || refusalOf(master, 'urge', SYSTEM) !== null) return null
  if (blockedBy(master, 'urge', desk.rules, at) !== null) return master.urgeDueAt
  const dueAt = await answerDue(tx, desk, master, at)
  const moved = await moveTicket(tx, {
    ...{ ticketId: master.id, action: 'urge', actor: SYSTEM, publicText: '', rules: desk.rules, at },
    internalNote: '同一件事的另一位诉求人催办。',
    changes: { urge_count: master.urgeCount + 1, urged_at: at },
  })
  await startAnswer(tx, desk, master, moved, at)
  return dueAt
}

const sayUrged = (desk: Rules, ticket: Ticket, dueAt: string): string => {
  const by = sayInstant(new Date(dueAt), desk.rules.calendar.timezone)
  const id = ticket.urgeDueAt === null ? 'urged' : 'urged-again'
  return sayText(desk.rules, id, { 单位: holder(desk, ticket), 时间: by })
}

const planUrge =
  (desk: Rules, u: Act & { text: string }) =>
  async (ticket: Ticket, at: string, tx: Db): Promise<Planned> => {
    const isStaff = u.actor.kind === 'staff'
    if (isStaff && u.text.trim().length < WHY_MIN) {
      throw new AppError('invalid_request', '请写明为什么催，至少4个字。')
    }
    const isJoined = ticket.state === 'merged' && ticket.masterId !== null
    const ofMaster = isJoined ? await urgeMaster(tx, desk, ticket.masterId ?? '', at) : null
    const dueAt = ofMaster ?? (await answerDue(tx, desk, ticket, at))
    const text = sayUrged(desk, ticket, dueAt)
    return {
      action: 'urge',
      publicText: text,
      internalNote: u.text.trim(),
      changes: {
        ...{ urge_count: ticket.urgeCount + 1, urged_at: at },
        ...(isJoined ? { urge_due_at: dueAt } : {}),
      },
      // The citizen who asks gets the answer to their own words; of a call on their behalf they learn in their talk.
      ...(isStaff ? { tell: text } : {}),
      also: async (tx, moved, at) => {
        if (!isJoined) await startAnswer(tx, desk, ticket, moved, at)
      },
    }
  }

/**
 * Asks how a ticket stands (催办), for its citizen or on their behalf (`text` says why): recorded and counted, the unit is told on
 * its way and owes an answer by the clock of its own. @throws AppError conflict, in words, when it was asked too short a while ago;
 * and as `moveTicket`.
 */
export const urgeTicket = (desk: ActionDesk, u: Act & { text: string }): Promise<Ticket> =>
  actOnTicket(desk, u, planUrge(desk, u))

/** `urgeTicket` inside a transaction that is already open, with the talk's row held. */
export const urgeTicketIn = (tx: Db, desk: Rules, u: Act & { text: string }): Promise<Ticket> =>
  actOnTicketIn(tx, desk, u, planUrge(desk, u))

/** Those handled with the ticket who asked too hear the same answer, each in their own talk. */
const answerJoined = async (tx: Db, desk: Rules, master: Ticket, text: string, at: string): Promise<void> => {
  for (const one of master.joinedCount > 0 ? await listJoined(tx, master.id) : []) {
    if (one.urgeDueAt === null) continue
    const moved = await moveTicket(tx, {
      ...{ ticketId: one.id, action: 'answer_urge', actor: SYSTEM, publicText: text, rules: desk.rules, at },
      words: { text },
      data: { withNumber: master.number },
      changes: { urge_due_at: null },
    })
    const told = { text: `关于您的催办：${text}`, departmentId: master.leadDepartmentId, isReply: false }
    await enqueueTellJoined(tx, moved, told, at)
  }
}

/** Whoever has the ticket tells its citizen how far it is; their clock stops. @throws AppError as `moveTicket`. */
export const answerUrge = (desk: ActionDesk, a: Act & { text: string }): Promise<Ticket> =>
  actOnTicket(desk, a, () => {
    const text = a.text.trim()
    return {
      action: 'answer_urge',
      publicText: text,
      words: { text: a.text },
      tell: `关于您的催办：${text}`,
      also: (tx, moved, at) => answerJoined(tx, desk, moved, text, at),
    }
  })
