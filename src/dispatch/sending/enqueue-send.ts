import type { CityRules } from '../../contracts/city-rules.ts'
import type { Clock } from '../../contracts/ports.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { enqueueJob } from '../../platform/jobs/job-repository.ts'
import { findChannel } from '../../tickets/channel-repository.ts'
import type { GivePayload } from '../../tickets/send-job.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { findTicket } from '../../tickets/ticket-repository.ts'
import { onwardTask } from './onward-task.ts'
import { insertSend, type SendRow } from './send-repository.ts'

/** The job of one try. `attempt` = tries before it: a job that was overtaken finds another number and does nothing. */
export const SEND_JOB = 'department.send'

export const enqueueTry = async (
  tx: Db,
  send: Pick<SendRow, 'id' | 'attempts'>,
  when: { runAt: string; now: string },
): Promise<void> => {
  await enqueueJob(tx, {
    type: SEND_JOB,
    payload: { sendId: send.id, attempt: send.attempts },
    uniqueKey: `${SEND_JOB}:${send.id}:${send.attempts}`,
    ...when,
  })
}

const TYPES: Record<GivePayload['about'], string> = {
  dispatch: 'ticket.dispatched',
  urge: 'ticket.urged',
  supervision: 'ticket.supervised',
}

/** By when the unit answers what it is asked; its words are on the console, where nobody's identity leaves with them. */
const askedOf = (ticket: Ticket, about: GivePayload['about']) => {
  if (about === 'urge') return { urge: { count: ticket.urgeCount, answerBy: ticket.urgeDueAt } }
  if (about === 'supervision') {
    return { supervision: { level: ticket.superviseLevel, answerBy: ticket.superviseDueAt } }
  }
  return {}
}

/**
 * Writes down what leaves to the department a ticket was given to or asked about, with its first try, in one transaction; nothing when the
 * ticket has gone elsewhere since. The words are fixed here, so that every try sends the same.
 */
export const writeSend = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  given: GivePayload,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const ticket = await findTicket(tx, given.ticketId)
    if (!ticket?.leadDepartmentId) return
    const channel = await findChannel(tx, ticket.leadDepartmentId)
    if (channel === null || channel.method === 'console') return
    const send = { id: newId(), attempts: 0 }
    const data = { ...onwardTask(desk.rules, ticket), ...askedOf(ticket, given.about) }
    const isNew = await insertSend(tx, {
      ...send,
      ticket_id: ticket.id,
      ticket_version: given.version,
      department_id: ticket.leadDepartmentId,
      method: channel.method,
      target: channel.target,
      body: JSON.stringify({ type: TYPES[given.about], timestamp: at, data }),
      state: 'queued',
      round_attempts: 0,
      said: '',
      created_at: at,
      ended_at: null,
    })
    if (isNew) await enqueueTry(tx, send, { runAt: at, now: at })
  })
