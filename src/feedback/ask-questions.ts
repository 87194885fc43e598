import { z } from 'zod'
import type { CityRules } from '../contracts/city-rules.ts'
import { TalkContext } from '../contracts/conversation.ts'
import type { Reply } from '../contracts/message.ts'
import type { Clock } from '../contracts/ports.ts'
import { findConversation, lockTalk, saveContext } from '../conversations/conversation-repository.ts'
import { reopenConversation } from '../conversations/hold-conversation.ts'
import { say } from '../conversations/say.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { newId } from '../platform/id.ts'
import { enqueueJob } from '../platform/jobs/job-repository.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import { SOLVED_LABELS } from '../tickets/state-labels.ts'
import { listContacts, lockContact, noteContact } from './contact-repository.ts'
import { findAskTime } from './find-ask-time.ts'
import {
  endFollowUp,
  listWaitingInTalk,
  markAsked,
  putOff,
  type WaitingFollowUp,
} from './follow-up-repository.ts'

export type AskDesk = { db: Database; clock: Clock; rules: CityRules }

/** The job that asks in one talk whatever waits to be asked there. */
export const ASK_JOB = 'follow-up.ask'
export const AskPayload = z.object({ conversationId: z.string(), citizenId: z.string() })

const SAVE_TRIES = 5
/** How far back the cap looks. */
const DAYS_30_MS = 30 * 24 * 60 * 60 * 1000
const SPEAKER = { kind: 'system' as const, name: '12345' }
const SOLVED_OPTIONS = Object.values(SOLVED_LABELS).map((label) => ({ label, value: label }))

type Named = { number: string; title: string }

/** The question of a follow-up, asked in three grades (解决率 is asked of the citizen, never self-reported). */
export const solvedQuestion = (ticket: Named): Reply => ({
  kind: 'notice',
  text: `工单 ${ticket.number}(${ticket.title})已经答复。您反映的问题解决了吗？`,
  options: SOLVED_OPTIONS,
  asks: 'solved',
  speaker: SPEAKER,
})

/** Several tickets are one question, so that nobody is asked three times in a morning. */
const solvedQuestions = (tickets: readonly Named[]): Reply => {
  const [first] = tickets
  if (!first) throw new Error('nothing to ask')
  if (tickets.length === 1) return solvedQuestion(first)
  const lines = tickets.map(({ number, title }, index) => `${index + 1}. 工单 ${number}(${title})`)
  return {
    ...solvedQuestion(first),
    text: `您有 ${tickets.length} 件工单已经答复：\n${lines.join('\n')}\n先说第 1 件，您反映的问题解决了吗？`,
  }
}

export type Pending = NonNullable<TalkContext['pending']>

/** Makes the talk wait for an answer, so that the citizen's next words are read as one; also locks its row. */
export const expectAnswer = async (
  tx: Db,
  conversationId: string,
  pending: Pending,
  at: string,
): Promise<void> => {
  for (let tries = 0; tries < SAVE_TRIES; tries++) {
    const talk = await findConversation(tx, conversationId)
    if (!talk) throw new Error(`conversation ${conversationId} does not exist`)
    const context = TalkContext.parse({ ...talk.context, pending })
    if (!(await saveContext(tx, conversationId, talk.version, context))) continue
    // An ended talk is not found again by a channel without links: the answer would begin a new one and mean nothing.
    if (talk.heldBy === 'ended') await reopenConversation(tx, talk, talk.version + 1, at)
    return
  }
  throw new Error(`conversation ${conversationId} kept changing`)
}

/** When this person (all of these ids) may be asked next, at or after `wanted`. */
export const nextAskTime = async (
  tx: Db,
  desk: Pick<AskDesk, 'rules'>,
  citizenIds: readonly string[],
  wanted: string,
): Promise<string> => {
  const since = new Date(Date.parse(wanted) - DAYS_30_MS).toISOString()
  const asked = (await listContacts(tx, citizenIds, since)).map(({ at }) => new Date(at))
  const { city, calendar } = desk.rules
  return findAskTime(new Date(wanted), asked, city.followUp, calendar.timezone).toISOString()
}

/** What is asked now of all that waits in a talk: replies first, then whether it lasted, never both in one message. */
const chooseNow = (waiting: readonly WaitingFollowUp[], at: string): WaitingFollowUp[] => {
  const replies = waiting.filter((one) => one.kind === 'reply')
  return replies.length > 0 ? replies : waiting.filter((one) => one.due_at <= at).slice(0, 1)
}

const OVER = ['closed', 'archived']
const SYSTEM = { kind: 'system' as const, id: 'system' as const, name: '系统' }

