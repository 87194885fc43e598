import type { Clock } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import { findCallOfTalk } from './call-repository.ts'
import {
  changeHolder,
  findConversation,
  listExpiredHolds,
  lockTalk,
  renewHolds,
} from './conversation-repository.ts'
import { savePresence } from './desk-repository.ts'
import { isSpoken, noteHolder } from './hold-conversation.ts'
import { say } from './say.ts'

type Desk = { db: Database; clock: Clock }

/** An agent's desk gives a sign of life: they can be handed talks, and what they hold stays theirs. @returns how many. */
export const noteAtDesk = async (desk: Desk, staffId: string): Promise<number> => {
  await savePresence(desk.db, staffId, isoNow(desk.clock))
  return renewHolds(desk.db, staffId, isoAfter(desk.clock, LIMITS.holdMs))
}

/** One talk back to the queue, where it keeps the time it has waited; false when its agent came back meanwhile. */
const returnOne = async (desk: Desk, id: string): Promise<boolean> =>
  desk.db.transaction().execute(async (tx) => {
    await lockTalk(tx, id)
    const at = isoNow(desk.clock)
    const talk = await findConversation(tx, id)
    const holds = talk?.heldBy === 'agent' && (talk.heldUntil ?? '') < at
    if (!talk || !holds) return false
    // A call that runs is served, whatever the desk's screen does.
    const call = await findCallOfTalk(tx, id)
    if (call?.state === 'answered' && call.rangAt > isoAfter(desk.clock, -LIMITS.callMaxMs)) return false
    const text = '坐席的连接断了。您已排回队列前面，下一位坐席能看到全部内容，不用重复说。'
    const reply = { kind: 'notice' as const, text, speaker: { kind: 'system' as const, name: '12345' } }
    if (!isSpoken(talk)) await say(tx, { conversationId: id, author: 'system', reply, at })
    const changed = await changeHolder(tx, id, talk.version, {
      heldBy: 'waiting',
      waitSince: talk.waitSince ?? at,
      waitReason: '坐席掉线，自动退回',
      waitKind: talk.waitKind === 'danger' ? 'danger' : 'returned',
    })
    if (!changed) return false
    await noteHolder(tx, id, 'waiting', { kind: 'system', id: 'system' }, null, at)
    return true
  })

/** Returns the talks of silent desks to the queue and tells the citizens. @returns how many. */
export const returnLapsedHolds = async (desk: Desk): Promise<number> => {
  const now = isoNow(desk.clock)
  const silentSince = isoAfter(desk.clock, -LIMITS.holdMs)
  let returned = 0
  for (const talk of await listExpiredHolds(desk.db, now, silentSince, LIMITS.holdsReturned)) {
    if (await returnOne(desk, talk.id)) returned++
  }
  return returned
}
