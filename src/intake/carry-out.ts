import type { Conversation } from '../contracts/conversation.ts'
import { AppError } from '../contracts/errors.ts'
import type { Reply } from '../contracts/message.ts'
import type { Actor } from '../contracts/ticket.ts'
import { findCoolOff } from '../conversations/abuse-repository.ts'
import { countWaitingBefore } from '../conversations/conversation-repository.ts'
import { queueForAgent } from '../conversations/hold-conversation.ts'
import { coolOffWords } from '../conversations/report-abuse.ts'
import { reopenTicketIn } from '../dispatch/reopen-ticket.ts'
import { urgeTicketIn } from '../dispatch/urge-ticket.ts'
import { confirmFixedIn } from '../feedback/ask-again.ts'
import { solvedQuestion } from '../feedback/ask-questions.ts'
import { choiceOf, chooseContactIn, chooseInTalk } from '../feedback/choose-contact.ts'
import { endFollowUp } from '../feedback/follow-up-repository.ts'
import { recordGradeIn, recordRatingIn } from '../feedback/rate-ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { addFactsIn } from '../tickets/amend-ticket.ts'
import { setTicketOfTalk } from '../tickets/files/file-repository.ts'
import { joinTicketIn } from '../tickets/joint/join-ticket.ts'
import { type Opened, openTicketIn } from '../tickets/open-ticket.ts'
import { findLastStep } from '../tickets/step-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import type { Desk } from './desk.ts'
import { makeTitle } from './draft/start-draft.ts'
import { PHRASES } from './phrases.ts'
import { describe } from './plan-progress.ts'
import { SATISFIED_QUESTION } from './plan-rating.ts'
import type { Effect } from './turn-plan.ts'
import { whyWaiting } from './why-waiting.ts'

/**
 * The new ticket is handled with the one its citizen said it is the same as. @returns it with the unit and due time of that one, or null
 * when that one was answered in this very moment: then the new one goes its own way.
 */
const joinOpened = async (
  tx: Db,
  desk: Desk,
  ticket: Ticket,
  masterId: string,
): Promise<{ seenAs: Ticket } | null> => {
  const at = isoNow(desk.clock)
  const actor: Actor = { kind: 'system', id: 'system', name: '系统' }
  try {
    const joined = await joinTicketIn(tx, desk.rules, { ticketId: ticket.id, masterId, actor, at })
    const master = await findTicket(tx, joined.masterId ?? masterId)
    if (!master) return null
    const { leadDepartmentId, dueAt, dueText } = master
    return { seenAs: { ...joined, leadDepartmentId, dueAt, dueText } }
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return null
    throw error
  }
}

/** What the citizen is told of their new ticket: number, query code once, who has it, by when. */
export const openingReply = (desk: Desk, opened: Opened, isJoined = false): Reply => {
  const { ticket, queryCode } = opened
  const unit = desk.rules.departments.find((d) => d.id === ticket.leadDepartmentId)
  const together = isJoined ? '和同一件事一起办理，' : ''
  const where = unit ? `${together}已转${unit.name}办理` : '热线正在研判由哪个单位办理，确定后在这里告诉您'
  return {
    kind: 'ticket',
    text: `已为您登记，工单号 ${ticket.number}。${where}。时限：${ticket.dueText ?? '以承办单位告知为准'}。\n有结果会在这里告诉您；换手机或关掉页面，凭工单号和查询码也能查。`,
    ...(queryCode
      ? {
          ticket: {
            number: ticket.number,
            queryCode,
            ...(unit ? { department: unit.short } : {}),
            ...(ticket.dueAt ? { dueAt: ticket.dueAt } : {}),
          },
        }
      : {}),
  }
}

/** Photos sent in the talk that stand on no ticket yet go on this one, with the step that was just made, or the one named. @returns how many. */
export const putPhotosOn = (
  tx: Db,
  conversationId: string,
  ticket: Ticket,
  stepSeq = ticket.version,
): Promise<number> => setTicketOfTalk(tx, conversationId, { ticketId: ticket.id, stepSeq })

const openTicket = async (
  tx: Db,
  desk: Desk,
  talk: Conversation,
  inboundId: string,
  effect: Extract<Effect, { kind: 'open-ticket' }>,
): Promise<Reply> => {
  const { draft } = effect
  const text = `${draft.matter}\n${draft.placeText}`
  const routing = desk.route({ text, districtId: draft.districtId, categoryId: draft.categoryId })
  const { asking: _asking, asked: _asked, shown: _shown, followUp, ...fields } = draft
  if (followUp)
    await chooseContactIn(tx, desk, { ...choiceOf(followUp), citizenId: talk.citizenId, via: 'form' })
  const opened = await openTicketIn(tx, desk, {
    input: { ...fields, title: makeTitle(draft) },
    routing,
    citizenId: talk.citizenId,
    conversationId: talk.id,
    channel: talk.channel,
    actor: { kind: 'citizen', id: talk.citizenId, name: '诉求人' },
    idempotencyKey: `open:${inboundId}`,
  })
  const photos = await putPhotosOn(tx, talk.id, opened.ticket, 1)
  const master =
    effect.joinTo && !opened.repeat ? await joinOpened(tx, desk, opened.ticket, effect.joinTo) : null
  const reply = openingReply(desk, master ? { ...opened, ticket: master.seenAs } : opened, master !== null)
  return photos === 0 ? reply : { ...reply, text: `${reply.text}\n${PHRASES.photosFiled(photos)}` }
}

