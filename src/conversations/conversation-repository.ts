import { type Conversation, TalkContext, WaitKind } from '../contracts/conversation.ts'
import type { Db, Schema } from '../platform/db/schema.ts'

const toConversation = (r: Schema['conversation']): Conversation => ({
  id: r.id,
  channel: r.channel,
  channelUserId: r.channel_user_id,
  citizenId: r.citizen_id,
  heldBy: r.held_by,
  agentId: r.agent_id,
  version: r.version,
  waitSince: r.wait_since,
  waitReason: r.wait_reason,
  waitKind: WaitKind.nullable().parse(r.wait_kind),
  waitStaffId: r.wait_staff_id,
  waitTeamId: r.wait_team_id,
  heldUntil: r.held_until,
  heldSince: r.held_since,
  context: TalkContext.parse(JSON.parse(r.context)),
  createdAt: r.created_at,
  lastInboundAt: r.last_inbound_at,
  lastMessageAt: r.last_message_at,
})

export const insertConversation = async (
  tx: Db,
  row: {
    id: string
    channel: string
    channelUserId: string
    citizenId: string
    tokenHash: string | null
    at: string
  },
): Promise<void> => {
  await tx
    .insertInto('conversation')
    .values({
      id: row.id,
      channel: row.channel,
      channel_user_id: row.channelUserId,
      citizen_id: row.citizenId,
      token_hash: row.tokenHash,
      held_by: 'bot',
      agent_id: null,
      version: 1,
      wait_since: null,
      wait_reason: null,
      wait_kind: null,
      wait_staff_id: null,
      wait_team_id: null,
      held_until: null,
      held_since: null,
      context: JSON.stringify(TalkContext.parse({})),
      created_at: row.at,
      last_inbound_at: null,
      last_message_at: row.at,
      next_seq: 1,
    })
    .execute()
}

export const findConversation = async (db: Db, id: string): Promise<Conversation | null> => {
  const row = await db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toConversation(row) : null
}

/** The hash of the token that opens a conversation; null for channels that carry no token. */
export const findTokenHash = async (db: Db, id: string): Promise<string | null> => {
  const row = await db.selectFrom('conversation').select('token_hash').where('id', '=', id).executeTakeFirst()
  return row?.token_hash ?? null
}

