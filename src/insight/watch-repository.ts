import { sql } from 'kysely'
import type { Db, Schema } from '../platform/db/schema.ts'
import { OPEN_STATES } from '../tickets/states.ts'

/** What a supervisor keeps an eye on. */
export const WATCHED = {
  late: '已超期',
  near: '快到期',
  bounced: '来回退单（两次以上）',
  bad: '差评待核实',
  danger: '特急',
  words: '有敏感词',
  urged: '催办待回应',
  supervised: '督办中',
} as const
export type Watched = keyof typeof WATCHED

/** As their indexes have them (0024, 0030, 0031), word for word: with a value in its place SQLite cannot know that the index holds what is asked. */
const FEW = {
  warned: sql<boolean>`warn_level <> 'green'`,
  bounced: sql<boolean>`return_count >= 2`,
  critical: sql<boolean>`urgency = 'critical'`,
  supervised: sql<boolean>`supervised = 1`,
  words: sql<boolean>`watch_words <> ''`,
  urged: sql<boolean>`urge_due_at is not null`,
}

const watched = (db: Db, what: Watched) => {
  const open = db.selectFrom('ticket').where('state', 'in', [...OPEN_STATES])
  switch (what) {
    case 'late':
      return open.where(FEW.warned).where('warn_level', '=', 'red')
    case 'near':
      return open.where(FEW.warned).where('warn_level', 'in', ['yellow', 'orange'])
    case 'bounced':
      return open.where(FEW.bounced)
    case 'bad':
      return open.where('state', '=', 'verify')
    case 'danger':
      return open.where(FEW.critical)
    case 'words':
      return open.where(FEW.words)
    case 'urged':
      // Whoever ends a ticket ends its urge: the few that have one are open ones.
      return db.selectFrom('ticket').where(FEW.urged).where('state', '<>', 'merged')
    case 'supervised':
      // An order outlives its ticket until it is lifted: whoever gave it must not lose sight of it.
      return db.selectFrom('ticket').where(FEW.supervised)
  }
}

/** How many tickets of each kind there are now. */
export const countWatched = async (db: Db): Promise<Record<Watched, number>> => {
  const counts = {} as Record<Watched, number>
  for (const what of Object.keys(WATCHED) as Watched[]) {
    const { n } = await watched(db, what)
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    counts[what] = Number(n)
  }
  return counts
}

/** What is due first, by the clock that the list is about. */
const ORDER: Partial<Record<Watched, 'urge_due_at' | 'supervise_due_at'>> = {
  urged: 'urge_due_at',
  supervised: 'supervise_due_at',
}

/** The ids of one kind, the one due first on top. */
export const listWatched = async (
  db: Db,
  what: Watched,
  page: { limit: number; offset: number },
): Promise<string[]> => {
  const rows = await watched(db, what)
    .select('id')
    .orderBy(ORDER[what] ?? 'due_at')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return rows.map((r) => r.id)
}

export type StuckDelivery = Pick<
  Schema['outbox'],
  'id' | 'conversation_id' | 'channel' | 'attempts' | 'created_at'
>

/**
 * What we wanted to say and could not: given up, the newest first, and how many there are. What whoever calls about the ticket says
 * anyway (电话回访) waits for nobody else.
 */
export const listStuck = async (db: Db, limit: number): Promise<{ rows: StuckDelivery[]; total: number }> => {
  const failed = db
    .selectFrom('outbox')
    .where('outbox.state', 'in', ['failed', 'refused'])
    .where((w) =>
      w.not(
        w.exists(
          w
            .selectFrom('follow_up')
            .innerJoin('ticket', 'ticket.id', 'follow_up.ticket_id')
            .select('follow_up.id')
            .whereRef('ticket.conversation_id', '=', 'outbox.conversation_id')
            .where('follow_up.owner', '=', 'call')
            .whereRef('follow_up.created_at', '>=', 'outbox.created_at'),
        ),
      ),
    )
  const rows = await failed
    .select(['outbox.id', 'outbox.conversation_id', 'outbox.channel', 'outbox.attempts', 'outbox.created_at'])
    .orderBy('outbox.created_at', 'desc')
    .limit(limit)
    .execute()
  const { n } = await failed.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  return { rows, total: Number(n) }
}
