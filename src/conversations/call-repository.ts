import type { Db } from '../platform/db/schema.ts'

export type PhoneCall = {
  callId: string
  conversationId: string
  caller: string
  agentId: string | null
  state: 'ringing' | 'answered' | 'ended'
  rangAt: string
  answeredAt: string | null
  endedAt: string | null
}
export type CallSegment = {
  callId: string
  seq: number
  author: 'citizen' | 'agent'
  text: string
  isFinal: boolean
  at: string
}

const calls = (db: Db) =>
  db
    .selectFrom('phone_call')
    .select([
      'call_id as callId',
      'conversation_id as conversationId',
      'caller',
      'agent_id as agentId',
      'state',
      'rang_at as rangAt',
      'answered_at as answeredAt',
      'ended_at as endedAt',
    ])

export const findCall = async (db: Db, callId: string): Promise<PhoneCall | null> =>
  (await calls(db).where('call_id', '=', callId).executeTakeFirst()) ?? null

/** The newest call of a talk, or null. */
export const findCallOfTalk = async (db: Db, conversationId: string): Promise<PhoneCall | null> =>
  (await calls(db)
    .where('conversation_id', '=', conversationId)
    .orderBy('rang_at', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

/** Calls that ring at an agent or that they are in, since an instant. */
export const listCallsOfAgent = async (db: Db, agentId: string, since: string): Promise<PhoneCall[]> =>
  calls(db)
    .where('agent_id', '=', agentId)
    .where('state', 'in', ['ringing', 'answered'])
    .where('rang_at', '>=', since)
    .orderBy('rang_at')
    .execute()

/** Stores a call as it stands. */
export const saveCall = async (tx: Db, call: PhoneCall): Promise<void> => {
  const changes = {
    agent_id: call.agentId,
    state: call.state,
    answered_at: call.answeredAt,
    ended_at: call.endedAt,
  }
  await tx
    .insertInto('phone_call')
    .values({
      call_id: call.callId,
      conversation_id: call.conversationId,
      caller: call.caller,
      rang_at: call.rangAt,
      ...changes,
    })
    .onConflict((c) => c.column('call_id').doUpdateSet(changes))
    .execute()
}

/**
 * Stores a sentence as it was heard last; a final one is never changed again. @returns whether it is `new`, became
 * `final`, only `changed`, or was known (`same`).
 */
export const saveSegment = async (
  tx: Db,
  conversationId: string,
  s: CallSegment,
): Promise<'new' | 'final' | 'changed' | 'same'> => {
  const known = await tx
    .selectFrom('call_segment')
    .select(['text', 'is_final'])
    .where('call_id', '=', s.callId)
    .where('seq', '=', s.seq)
    .executeTakeFirst()
  if (known?.is_final === 1) return 'same'
  const words = { author: s.author, text: s.text, is_final: s.isFinal ? 1 : 0 }
  await tx
    .insertInto('call_segment')
    .values({ call_id: s.callId, seq: s.seq, conversation_id: conversationId, at: s.at, ...words })
    .onConflict((c) => c.columns(['call_id', 'seq']).doUpdateSet(words))
    .execute()
  if (s.isFinal) return 'final'
  if (!known) return 'new'
  return known.text === s.text ? 'same' : 'changed'
}

/** What was heard in a talk's calls, in order. */
export const listSegments = async (db: Db, conversationId: string, limit: number): Promise<CallSegment[]> => {
  const rows = await db
    .selectFrom('call_segment')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map((r) => ({
    callId: r.call_id,
    seq: r.seq,
    author: r.author,
    text: r.text,
    isFinal: r.is_final === 1,
    at: r.at,
  }))
}

/** Names the telephone on somebody's desk; whoever had it before has it no more. Null takes it away. */
export const saveExtension = async (tx: Db, staffId: string, extension: string | null): Promise<void> => {
  await tx
    .deleteFrom('desk_extension')
    .where((w) => w.or([w('staff_id', '=', staffId), w('extension', '=', extension ?? '')]))
    .execute()
  if (extension) await tx.insertInto('desk_extension').values({ staff_id: staffId, extension }).execute()
}

export const findExtension = async (db: Db, staffId: string): Promise<string | null> =>
  (
    await db
      .selectFrom('desk_extension')
      .select('extension')
      .where('staff_id', '=', staffId)
      .executeTakeFirst()
  )?.extension ?? null

/** Who sits at a telephone, or null. */
export const findStaffAtExtension = async (db: Db, extension: string): Promise<string | null> =>
  (
    await db
      .selectFrom('desk_extension')
      .select('staff_id')
      .where('extension', '=', extension)
      .executeTakeFirst()
  )?.staff_id ?? null
