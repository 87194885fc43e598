import { type Conversation, TalkContext } from '../src/contracts/conversation.ts'
import type { Desk } from '../src/intake/desk.ts'

/** A talk that has just begun and that nobody stores: each gold text is somebody's first message. */
export const openTalk = (desk: Pick<Desk, 'clock'>): Conversation => {
  const now = desk.clock.now().toISOString()
  return {
    id: 'gold',
    channel: 'loopback',
    channelUserId: 'gold',
    citizenId: 'gold',
    heldBy: 'bot',
    agentId: null,
    version: 1,
    waitSince: null,
    waitReason: null,
    context: TalkContext.parse({}),
    createdAt: now,
    lastInboundAt: now,
    lastMessageAt: now,
  }
}
