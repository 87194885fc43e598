import type { Actor } from '../../contracts/ticket.ts'
import { nextValue } from '../../platform/counter-repository.ts'
import type { Db } from '../../platform/db/schema.ts'
import { type AccessRow, CHAIN_START, findBreak, hashAccess } from './chain.ts'

const COUNTER = 'access'
const BATCH = 2_000

export type Access = {
  at: string
  kind: 'view' | 'refused' | 'action' | 'unmask'
  ticketId: string
  /** Where it was seen, or which action. */
  what: string
  shown: 'masked' | 'whole' | ''
}

/**
 * Adds one line to the view and action log, inside the caller's transaction; what is not done by staff is not logged
 * here. The counter row stays locked until commit, so every row follows the one before. Taken after the event's lock.
 */
export const noteAccess = async (tx: Db, actor: Actor, access: Access): Promise<void> => {
  if (actor.kind !== 'staff') return
  const seq = await nextValue(tx, COUNTER)
  const last = await tx
    .selectFrom('access_log')
    .select('hash')
    .where('seq', '=', seq - 1)
    .executeTakeFirst()
  const row = {
    seq,
    at: access.at,
    kind: access.kind,
    ticket_id: access.ticketId,
    what: access.what,
    staff_id: actor.id,
    staff_name: actor.name,
    roles: actor.roles.join(' '),
    unit_id: actor.departmentId,
    shown: access.shown,
    prev_hash: last?.hash ?? CHAIN_START,
  }
  await tx
    .insertInto('access_log')
    .values({ ...row, hash: hashAccess(row) })
    .execute()
}

/** Whether this person saw this ticket in the same way since `since`: a page that refreshes itself is one look. */
export const hasSeenSince = async (
  db: Db,
  seen: { ticketId: string; staffId: string; shown: string; since: string },
): Promise<boolean> => {
  const row = await db
    .selectFrom('access_log')
    .select('seq')
    .where('ticket_id', '=', seen.ticketId)
    .where('staff_id', '=', seen.staffId)
    .where('kind', '=', 'view')
    .where('shown', '=', seen.shown)
    .where('at', '>', seen.since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Who saw a ticket and did something to it, the newest first. */
export const listAccessOf = (db: Db, ticketId: string, limit: number): Promise<AccessRow[]> =>
  db
    .selectFrom('access_log')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()

/** How many different tickets each person opened, or was refused, since an instant. */
export const countAccessSince = (db: Db, since: string) =>
  db
    .selectFrom('access_log')
    .select((eb) => [
      'staff_id',
      'staff_name',
      'unit_id',
      'kind',
      eb.fn.count<number>('ticket_id').distinct().as('tickets'),
    ])
    .where('at', '>', since)
    .where('kind', 'in', ['view', 'refused'])
    .groupBy(['staff_id', 'staff_name', 'unit_id', 'kind'])
    .execute()

/**
 * Reads the whole log and recomputes its chain. @returns how many rows hold, and where and why it breaks; rows cut off
 * the end are missed against the counter.
 */
export const verifyAccessLog = async (
  db: Db,
): Promise<{ rows: number; broken: { seq: number; why: string } | null }> => {
  const counter = await db
    .selectFrom('counter')
    .select('value')
    .where('name', '=', COUNTER)
    .executeTakeFirst()
  let last = { seq: 0, hash: CHAIN_START }
  for (;;) {
    const rows = await db
      .selectFrom('access_log')
      .selectAll()
      .where('seq', '>', last.seq)
      .orderBy('seq')
      .limit(BATCH)
      .execute()
    const broken = findBreak(rows, last)
    if (broken) return { rows: broken.seq - 1, broken }
    last = rows.at(-1) ?? last
    if (rows.length < BATCH) break
  }
  const isShort = last.seq < (counter?.value ?? 0)
  return { rows: last.seq, broken: isShort ? { seq: last.seq + 1, why: '末尾的记录没有了' } : null }
}
