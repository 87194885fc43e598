import { type ExpressionBuilder, sql } from 'kysely'
import type { Db, Schema } from '../platform/db/schema.ts'
import { OPEN_STATES } from '../tickets/states.ts'

const OPEN = [...OPEN_STATES, 'submitted'] as const
type On<T extends keyof Schema> = ExpressionBuilder<Schema, T>

const hasPreservation = (e: On<'ticket'>) =>
  e.exists(
    e.selectFrom('preservation').select('ticket_id').whereRef('preservation.ticket_id', '=', 'ticket.id'),
  )

/** Tickets that were over before `before` and of which `what` is still kept; preserved ones are others (`kept`). */
const overTickets = (db: Db, what: string, before: string, kept: boolean) =>
  db
    .selectFrom('ticket')
    .where('ticket.closed_at', '<', before)
    .where('ticket.state', 'not in', [...OPEN])
    .where((e) => (kept ? hasPreservation(e) : e.not(hasPreservation(e))))
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('erased')
            .select('subject_id')
            .whereRef('erased.subject_id', '=', 'ticket.id')
            .where('erased.what', '=', what)
            // Opened again since, it was told anew.
            .whereRef('erased.at', '>=', 'ticket.closed_at'),
        ),
      ),
    )

/** Of those, whose talk no other ticket still needs. */
const ofFreeTalk = (db: Db, before: string, kept: boolean) =>
  overTickets(db, 'transcript', before, kept)
    // Somebody may still write in a talk whose ticket is long over.
    .where((e) =>
      e.exists(
        e
          .selectFrom('conversation')
          .select('conversation.id')
          .whereRef('conversation.id', '=', 'ticket.conversation_id')
          .where('conversation.last_message_at', '<', before),
      ),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('ticket as other')
            .select('other.id')
            .whereRef('other.conversation_id', '=', 'ticket.conversation_id')
            .whereRef('other.id', '!=', 'ticket.id')
            .where((w) =>
              w.or([
                w('other.state', 'in', [...OPEN]),
                w('other.closed_at', 'is', null),
                w('other.closed_at', '>=', before),
                w.exists(
                  w
                    .selectFrom('preservation')
                    .select('ticket_id')
                    .whereRef('preservation.ticket_id', '=', 'other.id'),
                ),
              ]),
            ),
        ),
      ),
    )

/** Talks nobody speaks in, no ticket came from, and whose last word was said before `before`. */
const idleTalks = (db: Db, before: string) =>
  db
    .selectFrom('conversation')
    .where('last_message_at', '<', before)
    .where('held_by', 'in', ['bot', 'ended'])
    .where('channel_user_id', 'not like', 'erased:%')
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('ticket')
            .select('ticket.id')
            .whereRef('ticket.conversation_id', '=', 'conversation.id'),
        ),
      ),
    )

const oldSends = (db: Db, before: string, kept: boolean) =>
  db
    .selectFrom('department_send')
    .where('ended_at', '<', before)
    .where('state', '!=', 'queued')
    .where('body', '!=', '')
    .where((e) => {
      const preserved = e.exists(
        e
          .selectFrom('preservation')
          .select('ticket_id')
          .whereRef('preservation.ticket_id', '=', 'department_send.ticket_id'),
      )
      return kept ? preserved : e.not(preserved)
    })

const countOf = async (query: { select: (s: never) => unknown }): Promise<number> => {
  const counted = (query as unknown as ReturnType<typeof idleTalks>).select((e) =>
    e.fn.countAll<number>().as('n'),
  )
  return Number((await counted.executeTakeFirstOrThrow()).n)
}

export const countContacts = (db: Db, before: string, kept = false) =>
  countOf(overTickets(db, 'contact', before, kept))
export const countTranscripts = (db: Db, before: string, kept = false) =>
  countOf(ofFreeTalk(db, before, kept))
export const countTalks = (db: Db, before: string) => countOf(idleTalks(db, before))
export const countSends = (db: Db, before: string, kept = false) => countOf(oldSends(db, before, kept))

const idsOf = (rows: { id: string }[]): string[] => rows.map((row) => row.id)

export const listContactsDue = async (db: Db, before: string, limit: number): Promise<string[]> =>
  idsOf(
    await overTickets(db, 'contact', before, false)
      .select('ticket.id')
      .orderBy('ticket.id')
      .limit(limit)
      .execute(),
  )
export const listTranscriptsDue = async (db: Db, before: string, limit: number): Promise<string[]> =>
  idsOf(await ofFreeTalk(db, before, false).select('ticket.id').orderBy('ticket.id').limit(limit).execute())
export const listTalksDue = async (db: Db, before: string, limit: number): Promise<string[]> =>
  idsOf(
    await idleTalks(db, before).select('conversation.id').orderBy('conversation.id').limit(limit).execute(),
  )

