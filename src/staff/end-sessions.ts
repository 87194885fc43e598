import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { hashSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { deleteDevicesOf } from './login-repository.ts'
import { deleteSessionOf, deleteSessionsOf, listSessionsOf } from './session-repository.ts'

type Desk = { db: Database; clock: Clock }

/** A person's open sessions; `here` is the one that asks. Says the network, never a place or a whole address. */
export const listSessions = async (desk: Desk, staffId: string, token: string) => {
  const live = { at: isoNow(desk.clock), seenAfter: isoAfter(desk.clock, -LIMITS.sessionIdleMs) }
  const rows = await listSessionsOf(desk.db, staffId, live)
  const mine = hashSecret(token)
  return rows.map((r) => ({
    id: r.id,
    createdAt: r.created_at,
    lastSeenAt: r.last_seen_at,
    userAgent: r.user_agent,
    network: r.network,
    here: r.token_hash === mine,
  }))
}

/** Ends one session of somebody, by themselves or by an administrator. @throws AppError not_found for one that is over or another's. */
export const endSession = async (
  desk: Desk,
  by: { id: string },
  staffId: string,
  id: string,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    if (!(await deleteSessionOf(tx, staffId, id))) {
      throw new AppError('not_found', '这个登录已经结束了，不用再退出。')
    }
    const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: by.id } }
    await appendEvent(tx, { at: isoNow(desk.clock), type: 'staff.session-ended', ...who, data: { ended: 1 } })
  })

/** Ends every session of somebody, by an administrator; their browsers are strangers again. @returns how many. */
export const endSessionsOf = async (desk: Desk, by: { id: string }, staffId: string): Promise<number> =>
  desk.db.transaction().execute(async (tx) => {
    const ended = await deleteSessionsOf(tx, staffId)
    await deleteDevicesOf(tx, staffId)
    const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: by.id } }
    await appendEvent(tx, { at: isoNow(desk.clock), type: 'staff.session-ended', ...who, data: { ended } })
    return ended
  })
