import type { ContactChoice } from '../contracts/follow-up.ts'
import type { Actor } from '../contracts/ticket.ts'
import { findConversation, lockTalk } from '../conversations/conversation-repository.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { newId } from '../platform/id.ts'
import type { JobHandlers } from '../platform/jobs/run-jobs.ts'
import { listCitizensOfPhone } from '../tickets/caller-repository.ts'
import { FOLLOW_UP_JOB, FollowUpPayload } from '../tickets/follow-up-job.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { ASK_JOB, type AskDesk, AskPayload, askWaiting, askWaitingIn, nextAskTime } from './ask-questions.ts'
import { lockContact } from './contact-repository.ts'
import { endFollowUp, type FollowUp, insertFollowUp } from './follow-up-repository.ts'

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }
/** Channels something can be written to later; a call that is over, or its transcript, cannot. */
const WRITTEN: readonly string[] = ['web', 'wechat', 'loopback']

/** Everybody the number belongs to is one person on the telephone. */
export const peopleOf = async (
  tx: Db,
  ticket: Pick<Ticket, 'citizenId' | 'contactPhone'>,
): Promise<string[]> =>
  ticket.contactPhone === ''
    ? [ticket.citizenId]
    : [...new Set([ticket.citizenId, ...(await listCitizensOfPhone(tx, ticket.contactPhone))])]

/** Who asks about a ticket: exactly one, from what the citizen chose and how they can be reached. */
export const chooseOwner = async (
  tx: Db,
  ticket: Ticket,
  choice: ContactChoice,
): Promise<FollowUp['owner'] | 'nobody'> => {
  if (choice.noFollowUp) return 'nobody'
  const talk = ticket.conversationId === null ? null : await findConversation(tx, ticket.conversationId)
  if (talk && WRITTEN.includes(talk.channel)) return 'channel'
  return choice.noCall || ticket.contactPhone === '' ? 'self' : 'call'
}

const SAYS: Record<FollowUp['owner'], string> = {
  channel: '请您说说问题有没有解决。',
  call: '热线会打电话问您问题有没有解决。您也可以在这里直接评价。',
  self: '问题有没有解决，请您在这里评价。',
}

const newRow = (
  ticket: Ticket,
  owner: FollowUp['owner'],
  kind: FollowUp['kind'],
  dueAt: string,
  at: string,
): FollowUp => ({
  id: newId(),
  ticket_id: ticket.id,
  kind,
  citizen_id: ticket.citizenId,
  owner,
  agent_id: null,
  state: 'waiting',
  due_at: dueAt,
  attempts: 0,
  outcome: '',
  message_id: null,
  asked_at: null,
  created_at: at,
  ended_at: null,
})

/** Writes down who asks about this ticket and when; `wanted` is the earliest. One that was open before gives way to it. */
export const planFollowUpIn = async (
  tx: Db,
  desk: Pick<AskDesk, 'rules'>,
  f: { ticket: Ticket; owner: FollowUp['owner']; kind: FollowUp['kind']; wanted: string; at: string },
): Promise<void> => {
  const people = f.owner === 'call' ? await peopleOf(tx, f.ticket) : [f.ticket.citizenId]
  const dueAt = await nextAskTime(tx, desk, people, f.wanted)
  await endFollowUp(tx, f.ticket.id, 'superseded', f.at)
  await insertFollowUp(tx, newRow(f.ticket, f.owner, f.kind, dueAt, f.at))
}

const closeUnasked = (tx: Db, ticket: Ticket, at: string): Promise<Ticket> =>
  moveTicket(tx, {
    ticketId: ticket.id,
    action: 'close',
    actor: SYSTEM,
    publicText: '您选择了不要回访，工单办结。您仍然可以评价。',
    data: { unasked: 'opted_out' },
    changes: { closed_at: at },
    at,
  })

/**
 * Begins the follow-up of a reply: the ticket waits for it (待回访), one owner is written down, and where the citizen can be
 * written to and now is a time for it, they are asked. Who chose not to be asked is not; their ticket closes. A ticket that
 * has moved on meanwhile is left alone, so running twice is safe.
 */
export const askFollowUp = async (desk: AskDesk, ticketId: string): Promise<Ticket | null> => {
  const before = await findTicket(desk.db, ticketId)
  if (before?.state !== 'replied') return null
  return desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const { conversationId, citizenId } = before
    if (conversationId !== null) await lockTalk(tx, conversationId)
    const choice = await lockContact(tx, citizenId, at)
    const owner = await chooseOwner(tx, before, choice)
    const ticket = await moveTicket(tx, {
      ticketId,
      action: 'deliver_reply',
      actor: SYSTEM,
      publicText: owner === 'nobody' ? '' : SAYS[owner],
      // A ticket that was sent back is rated anew; the earlier rating stands in its steps.
      changes: { solved: null, satisfied: null },
      at,
    })
    if (owner === 'nobody') return closeUnasked(tx, ticket, at)
    await planFollowUpIn(tx, desk, { ticket, owner, kind: 'reply', wanted: at, at })
    if (owner === 'channel' && conversationId !== null) {
      await askWaitingIn(tx, desk, { conversationId, citizenId })
    }
    return ticket
  })
}

/** The follow-up's places in the worker's table of jobs. */
export const followUpJobs = (desk: AskDesk): JobHandlers => ({
  [FOLLOW_UP_JOB]: async (payload) => {
    await askFollowUp(desk, FollowUpPayload.parse(payload).ticketId)
  },
  [ASK_JOB]: (payload) => askWaiting(desk, AskPayload.parse(payload)),
})