/** Empties what was sent to departments. @returns how many. */
export const emptySends = async (db: Db, before: string): Promise<number> => {
  const due = oldSends(db, before, false).select('department_send.id')
  const result = await db
    .updateTable('department_send')
    .set({ body: '' })
    .where('id', 'in', due)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Devices nobody signed in from since, tries that failed before, invitations that ran out: by table. */
const SIGN_INS = {
  staff_device: 'last_used_at',
  login_attempt: 'updated_at',
  staff_invite: 'expires_at',
} as const
type SignInTable = keyof typeof SIGN_INS

export const countSignIns = async (db: Db, before: string): Promise<number> => {
  let n = 0
  for (const table of Object.keys(SIGN_INS) as SignInTable[]) {
    const rows = await sql<{
      n: number
    }>`select count(*) as n from ${sql.table(table)} where ${sql.ref(SIGN_INS[table])} < ${before}`.execute(
      db,
    )
    n += Number(rows.rows[0]?.n ?? 0)
  }
  return n
}
export const dropSignIns = async (db: Db, before: string): Promise<number> => {
  let n = 0
  for (const table of Object.keys(SIGN_INS) as SignInTable[]) {
    const gone =
      await sql`delete from ${sql.table(table)} where ${sql.ref(SIGN_INS[table])} < ${before}`.execute(db)
    n += Number(gone.numAffectedRows ?? 0)
  }
  return n
}

/** Marks what was erased of a ticket. */
export const noteErased = async (tx: Db, subjectId: string, what: string, at: string): Promise<void> => {
  await tx
    .insertInto('erased')
    .values({ subject_id: subjectId, what, at })
    .onConflict((c) => c.columns(['subject_id', 'what']).doUpdateSet({ at }))
    .execute()
}

/**
 * Up to which line the view and action log may go: all before `before`, and none from the first on that is about a ticket still open or
 * preserved. 0 = nothing.
 */
export const findAccessEnd = async (db: Db, before: string): Promise<number> => {
  const lines = () => db.selectFrom('access_log')
  const first = async (query: ReturnType<typeof lines>): Promise<number> =>
    Number((await query.select((e) => e.fn.min('access_log.seq').as('seq')).executeTakeFirst())?.seq ?? 0)
  const newer = await first(lines().where('at', '>=', before))
  const needed = await first(
    lines().where((e) =>
      e.or([
        e.exists(
          e
            .selectFrom('preservation')
            .select('ticket_id')
            .whereRef('preservation.ticket_id', '=', 'access_log.ticket_id'),
        ),
        e.exists(
          e
            .selectFrom('ticket')
            .select('ticket.id')
            .whereRef('ticket.id', '=', 'access_log.ticket_id')
            .where('ticket.state', 'in', [...OPEN]),
        ),
      ]),
    ),
  )
  const last = Number(
    (
      await lines()
        .select((e) => e.fn.max('access_log.seq').as('seq'))
        .executeTakeFirst()
    )?.seq ?? 0,
  )
  return Math.max(0, Math.min(...[newer, needed].filter((seq) => seq > 0).map((seq) => seq - 1), last))
}
export const countAccessUpTo = async (db: Db, seq: number): Promise<number> => {
  const row = await db
    .selectFrom('access_log')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('seq', '<=', seq)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Cuts the old end off, in the caller's transaction: the anchor keeps the hash the rest goes on from. @returns how many lines went. */
export const cutAccessLog = async (tx: Db, seq: number, at: string): Promise<number> => {
  const last = await tx.selectFrom('access_log').select('hash').where('seq', '=', seq).executeTakeFirst()
  if (!last) return 0
  await tx.insertInto('access_anchor').values({ seq, hash: last.hash, at }).execute()
  const result = await tx.deleteFrom('access_log').where('seq', '<=', seq).executeTakeFirst()
  return Number(result.numDeletedRows)
}

export const isPreserved = async (db: Db, ticketId: string): Promise<boolean> =>
  (await db
    .selectFrom('preservation')
    .select('ticket_id')
    .where('ticket_id', '=', ticketId)
    .executeTakeFirst()) !== undefined
export const listPreserved = (db: Db, limit: number) =>
  db
    .selectFrom('preservation')
    .innerJoin('ticket', 'ticket.id', 'preservation.ticket_id')
    .selectAll('preservation')
    .select('ticket.number')
    .orderBy('preservation.at', 'desc')
    .limit(limit)
    .execute()
export const insertPreservation = async (tx: Db, row: Schema['preservation']): Promise<boolean> => {
  const result = await tx
    .insertInto('preservation')
    .values(row)
    .onConflict((c) => c.column('ticket_id').doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}
export const dropPreservation = async (tx: Db, ticketId: string): Promise<boolean> =>
  Number(
    (await tx.deleteFrom('preservation').where('ticket_id', '=', ticketId).executeTakeFirst()).numDeletedRows,
  ) > 0
