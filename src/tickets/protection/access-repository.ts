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

/** The last line of the chain, by number and hash: written down elsewhere, it tells later whether the log up to there is the same. */
export type Head = { seq: number; hash: string }

/** Where the old end was cut off; null while nothing was. */
const lastAnchor = (db: Db): Promise<Head | undefined> =>
  db.selectFrom('access_anchor').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()

/**
 * Adds one line to the view and action log, inside the caller's transaction; what is not done by staff is not logged
 * here. The counter row stays locked until commit, so every row follows the one before. Taken after the event's lock.
 */
export const noteAccess = async (tx: Db, actor: Actor, access: Access): Promise<void> => {
  if (actor.kind !== 'staff') return
  const seq = await nextValue(tx, COUNTER)
  const last =
    (await tx
      .selectFrom('access_log')
      .select('hash')
      .where('seq', '=', seq - 1)
      .executeTakeFirst()) ?? (await lastAnchor(tx))
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

/** How often staff opened a ticket. */
export const countLooks = async (db: Db, ticketId: string): Promise<number> => {
  const row = await db
    .selectFrom('access_log')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'view')
    .executeTakeFirstOrThrow()
  return Number(row.n)
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

/** How many different tickets each person opened, or was refused, since an instant; and how many of those are confidential. */
export const countAccessSince = (db: Db, since: string) =>
  db
    .selectFrom('access_log')
    .innerJoin('ticket', 'ticket.id', 'access_log.ticket_id')
    .select((eb) => [
      'staff_id',
      'staff_name',
      'unit_id',
      'kind',
      eb.fn.count<number>('access_log.ticket_id').distinct().as('tickets'),
      eb.fn
        .count<number>(
          eb.case().when('ticket.confidential', '=', 1).then(eb.ref('access_log.ticket_id')).end(),
        )
        .distinct()
        .as('protectedTickets'),
    ])
    .where('at', '>', since)
    .where('kind', 'in', ['view', 'refused'])
    .groupBy(['staff_id', 'staff_name', 'unit_id', 'kind'])
    .execute()

/**
 * Reads the whole log and recomputes its chain, from where its old end was cut off. `known`: a head written down before, which must stand in
 * it (or lie before the cut). @returns how many rows hold, the head, and where and why it breaks; rows cut off the end are missed against
 * the counter.
 */
export const verifyAccessLog = async (
  db: Db,
  known: Head | null = null,
): Promise<{ rows: number; head: Head; broken: { seq: number; why: string } | null }> => {
  const counter = await db
    .selectFrom('counter')
    .select('value')
    .where('name', '=', COUNTER)
    .executeTakeFirst()
  const start: Head = (await lastAnchor(db)) ?? { seq: 0, hash: CHAIN_START }
  let last = start
  let isKnownMet = known === null || known.seq < start.seq
  if (known?.seq === start.seq) isKnownMet = known.hash === start.hash
  for (;;) {
    const rows: AccessRow[] = await db
      .selectFrom('access_log')
      .selectAll()
      .where('seq', '>', last.seq)
      .orderBy('seq')
      .limit(BATCH)
      .execute()
    const broken = findBreak(rows, last)
    if (broken) return { rows: broken.seq - 1 - start.seq, head: last, broken }
    const met = rows.find((row) => row.seq === known?.seq)
    if (met) isKnownMet = met.hash === known?.hash
    const newest = rows.at(-1)
    if (newest) last = { seq: newest.seq, hash: newest.hash }
    if (rows.length < BATCH) break
  }
  const rows = last.seq - start.seq
  if (last.seq < (counter?.value ?? 0))
    return { rows, head: last, broken: { seq: last.seq + 1, why: '末尾的记录没有了' } }
  return isKnownMet
    ? { rows, head: last, broken: null }
    : { rows, head: last, broken: { seq: known?.seq ?? 0, why: '与以前记下的校验值不同' } }
}
