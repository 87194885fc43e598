import type { Channel, Clock, SendResult } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { LIMITS } from '../platform/limits.ts'
import type { Log } from '../platform/log.ts'
import { findConversation } from './conversation-repository.ts'
import { findMessage } from './message-repository.ts'
import { claimDelivery, type Delivery, recordAttempt } from './outbox-repository.ts'

type Desk = { db: Database; engine: Engine; clock: Clock; log: Log }

const SENDING_LOCK_MS = 60_000

const attempt = async (desk: Desk, delivery: Delivery, channels: readonly Channel[]): Promise<SendResult> => {
  const conversation = await findConversation(desk.db, delivery.conversationId)
  const found = await findMessage(desk.db, delivery.messageId)
  if (!conversation || !found?.message.reply) return { ok: false, retry: false, reason: 'message is gone' }
  const channel = channels.find((c) => c.name === delivery.channel)
  if (!channel) return { ok: false, retry: false, reason: `channel ${delivery.channel} is not on` }
  const to = {
    channelUserId: conversation.channelUserId,
    conversationId: conversation.id,
    lastInboundAt: conversation.lastInboundAt,
  }
  return channel.send(to, found.message.reply)
}

const waitBefore = (attempts: number): number =>
  Math.min(LIMITS.deliveryFirstWaitMs * 2 ** (attempts - 1), LIMITS.deliveryLongestWaitMs)

/**
 * Sends what is due in the outbox, one after another. A refusal stays on the row with its reason; a passing
 * failure is tried again with growing waits, then marked failed for a person. @returns how many were tried.
 */
export const deliverOutbox = async (desk: Desk, channels: readonly Channel[]): Promise<number> => {
  for (let tried = 0; tried < LIMITS.jobBatch; tried++) {
    const delivery = await claimDelivery(
      desk.db,
      desk.engine,
      isoNow(desk.clock),
      isoAfter(desk.clock, SENDING_LOCK_MS),
    )
    if (!delivery) return tried
    const result = await attempt(desk, delivery, channels).catch((error: unknown): SendResult => {
      desk.log.error({ err: error, deliveryId: delivery.id, channel: delivery.channel }, 'a channel threw')
      return { ok: false, retry: true, reason: '发送时出现故障' }
    })
    const at = isoNow(desk.clock)
    if (result.ok) {
      await recordAttempt(desk.db, delivery.id, { state: 'sent', error: null, nextTryAt: at, at })
      continue
    }
    const final = !result.retry || delivery.attempts >= LIMITS.deliveryAttempts
    const state = !result.retry ? 'refused' : final ? 'failed' : 'queued'
    const nextTryAt = isoAfter(desk.clock, waitBefore(delivery.attempts))
    await desk.db.transaction().execute(async (tx) => {
      await recordAttempt(tx, delivery.id, { state, error: result.reason, nextTryAt, at })
      await appendEvent(tx, {
        at,
        type: 'delivery.failed',
        subject: { type: 'conversation', id: delivery.conversationId },
        actor: { kind: 'system', id: 'outbox' },
        data: { messageId: delivery.messageId, channel: delivery.channel, final },
      })
    })
    desk.log.warn(
      { deliveryId: delivery.id, channel: delivery.channel, attempts: delivery.attempts, final },
      'not delivered',
    )
  }
  return LIMITS.jobBatch
}
