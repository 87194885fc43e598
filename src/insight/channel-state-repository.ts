import type { Db } from '../platform/db/schema.ts'

/** What went through one way in or out lately. Instants are ISO-8601 UTC; null = never. */
export type ChannelState = { lastAt: string | null; waiting: number; failed: number }

const NOTHING: ChannelState = { lastAt: null, waiting: 0, failed: 0 }

/** Of each channel of talks: the last message, what still waits to be delivered, and what could not be since `since`. */
export const readTalkChannels = async (db: Db, since: string): Promise<Map<string, ChannelState>> => {
  const last = await db
    .selectFrom('conversation')
    .select((e) => ['channel', e.fn.max('last_message_at').as('at')])
    .groupBy('channel')
    .execute()
  const out = await db
    .selectFrom('outbox')
    .select((e) => ['channel', 'state', e.fn.countAll<number>().as('n')])
    .where('state', 'in', ['queued', 'sending', 'failed', 'refused'])
    .where('created_at', '>=', since)
    .groupBy(['channel', 'state'])
    .execute()
  const found = new Map<string, ChannelState>(
    last.map((row) => [row.channel, { ...NOTHING, lastAt: row.at }]),
  )
  for (const { channel, state, n } of out) {
    const known = found.get(channel) ?? { ...NOTHING }
    const isOver = state === 'failed' || state === 'refused'
    found.set(channel, {
      ...known,
      ...(isOver ? { failed: known.failed + Number(n) } : { waiting: known.waiting + Number(n) }),
    })
  }
  return found
}

/** The same of what leaves to departments, by its method; whatever waits counts, however old. */
export const readSendMethods = async (db: Db, since: string): Promise<Map<string, ChannelState>> => {
  const rows = await db
    .selectFrom('department_send')
    .select((e) => ['method', 'state', e.fn.countAll<number>().as('n'), e.fn.max('ended_at').as('at')])
    .where((w) => w.or([w('created_at', '>=', since), w('state', '=', 'queued')]))
    .groupBy(['method', 'state'])
    .execute()
  const found = new Map<string, ChannelState>()
  for (const { method, state, n, at } of rows) {
    const known = found.get(method) ?? { ...NOTHING }
    found.set(method, {
      lastAt: state === 'sent' ? at : known.lastAt,
      waiting: known.waiting + (state === 'queued' ? Number(n) : 0),
      failed: known.failed + (state === 'failed' ? Number(n) : 0),
    })
  }
  return found
}

/** When a call of the exchange last rang; null = never. */
export const readLastCall = async (db: Db): Promise<string | null> =>
  (
    await db
      .selectFrom('phone_call')
      .select((e) => e.fn.max('rang_at').as('at'))
      .executeTakeFirst()
  )?.at ?? null

/** How many keys departments' own systems hold now, and when one was last used. */
export const readKeys = async (db: Db): Promise<{ keys: number; lastAt: string | null }> => {
  const row = await db
    .selectFrom('department_key')
    .select((e) => [e.fn.countAll<number>().as('n'), e.fn.max('last_used_at').as('at')])
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { keys: Number(row.n), lastAt: row.at }
}