const queue = async (
  tx: Db,
  desk: Desk,
  talk: Conversation,
  effect: Extract<Effect, { kind: 'queue-for-agent' }>,
): Promise<Reply[]> => {
  const at = isoNow(desk.clock)
  const { why: kind, reason } = effect
  const cooling = kind === 'danger' ? null : await findCoolOff(tx, talk.citizenId, at)
  if (cooling) return [{ kind: 'notice', text: coolOffWords(cooling, desk.rules.calendar.timezone) }]
  const why = kind === 'asked' ? await whyWaiting(tx, talk) : { kind, reason }
  // The talk was saved a moment ago in this transaction: its version is one higher than the one read.
  await queueForAgent(tx, talk, talk.version + 1, why, at)
  if (talk.heldBy === 'waiting') return []
  const before = await countWaitingBefore(tx, at)
  const place = before === 0 ? '您排在第一位' : `前面还有 ${before} 位`
  const text = `正在为您转人工，${place}。坐席会看到前面的内容，您不用重复说。等候时也可以继续问我。`
  return [{ kind: 'handover', text }]
}

/** The words go to the ticket; one that ended for want of them is opened again. @returns what to say. */
const addFactsSaid = async (
  tx: Db,
  desk: Desk,
  actor: Actor,
  said: { ticketId: string; text: string; conversationId: string },
): Promise<string> => {
  const before = await findTicket(tx, said.ticketId)
  if (before?.state !== 'terminated') {
    const ticket = await addFactsIn(tx, desk, { ...said, actor })
    await putPhotosOn(tx, said.conversationId, ticket)
    return `已把这段情况补充到工单 ${ticket.number}，承办单位能看到。`
  }
  try {
    const ticket = await reopenTicketIn(tx, desk, { ...said, actor, isSaid: true })
    await putPhotosOn(tx, said.conversationId, ticket)
    return `收到新的情况，工单 ${ticket.number} 已重新办理，${ticket.dueText ?? ''}。`
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

/** Urges the ticket, or says when it may be urged again. @returns what to say. */
const urge = async (
  tx: Db,
  desk: Desk,
  actor: Actor,
  asked: { ticketId: string; text: string },
): Promise<string> => {
  const before = await findTicket(tx, asked.ticketId)
  const how = before ? `${describe(desk, before)}\n` : ''
  try {
    const { ticketId, text } = asked
    await urgeTicketIn(tx, desk, { ticketId, text, actor })
    const said = await findLastStep(tx, ticketId)
    return `${how}${said?.publicText ?? ''}`
  } catch (error) {
    if (error instanceof AppError) return `${how}${error.message}`
    throw error
  }
}

/** It broke again: that is new, whatever it is. @returns what to say. */
const reopenBroken = async (
  tx: Db,
  desk: Desk,
  actor: Actor,
  said: { ticketId: string; text: string },
): Promise<string> => {
  const text = `办结后又出现：${said.text}`
  const ticket = await reopenTicketIn(tx, desk, { ticketId: said.ticketId, actor, text, isSaid: true })
  await endFollowUp(tx, said.ticketId, 'broke_again', isoNow(desk.clock))
  return `记下了，工单 ${ticket.number} 已重新办理，${ticket.dueText ?? '有进展在这里告诉您'}。`
}

const THANKS: Reply = {
  kind: 'notice',
  text: '评价已收到，谢谢。评价只用于改进服务，承办单位看不到是谁评的。',
}

const rate = async (
  tx: Db,
  desk: Desk,
  actor: Actor,
  effect: Extract<Effect, { kind: 'rate' }>,
): Promise<Reply[]> => {
  const { kind: _, ...rating } = effect
  const { ticket, asks } = await recordRatingIn(tx, desk, { ...rating, actor })
  if (rating.solved !== 'unsolved') return asks === 'satisfied' ? [] : [THANKS]
  const heard = `记下了。工单 ${ticket.number} 热线会先核实，再告诉您怎么办。`
  return [{ ...SATISFIED_QUESTION, text: `${heard}\n另外，对这次办理，您满意吗？` }]
}

/** Carries out one effect inside the turn's transaction. @returns what is said because of it. */
export const carryOut = async (
  tx: Db,
  desk: Desk,
  talk: Conversation,
  inboundId: string,
  effect: Effect,
): Promise<Reply[]> => {
  const actor: Actor = { kind: 'citizen', id: talk.citizenId, name: '诉求人' }
  switch (effect.kind) {
    case 'open-ticket':
      return [await openTicket(tx, desk, talk, inboundId, effect)]
    case 'queue-for-agent':
      return queue(tx, desk, talk, effect)
    case 'add-facts':
      return [
        { kind: 'notice', text: await addFactsSaid(tx, desk, actor, { ...effect, conversationId: talk.id }) },
      ]
    case 'urge':
      return [{ kind: 'notice', text: await urge(tx, desk, actor, effect) }]
    case 'rate':
      return rate(tx, desk, actor, effect)
    case 'grade':
      await recordGradeIn(tx, desk, { ...effect, actor })
      return [THANKS]
    case 'ask-solved': {
      const ticket = await findTicket(tx, effect.ticketId)
      return ticket ? [solvedQuestion(ticket)] : []
    }
    case 'lasts':
      await confirmFixedIn(tx, { ticketId: effect.ticketId, actor, at: isoNow(desk.clock) })
      return [{ kind: 'notice', text: '好的，记下了，谢谢您告诉我们。以后又出现，随时说。' }]
    case 'broke-again':
      return [{ kind: 'notice', text: await reopenBroken(tx, desk, actor, effect) }]
    case 'choose-contact':
      return [{ kind: 'notice', text: await chooseInTalk(tx, desk, talk.citizenId, effect.wish) }]
    default:
      return effect satisfies never
  }
}
