import { type Conversation, TalkContext } from '../contracts/conversation.ts'
import { isoNow } from '../platform/clock.ts'
import type { Desk } from './desk.ts'

/** A talk that has just begun and that nobody stores: for trying what a first message would get. */
export const openUnstoredTalk = (desk: Pick<Desk, 'clock'>): Conversation => {
  const now = isoNow(desk.clock)
  return {
    id: 'try',
    channel: 'loopback',
    channelUserId: 'try',
    citizenId: 'try',
    heldBy: 'bot',
    agentId: null,
    version: 1,
    waitSince: null,
    waitReason: null,
    waitKind: null,
    waitStaffId: null,
    waitTeamId: null,
    heldUntil: null,
    heldSince: null,
    context: TalkContext.parse({}),
    createdAt: now,
    lastInboundAt: now,
    lastMessageAt: now,
  }
}