/** 真的修好了吗: asked of a ticket that is over; opened again meanwhile, there is nothing to ask. */
const askLasting = async (
  tx: Db,
  conversationId: string,
  one: WaitingFollowUp,
  at: string,
): Promise<string | null> => {
  if (!OVER.includes(one.ticketState)) {
    await endFollowUp(tx, one.ticket_id, 'superseded', at, 'again')
    return null
  }
  await expectAnswer(tx, conversationId, { kind: 'again', ticketId: one.ticket_id, asks: 'lasting' }, at)
  await moveTicket(tx, {
    ticketId: one.ticket_id,
    action: 'ask_again',
    actor: SYSTEM,
    publicText: '办结有一段时间了，问您现在还好不好。',
    at,
  })
  const text = `工单 ${one.number}(${one.title})办结有一段时间了。现在还好吗？又出现的话，告诉我，马上重新办理。`
  const options = ['还好', '又坏了'].map((label) => ({ label, value: label }))
  const reply: Reply = { kind: 'notice', text, options, asks: 'lasting', speaker: SPEAKER }
  return say(tx, { conversationId, author: 'system', reply, at })
}

const askSolved = async (
  tx: Db,
  conversationId: string,
  asked: readonly WaitingFollowUp[],
  at: string,
): Promise<string> => {
  const [first, ...rest] = asked
  if (!first) throw new Error('nothing to ask')
  const more = rest.map((one) => one.ticket_id)
  await expectAnswer(
    tx,
    conversationId,
    { kind: 'rate', ticketId: first.ticket_id, asks: 'solved', more },
    at,
  )
  return say(tx, { conversationId, author: 'system', reply: solvedQuestions(asked), at })
}

const askNow = async (
  tx: Db,
  conversationId: string,
  asked: readonly WaitingFollowUp[],
  at: string,
): Promise<void> => {
  const [first] = asked
  if (!first) return
  const messageId =
    first.kind === 'again'
      ? await askLasting(tx, conversationId, first, at)
      : await askSolved(tx, conversationId, asked, at)
  if (messageId === null) return
  const ids = asked.map((one) => one.id)
  await markAsked(tx, ids, { messageId, at })
  await noteContact(tx, { citizenId: first.citizen_id, way: 'channel', about: messageId, at })
}

type AskedTalk = z.infer<typeof AskPayload>

/** Puts off what waits in a talk to `slot`, and makes sure that it is looked at again then. */
const waitUntil = async (
  tx: Db,
  talk: AskedTalk,
  waiting: readonly WaitingFollowUp[],
  slot: string,
  at: string,
): Promise<void> => {
  const early = waiting.filter((one) => one.due_at < slot).map((one) => one.id)
  if (early.length > 0) await putOff(tx, early, slot)
  await enqueueJob(tx, {
    type: ASK_JOB,
    payload: talk,
    // Another key each time: a job that put its question off is done, and the later one is another.
    uniqueKey: `${ASK_JOB}:${talk.conversationId}:${slot}:${newId()}`,
    runAt: slot,
    now: at,
  })
}

/**
 * Asks in one message whatever waits in a talk, or puts it off to the first time at which this person may be asked. The
 * talk and the person are locked: of two processes the second finds nothing left to ask. Inside the caller's transaction.
 */
export const askWaitingIn = async (
  tx: Db,
  desk: Pick<AskDesk, 'clock' | 'rules'>,
  talk: AskedTalk,
): Promise<void> => {
  await lockTalk(tx, talk.conversationId)
  const at = isoNow(desk.clock)
  await lockContact(tx, talk.citizenId, at)
  const waiting = await listWaitingInTalk(tx, talk.conversationId)
  const nextFor = (rows: readonly WaitingFollowUp[]): Promise<string> => {
    const due = rows.map((one) => one.due_at).sort()[0] ?? at
    return nextAskTime(tx, desk, [talk.citizenId], due > at ? due : at)
  }
  if (waiting.length === 0) return
  const slot = await nextFor(waiting)
  if (slot > at) return waitUntil(tx, talk, waiting, slot, at)
  const now = chooseNow(waiting, at)
  await askNow(tx, talk.conversationId, now, at)
  const left = waiting.filter((one) => !now.includes(one))
  if (left.length > 0) await waitUntil(tx, talk, left, await nextFor(left), at)
}

/** `askWaitingIn` in a transaction of its own. */
export const askWaiting = (
  desk: AskDesk,
  talk: { conversationId: string; citizenId: string },
): Promise<void> => desk.db.transaction().execute((tx) => askWaitingIn(tx, desk, talk))
