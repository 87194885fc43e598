import { EVENT_DATA, type EventData, type EventType, type LoggedEvent } from '../../contracts/events.ts'
import { nextValue } from '../counter-repository.ts'
import { insertReady } from '../db/ready-made.ts'
import type { Db, Schema } from '../db/schema.ts'

type NewEvent<T extends EventType> = {
  at: string
  type: T
  subject: { type: string; id: string }
  actor: { kind: string; id: string }
  data: EventData<T>
}

/** An event of any type, before it has its place in the log. */
export type LogEntry = { [T in EventType]: NewEvent<T> }[EventType]

/**
 * Appends events, in their order, inside the caller's transaction. The sequence is a counter row that stays locked until
 * commit, so sequence order is commit order and nobody who tails the log can skip one. @returns the last one's.
 */
export const appendEvents = async (tx: Db, events: readonly LogEntry[]): Promise<number> => {
  const data = events.map((event) => JSON.stringify(EVENT_DATA[event.type].parse(event.data)))
  const last = await nextValue(tx, 'event', events.length)
  await insertReady(
    tx,
    'event',
    events.map((event, at) => ({
      seq: last - events.length + 1 + at,
      at: event.at,
      type: event.type,
      subject_type: event.subject.type,
      subject_id: event.subject.id,
      actor_kind: event.actor.kind,
      actor_id: event.actor.id,
      data: data[at] ?? '{}',
    })),
  )
  return last
}

/** Appends one event, see `appendEvents`. @returns its sequence. */
export const appendEvent = <T extends EventType>(tx: Db, event: NewEvent<T>): Promise<number> =>
  appendEvents(tx, [event as LogEntry])

/** A row of the log as everybody reads it. */
export const toLoggedEvent = (r: Schema['event']): LoggedEvent => ({
  seq: r.seq,
  at: r.at,
  type: r.type as EventType,
  subjectType: r.subject_type,
  subjectId: r.subject_id,
  actorKind: r.actor_kind,
  actorId: r.actor_id,
  data: JSON.parse(r.data) as Record<string, unknown>,
})

/** Events after `seq`, oldest first, at most `limit`. */
export const readEventsAfter = async (db: Db, seq: number, limit: number): Promise<LoggedEvent[]> => {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toLoggedEvent)
}

/** The newest events of one subject, the newest first. */
export const readLastEventsOf = async (
  db: Db,
  subject: { type: string; id: string },
  limit: number,
): Promise<LoggedEvent[]> => {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('subject_type', '=', subject.type)
    .where('subject_id', '=', subject.id)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toLoggedEvent)
}

/** The sequence of the newest event, 0 when there is none. */
export const lastEventSeq = async (db: Db): Promise<number> => {
  const row = await db.selectFrom('counter').select('value').where('name', '=', 'event').executeTakeFirst()
  return row?.value ?? 0
}
