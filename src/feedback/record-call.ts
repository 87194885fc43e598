import { z } from 'zod'
import { AppError } from '../contracts/errors.ts'
import { Satisfaction, Solved } from '../contracts/ticket.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { moveTicket } from '../tickets/move-ticket.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { confirmFixedIn } from './ask-again.ts'
import { peopleOf } from './ask-follow-up.ts'
import { type AskDesk, nextAskTime } from './ask-questions.ts'
import { listCallsTo, noteTried } from './call-list-repository.ts'
import { closeUnrated } from './close-silent.ts'
import { lockContact } from './contact-repository.ts'
import { endFollowUp, type FollowUp } from './follow-up-repository.ts'
import { recordRatingIn } from './rate-ticket.ts'
import { type Caller, mustBeOpenCall, mustNotHaveHandled } from './take-call.ts'

/** What came of a call: 接通, 未接, 拒访, 空号或打错. */
export const CALL_RESULTS = ['connected', 'no_answer', 'refused', 'wrong_number'] as const
export const CALL_LABELS: Record<(typeof CALL_RESULTS)[number], string> = {
  connected: '接通',
  no_answer: '未接',
  refused: '拒访',
  wrong_number: '空号或打错',
}

/** The note of a call. `words`: what the citizen said, as they said it; the answers are theirs, never the agent's. */
export const CallNote = z.object({
  result: z.enum(CALL_RESULTS),
  solved: Solved.optional(),
  satisfied: Satisfaction.optional(),
  /** Of a question some days after closing: does it last? */
  lasting: z.boolean().optional(),
  words: z.string().trim().max(500).default(''),
  /** When to try again, if the citizen named a time; the quiet hours and the cap still hold. */
  nextAt: z.iso.datetime().optional(),
})
export type CallNote = z.infer<typeof CallNote>

type Call = { row: FollowUp; ticket: Ticket; agent: Caller; at: string }
const RETRY_MS = 3 * 60 * 60 * 1000

const noteStep = (tx: Db, { ticket, agent, at, row }: Call, note: CallNote): Promise<Ticket> => {
  const words = note.words === '' || note.result === 'connected' ? '' : `，${note.words}`
  return moveTicket(tx, {
    ticketId: ticket.id,
    action: 'call_citizen',
    actor: agent,
    publicText: '',
    internalNote: `第 ${row.attempts + 1} 次回访电话：${CALL_LABELS[note.result]}${words}。`,
    data: { way: note.result },
    at,
  })
}

/** How a ticket is opened again; the room that moves tickets does it, in the same transaction. */
export type Reopen = (tx: Db, r: { ticketId: string; actor: Caller; text: string }) => Promise<unknown>

const keepLasting = async (tx: Db, call: Call, note: CallNote, reopen: Reopen): Promise<void> => {
  const { ticket, agent, at } = call
  if (note.lasting === undefined)
    throw new AppError('invalid_request', '请记下诉求人怎么说：还好，还是又出现了。')
  if (note.lasting) {
    const actor = { kind: 'citizen' as const, id: ticket.citizenId, name: '诉求人' }
    return confirmFixedIn(tx, { ticketId: ticket.id, actor, recordedBy: agent.id, at })
  }
  if (note.words.length < 4)
    throw new AppError('invalid_request', '又出现的，请写下诉求人的原话：现在怎么样，从什么时候开始。')
  await reopen(tx, { ticketId: ticket.id, actor: agent, text: `诉求人在回访电话里说又出现了：${note.words}` })
  await endFollowUp(tx, ticket.id, 'broke_again', at)
}

const keepAnswers = async (tx: Db, desk: AskDesk, call: Call, note: CallNote): Promise<void> => {
  const { ticket, agent } = call
  if (!note.solved)
    throw new AppError('invalid_request', '请记下诉求人怎么说：解决了、部分解决，还是没解决。')
  if (note.solved === 'unsolved' && note.words.length < 2)
    throw new AppError('invalid_request', '没解决的，请写下诉求人的原话，热线要带着它去核实。')
  await recordRatingIn(tx, desk, {
    ticketId: ticket.id,
    solved: note.solved,
    ...(note.satisfied === undefined ? {} : { satisfied: note.satisfied }),
    reason: note.words,
    actor: { kind: 'citizen', id: ticket.citizenId, name: '诉求人' },
    recordedBy: agent.id,
  })
}

const END_WORDS: Record<'refused' | 'wrong_number' | 'no_answer', string> = {
  refused: '您在电话里表示不用回访，工单办结。您仍然可以评价。',
  wrong_number: '您留的电话联系不上，工单办结。您仍然可以评价。',
  no_answer: '回访电话没有打通，工单办结。您仍然可以评价。',
}

const endCall = async (tx: Db, { row, at }: Call, why: keyof typeof END_WORDS): Promise<void> => {
  if (row.kind === 'reply')
    await closeUnrated(tx, row.ticket_id, { publicText: END_WORDS[why], unasked: why }, at)
  await endFollowUp(tx, row.ticket_id, why, at)
}

/** Everything taken for this number; a call that was not answered was not answered for any of it. */
const callsOf = async (tx: Db, first: Call): Promise<Call[]> => {
  const rows = (await listCallsTo(tx, first.ticket.contactPhone)).filter(
    (one) => one.agent_id === first.agent.id && one.id !== first.row.id,
  )
  const others: Call[] = []
  for (const row of rows) {
    const ticket = await findTicket(tx, row.ticket_id)
    if (ticket) others.push({ ...first, row, ticket })
  }
  return [first, ...others]
}

const noteMissed = async (tx: Db, desk: AskDesk, call: Call, note: CallNote): Promise<void> => {
  if (note.result === 'connected') return
  await noteStep(tx, call, note)
  if (note.result !== 'no_answer') return endCall(tx, call, note.result)
  if (call.row.attempts + 1 >= desk.rules.city.followUp.callTries) return endCall(tx, call, 'no_answer')
  const soonest = isoAfter(desk.clock, RETRY_MS)
  const wanted = note.nextAt && note.nextAt > call.at ? note.nextAt : soonest
  const dueAt = await nextAskTime(tx, desk, await peopleOf(tx, call.ticket), wanted)
  await noteTried(tx, call.row, dueAt)
}

/**
 * Writes down a call: the answers the citizen gave, marked as recorded by whom, or that nobody was reached. Three tries
 * nobody took, a wrong number or a refusal close the ticket without a rating. Solved is needed when somebody was reached;
 * satisfied is asked apart and may stay unanswered.
 * @throws AppError not_found; conflict when the call is not in the agent's hands or over; forbidden for who handled the
 * ticket; invalid_request for answers that are missing.
 */
export const recordCall = (
  desk: AskDesk & { reopen: Reopen },
  agent: Caller,
  id: string,
  note: CallNote,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const seen = await mustBeOpenCall(tx, id)
    await lockContact(tx, seen.citizen_id, at)
    const row = await mustBeOpenCall(tx, id)
    if (row.agent_id !== agent.id) throw new AppError('conflict', '这个回访不在您手里，没有记下。请先领取。')
    const ticket = await findTicket(tx, row.ticket_id)
    if (!ticket) throw new AppError('not_found', '没有找到这件工单。')
    await mustNotHaveHandled(tx, ticket, agent)
    const call = { row, ticket, agent, at }
    if (note.result === 'connected') {
      await noteStep(tx, call, note)
      return row.kind === 'again'
        ? keepLasting(tx, call, note, desk.reopen)
        : keepAnswers(tx, desk, call, note)
    }
    for (const one of await callsOf(tx, call)) await noteMissed(tx, desk, one, note)
  })
