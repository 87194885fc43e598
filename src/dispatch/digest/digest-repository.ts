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
