import type { Engine } from '../platform/db/dialect.ts'
import type { Db } from '../platform/db/schema.ts'
import { newId } from '../platform/id.ts'

export type Delivery = {
  id: string
  messageId: string
  conversationId: string
  channel: string
  attempts: number
}

/**
 * Puts a message in the outbox, in the transaction that said it. `deliveredInline` is for the answer to a
 * request in flight: it leaves with the response and is written as sent.
 */
export const insertDelivery = async (
  tx: Db,
  d: { messageId: string; conversationId: string; channel: string; at: string; deliveredInline: boolean },
): Promise<void> => {
  await tx
    .insertInto('outbox')
    .values({
      id: newId(),
      message_id: d.messageId,
      conversation_id: d.conversationId,
      channel: d.channel,
      state: d.deliveredInline ? 'sent' : 'queued',
      attempts: d.deliveredInline ? 1 : 0,
      next_try_at: d.at,
      last_error: null,
      locked_until: null,
      created_at: d.at,
      sent_at: d.deliveredInline ? d.at : null,
    })
    .execute()
}

/** Takes the next delivery that is due, or whose worker died; never handed to two workers. */
export const claimDelivery = async (
  db: Db,
  engine: Engine,
  now: string,
  lockedUntil: string,
): Promise<Delivery | null> => {
  const row = await db
    .updateTable('outbox')
    .set((eb) => ({ state: 'sending', locked_until: lockedUntil, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', (eb) =>
      engine.lockNext(
        eb
          .selectFrom('outbox')
          .select('id')
          .where('next_try_at', '<=', now)
          .where((w) =>
            w.or([
              w('state', '=', 'queued'),
              w.and([w('state', '=', 'sending'), w('locked_until', '<', now)]),
            ]),
          )
          .orderBy('next_try_at')
          .orderBy('id')
          .limit(1),
      ),
    )
    .where((w) => w.or([w('state', '=', 'queued'), w('locked_until', '<', now)]))
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    messageId: row.message_id,
    conversationId: row.conversation_id,
    channel: row.channel,
    attempts: row.attempts,
  }
}

/** Notes the outcome of one attempt on the row, where people can see it. */
export const recordAttempt = async (
  db: Db,
  id: string,
  outcome: {
    state: 'sent' | 'queued' | 'failed' | 'refused'
    error: string | null
    nextTryAt: string
    at: string
  },
): Promise<void> => {
  await db
    .updateTable('outbox')
    .set({
      state: outcome.state,
      last_error: outcome.error?.slice(0, 500) ?? null,
      next_try_at: outcome.nextTryAt,
      locked_until: null,
      sent_at: outcome.state === 'sent' ? outcome.at : null,
    })
    .where('id', '=', id)
    .execute()
}

/** Deliveries that did not get through, newest first: what a person has to look at. */
export const listUndelivered = async (db: Db, limit: number) =>
  await db
    .selectFrom('outbox')
    .select([
      'id',
      'message_id',
      'conversation_id',
      'channel',
      'state',
      'attempts',
      'last_error',
      'created_at',
    ])
    .where('state', 'in', ['failed', 'refused'])
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
