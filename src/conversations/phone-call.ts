import type { Conversation } from '../contracts/conversation.ts'
import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { type CallSegment, findCall, type PhoneCall, saveCall, saveSegment } from './call-repository.ts'
import {
  changeHolder,
  findConversation,
  findOpenConversation,
  type Holder,
  lockIdentity,
  lockTalk,
} from './conversation-repository.ts'
import { noteHolder } from './hold-conversation.ts'
import { openConversation } from './open-conversation.ts'
import { insertWrapUp } from './wrap-up-repository.ts'

type Desk = { db: Database; clock: Clock }
/** What the exchange says of a call. `agentId`: whose telephone it is about; null = nobody's yet. */
export type CallNews = {
  callId: string
  state: PhoneCall['state']
  caller: string
  agentId: string | null
}

const SAME_TALK_MS = 24 * 60 * 60 * 1000
const STEPS: readonly PhoneCall['state'][] = ['ringing', 'answered', 'ended']

/** The talk a call belongs to: the caller's open one of the last day unless somebody else holds it, or a new one. */
const talkFor = async (tx: Db, desk: Desk, news: CallNews, at: string): Promise<Conversation> => {
  const who = { channel: 'voice' as const, channelUserId: news.caller, tokenHash: null }
  await lockIdentity(tx, who.channel, who.channelUserId, newId(), at)
  const open = await findOpenConversation(
    tx,
    who.channel,
    who.channelUserId,
    isoAfter(desk.clock, -SAME_TALK_MS),
  )
  const isTaken = open?.heldBy === 'agent' && open.agentId !== news.agentId
  const id = open && !isTaken ? open.id : await openConversation(tx, who, at)
  await lockTalk(tx, id)
  const talk = await findConversation(tx, id)
  if (!talk) throw new Error(`conversation ${id} is gone`)
  return talk
}

/** Who holds the talk because of the news; null = nothing changes. */
const holderFor = (
  desk: Desk,
  talk: Conversation,
  before: PhoneCall | null,
  now: PhoneCall,
): Holder | null => {
  const at = isoNow(desk.clock)
  const { agentId, state } = now
  if (state === 'answered' && agentId) {
    const heldUntil = isoAfter(desk.clock, LIMITS.holdMs)
    return {
      heldBy: 'agent',
      agentId,
      heldUntil,
      heldSince: at,
      waitSince: at,
      waitKind: 'call',
      waitReason: '来电',
    }
  }
  const isMissed = state === 'ended' && before?.answeredAt == null && now.answeredAt === null
  if (isMissed || (state === 'ringing' && agentId === null)) {
    const waitReason = isMissed ? '漏接来电，请回拨' : '来电等待接听'
    return { heldBy: 'waiting', waitSince: talk.waitSince ?? at, waitKind: 'call', waitReason }
  }
  if (state === 'ended' && talk.heldBy === 'agent') return { heldBy: 'ended' }
  return null
}

const hold = async (tx: Db, desk: Desk, talk: Conversation, to: Holder, at: string): Promise<void> => {
  await changeHolder(tx, talk.id, talk.version, to)
  await noteHolder(tx, talk.id, to.heldBy, { kind: 'system', id: 'telephone' }, to.agentId ?? null, at)
  if (to.heldBy !== 'ended' || !talk.agentId) return
  await insertWrapUp(tx, {
    id: newId(),
    conversationId: talk.id,
    staffId: talk.agentId,
    takenAt: talk.heldSince ?? at,
    endedAt: isoNow(desk.clock),
  })
}

/**
 * Takes in what the exchange says of a call: it rings at an agent (their screen shows who rings), it was answered (the
 * talk is theirs, the assistant is silent), it ended (they wrap up), or nobody answered (it waits to be called back).
 * The same news again, or older news that comes late, changes nothing. @returns the talk's id.
 */
export const noteCall = async (desk: Desk, news: CallNews): Promise<string> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const known = await findCall(tx, news.callId)
    if (known) await lockTalk(tx, known.conversationId)
    // Read again behind the lock: of two copies of the same news the second sees the first.
    const before = known && (await findCall(tx, news.callId))
    const found = before ? await findConversation(tx, before.conversationId) : null
    const talk = found ?? (await talkFor(tx, desk, news, at))
    const isOld = before && STEPS.indexOf(news.state) < STEPS.indexOf(before.state)
    const agentId = news.agentId ?? before?.agentId ?? null
    if (isOld || (before?.state === news.state && before.agentId === agentId)) return talk.id
    const call: PhoneCall = {
      callId: news.callId,
      conversationId: talk.id,
      caller: news.caller,
      agentId,
      state: news.state,
      rangAt: before?.rangAt ?? at,
      answeredAt: before?.answeredAt ?? (news.state === 'answered' ? at : null),
      endedAt: news.state === 'ended' ? at : null,
    }
    const to = holderFor(desk, talk, before, call)
    if (to) await hold(tx, desk, talk, to, at)
    await saveCall(tx, call)
    await appendEvent(tx, {
      at,
      type: 'call.changed',
      subject: { type: 'conversation', id: talk.id },
      actor: { kind: 'system', id: 'telephone' },
      data: { callId: call.callId, state: call.state, agentId },
    })
    return talk.id
  })

/**
 * Takes in what was recognised of a call. Sentences may come again, longer or mended, until they are final; a final one
 * stays. @returns the talk, and whether only words of unfinished sentences changed. @throws AppError not_found.
 */
export const hearSegments = async (
  desk: Desk,
  callId: string,
  segments: readonly Omit<CallSegment, 'callId' | 'at'>[],
): Promise<{ conversationId: string; onlyPartial: boolean }> =>
  desk.db.transaction().execute(async (tx) => {
    const call = await findCall(tx, callId)
    if (!call) throw new AppError('not_found', '没有这通电话，请先推送来电。')
    await lockTalk(tx, call.conversationId)
    const at = isoNow(desk.clock)
    let onlyPartial = true
    for (const segment of segments) {
      const became = await saveSegment(tx, call.conversationId, { ...segment, callId, at })
      if (became === 'same' || became === 'changed') continue
      onlyPartial = false
      await appendEvent(tx, {
        at,
        type: 'call.heard',
        subject: { type: 'conversation', id: call.conversationId },
        actor: { kind: segment.author, id: segment.author },
        data: { callId, seq: segment.seq, final: segment.isFinal },
      })
    }
    return { conversationId: call.conversationId, onlyPartial }
  })
