import type { Db } from '../../platform/db/schema.ts'

/** A ticket in the digest: enough to find it, nothing of whoever wrote it. */
export type StuckTicket = { number: string; departmentId: string | null; since: string | null }

const columns = ['number', 'lead_department_id as departmentId'] as const

/** Not signed when the term to sign was over. */
export const listUnsigned = (db: Db, now: string, limit: number): Promise<StuckTicket[]> =>
  db
    .selectFrom('ticket')
    .select([...columns, 'sign_due_at as since'])
    .where('state', '=', 'dispatched')
    .where('sign_due_at', '<', now)
    .orderBy('sign_due_at')
    .limit(limit)
    .execute()

/** On the triage desk since before `before`. */
export const listLongInTriage = (db: Db, before: string, limit: number): Promise<StuckTicket[]> =>
  db
    .selectFrom('ticket')
    .select([...columns, 'opened_at as since'])
    .where('state', '=', 'accepted')
    .where('opened_at', '<', before)
    .orderBy('opened_at')
    .limit(limit)
    .execute()

/** Waiting for the citizen's answer since before `before`. */
export const listLongAsked = (db: Db, before: string, limit: number): Promise<StuckTicket[]> =>
  db
    .selectFrom('ticket')
    .select([...columns, 'paused_at as since'])
    .where('state', '=', 'need_info')
    .where('paused_at', '<', before)
    .orderBy('paused_at')
    .limit(limit)
    .execute()

/** Citizens an agent should have rung before `before` (回访电话). */
export const listNotRung = (db: Db, before: string, limit: number): Promise<StuckTicket[]> =>
  db
    .selectFrom('follow_up')
    .innerJoin('ticket', 'ticket.id', 'follow_up.ticket_id')
    .select(['ticket.number', 'ticket.lead_department_id as departmentId', 'follow_up.due_at as since'])
    .where('follow_up.owner', '=', 'call')
    .where('follow_up.ended_at', 'is', null)
    .where('follow_up.due_at', '<', before)
    .orderBy('follow_up.due_at')
    .limit(limit)
    .execute()

/** Bad ratings past the time in which they are handled. */
export const listLateRatings = (db: Db, now: string, limit: number): Promise<StuckTicket[]> =>
  db
    .selectFrom('bad_rating')
    .innerJoin('ticket', 'ticket.id', 'bad_rating.ticket_id')
    .select(['ticket.number', 'bad_rating.unit_id as departmentId', 'bad_rating.due_at as since'])
    .where('bad_rating.closed_at', 'is', null)
    .where('bad_rating.due_at', '<', now)
    .orderBy('bad_rating.due_at')
    .limit(limit)
    .execute()

/** Given to a department whose system or mailbox never took it. */
export const listNotDelivered = (db: Db, limit: number) =>
  db
    .selectFrom('department_send')
    .innerJoin('ticket', 'ticket.id', 'department_send.ticket_id')
    .select(['ticket.number', 'department_send.department_id as departmentId', 'said', 'ended_at as since'])
    .where('department_send.state', '=', 'failed')
    .orderBy('department_send.created_at')
    .limit(limit)
    .execute()

/** Work that was given up by kind, with how often. */
export const countFailedJobs = (db: Db) =>
  db
    .selectFrom('job')
    .select((eb) => ['type', eb.fn.countAll<number>().as('n')])
    .where('state', '=', 'failed')
    .groupBy('type')
    .execute()
