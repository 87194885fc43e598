import type { Db } from '../platform/db/schema.ts'

/** What hangs on a talk by its id, each emptied whole. */
const OF_TALK = [
  'outbox',
  'answer_feedback',
  'staff_notice',
  'talk_note',
  'call_segment',
  'talk_form',
  'gap',
  'message',
] as const

/**
 * Erases everything that was said in a talk, by whom, and what hangs on it. The talk's row stays, empty, because tickets and the event log
 * name it; nobody comes back into it. Whoever writes again on the same channel is somebody new, unless another talk of theirs is kept.
 */
export const eraseTalk = async (tx: Db, conversationId: string): Promise<void> => {
  const talk = await tx
    .selectFrom('conversation')
    .select(['channel', 'channel_user_id', 'citizen_id'])
    .where('id', '=', conversationId)
    .executeTakeFirst()
  if (!talk) return
  for (const table of OF_TALK)
    await tx.deleteFrom(table).where('conversation_id', '=', conversationId).execute()
  await tx.deleteFrom('talk_origin').where('conversation_id', '=', conversationId).execute()
  await tx
    .updateTable('talk_wrap_up')
    .set({ note: '' })
    .where('conversation_id', '=', conversationId)
    .execute()
  await tx
    .updateTable('abuse_report')
    .set({ note: '' })
    .where('conversation_id', '=', conversationId)
    .execute()
  await tx
    .updateTable('phone_call')
    .set({ caller: '' })
    .where('conversation_id', '=', conversationId)
    .execute()
  await tx
    .updateTable('conversation')
    .set({
      channel_user_id: `erased:${conversationId}`,
      token_hash: null,
      context: '{}',
      wait_reason: null,
      held_by: 'ended',
      agent_id: null,
      held_until: null,
    })
    .where('id', '=', conversationId)
    .execute()
  const other = await tx
    .selectFrom('conversation')
    .select('id')
    .where('channel', '=', talk.channel)
    .where('channel_user_id', '=', talk.channel_user_id)
    .limit(1)
    .executeTakeFirst()
  if (other) return
  await tx
    .deleteFrom('citizen_identity')
    .where('channel', '=', talk.channel)
    .where('channel_user_id', '=', talk.channel_user_id)
    .execute()
  await tx.updateTable('citizen').set({ name: '', phone: '' }).where('id', '=', talk.citizen_id).execute()
}
