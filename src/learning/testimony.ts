import type { EvidenceSource } from '../contracts/learning.ts'
import { findConversation } from '../conversations/conversation-repository.ts'
import type { Db } from '../platform/db/schema.ts'
import { type ActorKind, findOrigin } from './learned-wording-repository.ts'

/** One person's word on what a wording means. `words` are as the citizen wrote them. */
export type Testimony = {
  entryId: string
  words: string
  source: EvidenceSource
  actorKey: string
  actorKind: ActorKind
}

/**
 * One citizen, one witness. On channels that prove who somebody is that is the citizen; on the web, where anybody may open talk after
 * talk, it is the coarse origin of the talk: a whole office may count as one, which only makes learning slower.
 */
export const witnessOf = async (db: Db, conversationId: string): Promise<string | null> => {
  const origin = await findOrigin(db, conversationId)
  if (origin !== null) return `origin:${origin}`
  const talk = await findConversation(db, conversationId)
  return talk && `citizen:${talk.citizenId}`
}
