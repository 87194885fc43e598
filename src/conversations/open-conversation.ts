import { AppError } from '../contracts/errors.ts'
import type { ChannelName } from '../contracts/message.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret, newId, newSecret, sameSecret } from '../platform/id.ts'
import { findOrMakeCitizen, findTokenHash, insertConversation } from './conversation-repository.ts'

/** Opens a talk for a channel's user, inside the caller's transaction. `tokenHash` null where the channel proves the user. */
export const openConversation = async (
  tx: Db,
  who: { channel: ChannelName; channelUserId: string; tokenHash: string | null },
  at: string,
): Promise<string> => {
  const citizenId = await findOrMakeCitizen(tx, who.channel, who.channelUserId, newId(), at)
  const id = newId()
  await insertConversation(tx, { id, ...who, citizenId, at })
  await appendEvent(tx, {
    at,
    type: 'conversation.opened',
    subject: { type: 'conversation', id },
    actor: { kind: 'citizen', id: citizenId },
    data: { channel: who.channel },
  })
  return id
}

/** Starts a web talk. The token is shown once and only its hash is kept; with the id it is the link to come back by. */
export const startWebConversation = async (desk: {
  db: Database
  clock: Clock
}): Promise<{ conversationId: string; token: string }> => {
  const token = newSecret()
  const conversationId = await desk.db
    .transaction()
    .execute((tx) =>
      openConversation(
        tx,
        { channel: 'web', channelUserId: newId(), tokenHash: hashSecret(token) },
        isoNow(desk.clock),
      ),
    )
  return { conversationId, token }
}

/**
 * Proves that a caller may read and write this talk.
 * @throws AppError unauthenticated, the same for an unknown talk and a wrong token.
 */
export const checkConversationToken = async (
  db: Db,
  conversationId: string,
  token: string,
): Promise<void> => {
  const known = await findTokenHash(db, conversationId)
  // Compared even when there is no such talk, so that the time tells nothing.
  const same = sameSecret(known ?? 'no such conversation', hashSecret(token))
  if (!known || !same) {
    throw new AppError(
      'unauthenticated',
      '这个会话打不开了。请刷新页面重新开始，已登记的工单可以凭工单号和查询码查看。',
    )
  }
}
