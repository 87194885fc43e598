import type { ThreadMessage } from '../contracts/message.ts'
import type { Db } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import { type CallSegment, listSegments } from './call-repository.ts'
import { listThread } from './message-repository.ts'

/** One thing said in a talk. `spoken`: a sentence of a call; not `isFinal`, its words may still change. */
export type Word = ThreadMessage & { spoken?: { callId: string; isFinal: boolean } }

const toWord = ({ callId, seq, author, text, isFinal, at }: CallSegment): Word => ({
  id: `${callId}:${seq}`,
  seq,
  author,
  text,
  at,
  spoken: { callId, isFinal },
})

/** Everything said in a talk, in order: messages, and the sentences of its calls between them. */
export const listWords = async (db: Db, conversationId: string): Promise<Word[]> => {
  const thread = await listThread(db, conversationId, 0, LIMITS.threadMessages)
  const segments = await listSegments(db, conversationId, LIMITS.callSegments)
  if (segments.length === 0) return thread
  // Sorting is stable: what was said at the same instant keeps its own order.
  return [...thread, ...segments.map(toWord)].sort((a, b) => a.at.localeCompare(b.at))
}
