import type { ChannelId } from '../../contracts/channel-rules.ts'
import type { Db } from '../../platform/db/schema.ts'

/**
 * What goes through a channel. `week` and `messages` since `since`; `open`: talks or calls going on now (of departments' systems: keys in
 * use); `withPerson`: of those with an agent or waiting for one; `waiting`: what is still to be sent.
 */
export type Traffic = { week: number; messages: number; open: number; withPerson: number; waiting: number }
type Times = { since: string; openSince: string }

const NOTHING: Traffic = { week: 0, messages: 0, open: 0, withPerson: 0, waiting: 0 }

const countTalks = async (db: Db, channel: string, { since, openSince }: Times): Promise<Traffic> => {
  const talks = db.selectFrom('conversation').where('channel', '=', channel)
  const count = talks.select((e) => e.fn.countAll<number>().as('n'))
  const week = await count.where('last_message_at', '>=', since).executeTakeFirstOrThrow()
  const open = await count
    .where('held_by', '!=', 'ended')
    .where('last_message_at', '>=', openSince)
    .executeTakeFirstOrThrow()
  const withPerson = await count
    .where('held_by', 'in', ['waiting', 'agent'])
    .where('last_message_at', '>=', openSince)
    .executeTakeFirstOrThrow()
  const messages = await db
    .selectFrom('conversation')
    .innerJoin('message', 'message.conversation_id', 'conversation.id')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('conversation.channel', '=', channel)
    .where('last_message_at', '>=', since)
    .where('author', '=', 'citizen')
    .where('message.at', '>=', since)
    .executeTakeFirstOrThrow()
  return {
    ...NOTHING,
    week: Number(week.n),
    open: Number(open.n),
    withPerson: Number(withPerson.n),
    messages: Number(messages.n),
  }
}

const countCalls = async (db: Db, { since, openSince }: Times): Promise<Traffic> => {
  const count = db.selectFrom('phone_call').select((e) => e.fn.countAll<number>().as('n'))
  const week = await count.where('rang_at', '>=', since).executeTakeFirstOrThrow()
  const running = count.where('state', '!=', 'ended').where('rang_at', '>=', openSince)
  const open = await running.executeTakeFirstOrThrow()
  const withPerson = await running.where('state', '=', 'answered').executeTakeFirstOrThrow()
  return { ...NOTHING, week: Number(week.n), open: Number(open.n), withPerson: Number(withPerson.n) }
}

const countSends = async (db: Db, method: 'email' | 'webhook', { since }: Times): Promise<Traffic> => {
  const count = db
    .selectFrom('department_send')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('method', '=', method)
  const week = await count.where('created_at', '>=', since).executeTakeFirstOrThrow()
  const waiting = await count.where('state', '=', 'queued').executeTakeFirstOrThrow()
  return { ...NOTHING, week: Number(week.n), waiting: Number(waiting.n) }
}

const countKeys = async (db: Db): Promise<Traffic> => {
  const row = await db
    .selectFrom('department_key')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { ...NOTHING, open: Number(row.n) }
}

/** Counts what goes through one channel. `openSince`: a talk nobody spoke in since counts as over. Instants are ISO-8601 UTC. */
export const countTraffic = (db: Db, id: ChannelId, times: Times): Promise<Traffic> => {
  if (id === 'telephony') return countCalls(db, times)
  if (id === 'mail') return countSends(db, 'email', times)
  if (id === 'webhook') return countSends(db, 'webhook', times)
  if (id === 'department-api') return countKeys(db)
  return countTalks(db, id, times)
}
