import type { Db } from '../platform/db/schema.ts'
import type { FollowUp } from './follow-up-repository.ts'

/** Calls that wait (回访名单), the one due first on top, with what an agent must know of the ticket. */
const calls = (db: Db) =>
  db
    .selectFrom('follow_up')
    .innerJoin('ticket', 'ticket.id', 'follow_up.ticket_id')
    .leftJoin('staff', 'staff.id', 'follow_up.agent_id')
    .selectAll('follow_up')
    .select([
      'ticket.number',
      'ticket.title',
      'ticket.contact_phone as phone',
      'ticket.closed_at as closedAt',
      'staff.name as agentName',
    ])
    .where('follow_up.owner', '=', 'call')
    .where('follow_up.ended_at', 'is', null)
    // Opened again meanwhile, it is not asked whether it lasted.
    .where((w) => w.or([w('follow_up.kind', '=', 'reply'), w('ticket.state', 'in', ['closed', 'archived'])]))
    .orderBy('follow_up.due_at')
    .orderBy('follow_up.id')

/**
 * One page of the calls that wait.
 *
 *   select … from follow_up join ticket … where owner = 'call' and ended_at is null order by due_at limit ?
 */
export const listCalls = (db: Db, limit: number) => calls(db).limit(limit).execute()
export type CallRow = Awaited<ReturnType<typeof listCalls>>[number]

/** What else waits for a call to the same number: one call asks for all of it. */
export const listCallsTo = (db: Db, phone: string) =>
  calls(db).where('ticket.contact_phone', '=', phone).limit(50).execute()

/** Gives a call to an agent, or back to the list. @returns how many: what somebody else took meanwhile stays theirs. */
export const claimCalls = async (
  tx: Db,
  ids: readonly string[],
  from: string | null,
  to: string | null,
): Promise<number> => {
  const result = await tx
    .updateTable('follow_up')
    .set({ agent_id: to })
    .where('id', 'in', [...ids])
    .where('owner', '=', 'call')
    .where('ended_at', 'is', null)
    .where('agent_id', from === null ? 'is' : '=', from)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** A call nobody took: counted, off the agent's hands, to be tried again. */
export const noteTried = async (
  tx: Db,
  row: Pick<FollowUp, 'id' | 'attempts'>,
  dueAt: string,
): Promise<void> => {
  await tx
    .updateTable('follow_up')
    .set({ attempts: row.attempts + 1, agent_id: null, due_at: dueAt })
    .where('id', '=', row.id)
    .where('ended_at', 'is', null)
    .execute()
}