/** The newest conversation of a channel's user that is not ended and was active after `since`. */
export const findOpenConversation = async (
  db: Db,
  channel: string,
  channelUserId: string,
  since: string,
): Promise<Conversation | null> => {
  const row = await db
    .selectFrom('conversation')
    .selectAll()
    .where('channel', '=', channel)
    .where('channel_user_id', '=', channelUserId)
    .where('held_by', '!=', 'ended')
    .where('last_message_at', '>=', since)
    .orderBy('last_message_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toConversation(row) : null
}

/**
 * Stores what the talk is about now, only if nobody changed the talk since `version` (another message, an agent
 * taking it). @returns whether it was stored.
 */
export const saveContext = async (
  tx: Db,
  id: string,
  version: number,
  context: TalkContext,
): Promise<boolean> => {
  const result = await tx
    .updateTable('conversation')
    .set({ context: JSON.stringify(context), version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Hands out the next sequence number of a thread and notes the time, under the row's lock. */
export const takeSeq = async (tx: Db, id: string, at: string, inbound: boolean): Promise<number> => {
  const row = await tx
    .updateTable('conversation')
    .set((eb) => ({
      next_seq: eb('next_seq', '+', 1),
      last_message_at: at,
      ...(inbound ? { last_inbound_at: at } : {}),
    }))
    .where('id', '=', id)
    .returning('next_seq')
    .executeTakeFirstOrThrow()
  return row.next_seq - 1
}

/** Who holds a talk from now on, and what is known of the wait; what is left out becomes empty. */
export type Holder = {
  heldBy: Conversation['heldBy']
  agentId?: string | null
  heldUntil?: string | null
  heldSince?: string | null
  waitSince?: string | null
  waitReason?: string | null
  waitKind?: WaitKind | null
  waitStaffId?: string | null
  waitTeamId?: string | null
}

/**
 * Changes who holds the talk, only if nobody changed it since `version`. @returns whether it was ours to change.
 */
export const changeHolder = async (tx: Db, id: string, version: number, to: Holder): Promise<boolean> => {
  const result = await tx
    .updateTable('conversation')
    .set({
      held_by: to.heldBy,
      agent_id: to.agentId ?? null,
      held_until: to.heldUntil ?? null,
      held_since: to.heldSince ?? null,
      wait_since: to.waitSince ?? null,
      wait_reason: to.waitReason ?? null,
      wait_kind: to.waitKind ?? null,
      wait_staff_id: to.waitStaffId ?? null,
      wait_team_id: to.waitTeamId ?? null,
      version: version + 1,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Talks that wait for a person, longest wait first, then those an agent holds. */
export const listHeldConversations = async (db: Db, limit: number): Promise<Conversation[]> => {
  const rows = await db
    .selectFrom('conversation')
    .selectAll()
    .where('held_by', 'in', ['waiting', 'agent'])
    .orderBy('held_by', 'desc')
    .orderBy('wait_since')
    .limit(limit)
    .execute()
  return rows.map(toConversation)
}

/**
 * Keeps what an agent holds theirs until then; their desk was heard of.
 *
 *   update conversation set held_until = ? where held_by = 'agent' and agent_id = ?
 *
 * @returns how many talks they hold.
 */
export const renewHolds = async (db: Db, agentId: string, until: string): Promise<number> => {
  const result = await db
    .updateTable('conversation')
    .set({ held_until: until })
    .where('held_by', '=', 'agent')
    .where('agent_id', '=', agentId)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Talks whose agent was not heard of since: by the hold's end, or by the last word where a hold has none. */
export const listExpiredHolds = async (
  db: Db,
  now: string,
  silentSince: string,
  limit: number,
): Promise<Conversation[]> => {
  const rows = await db
    .selectFrom('conversation')
    .selectAll()
    .where('held_by', '=', 'agent')
    .where((w) =>
      w.or([
        w('held_until', '<', now),
        w.and([w('held_until', 'is', null), w('last_message_at', '<', silentSince)]),
      ]),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toConversation)
}

/** How many talks wait in front of this one. */
export const countWaitingBefore = async (db: Db, waitSince: string): Promise<number> => {
  const row = await db
    .selectFrom('conversation')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('held_by', '=', 'waiting')
    .where('wait_since', '<', waitSince)
    .executeTakeFirstOrThrow()
  return row.n
}

/** The citizen behind a channel's user; made on first sight. */
export const findOrMakeCitizen = async (
  tx: Db,
  channel: string,
  channelUserId: string,
  newCitizenId: string,
  at: string,
): Promise<string> => {
  const known = await tx
    .selectFrom('citizen_identity')
    .select('citizen_id')
    .where('channel', '=', channel)
    .where('channel_user_id', '=', channelUserId)
    .executeTakeFirst()
  if (known) return known.citizen_id
  await tx.insertInto('citizen').values({ id: newCitizenId, name: '', phone: '', created_at: at }).execute()
  await tx
    .insertInto('citizen_identity')
    .values({ channel, channel_user_id: channelUserId, citizen_id: newCitizenId, created_at: at })
    .onConflict((c) => c.columns(['channel', 'channel_user_id']).doNothing())
    .execute()
  const row = await tx
    .selectFrom('citizen_identity')
    .select('citizen_id')
    .where('channel', '=', channel)
    .where('channel_user_id', '=', channelUserId)
    .executeTakeFirstOrThrow()
  return row.citizen_id
}

/**
 * Holds a channel's user (made on first sight) until the caller's transaction ends, so that one talk is opened for
 * them at a time.
 *
 *   update citizen_identity set created_at = created_at where channel = ? and channel_user_id = ?
 */
export const lockIdentity = async (
  tx: Db,
  channel: string,
  channelUserId: string,
  newCitizenId: string,
  at: string,
): Promise<void> => {
  await findOrMakeCitizen(tx, channel, channelUserId, newCitizenId, at)
  await tx
    .updateTable('citizen_identity')
    .set((eb) => ({ created_at: eb.ref('created_at') }))
    .where('channel', '=', channel)
    .where('channel_user_id', '=', channelUserId)
    .execute()
}

/**
 * Takes the lock on a talk's row without changing it, inside the caller's transaction. Whoever moves a ticket and
 * then speaks takes the talk first: on PostgreSQL two transactions that take talk and event log in opposite order
 * would wait for each other.
 *
 *   update conversation set version = version where id = ?
 */
export const lockTalk = async (tx: Db, conversationId: string): Promise<void> => {
  await tx
    .updateTable('conversation')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', conversationId)
    .execute()
}

/** Talks of these citizens, newest first: what somebody said on any channel. */
export const listTalksOfCitizens = async (
  db: Db,
  citizenIds: readonly string[],
  limit: number,
): Promise<Conversation[]> => {
  const rows = await db
    .selectFrom('conversation')
    .selectAll()
    .where('citizen_id', 'in', citizenIds)
    .orderBy('last_message_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toConversation)
}

/** Who rings from a number, as the telephone channel knows them. */
export const listCitizensOfNumber = async (db: Db, number: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('citizen_identity')
    .select('citizen_id')
    .where('channel', '=', 'voice')
    .where('channel_user_id', '=', number)
    .execute()
  return rows.map((r) => r.citizen_id)
}
