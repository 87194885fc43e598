import type { Db, Schema } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { OPEN_STATES } from '../../tickets/states.ts'

export type UnitMove = Schema['unit_move']

const count = async (query: {
  executeTakeFirstOrThrow(): Promise<{ n: number | string | bigint }>
}): Promise<number> => Number((await query.executeTakeFirstOrThrow()).n)

/** What hangs on a unit: open tickets it leads, parts it owes, people, keys of its systems, entries it answers for. */
export const countOfUnit = async (
  db: Db,
  unitId: string,
): Promise<{ tickets: number; parts: number; accounts: number; keys: number; entries: number }> => ({
  tickets: await count(
    db
      .selectFrom('ticket')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('lead_department_id', '=', unitId)
      .where('state', 'in', [...OPEN_STATES]),
  ),
  parts: await count(
    db
      .selectFrom('ticket_part')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('department_id', '=', unitId)
      .where('state', 'in', ['asked', 'open']),
  ),
  accounts: await count(
    db
      .selectFrom('staff')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('department_id', '=', unitId)
      .where('state', '=', 'active'),
  ),
  keys: await count(
    db
      .selectFrom('department_key')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('department_id', '=', unitId)
      .where('revoked_at', 'is', null),
  ),
  entries: await count(
    db
      .selectFrom('entry')
      .innerJoin('entry_version', (join) =>
        join
          .onRef('entry_version.entry_id', '=', 'entry.id')
          .onRef('entry_version.version', '=', 'entry.current_version'),
      )
      .select((eb) => eb.fn.countAll().as('n'))
      .where('entry.state', '=', 'published')
      .where('entry_version.department', '=', unitId),
  ),
})

/** Open tickets a unit leads, oldest promise first. `states` narrows. */
export const listOpenOfUnit = async (
  db: Db,
  unitId: string,
  states: readonly string[],
  limit: number,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('ticket')
    .select('id')
    .where('lead_department_id', '=', unitId)
    .where('state', 'in', [...states])
    .orderBy('due_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** Tickets on which a unit still owes a part. */
export const listWithPartOf = async (db: Db, unitId: string, limit: number): Promise<string[]> => {
  const rows = await db
    .selectFrom('ticket_part')
    .innerJoin('ticket', 'ticket.id', 'ticket_part.ticket_id')
    .select('ticket_part.ticket_id as id')
    .distinct()
    .where('ticket_part.department_id', '=', unitId)
    .where('ticket_part.state', 'in', ['asked', 'open'])
    .where('ticket.state', 'in', [...OPEN_STATES])
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** Gives the open parts of a ticket that one unit owes to another. */
export const movePartsOf = async (tx: Db, ticketId: string, from: string, to: string): Promise<void> => {
  await tx
    .updateTable('ticket_part')
    .set({ department_id: to })
    .where('ticket_id', '=', ticketId)
    .where('department_id', '=', from)
    .where('state', 'in', ['asked', 'open'])
    .execute()
}

/** How many parts a unit owes on a ticket, of those that keep the lead from answering. */
export const countOpenPartsOf = async (db: Db, ticketId: string, unitId: string): Promise<number> =>
  count(
    db
      .selectFrom('ticket_part')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('ticket_id', '=', ticketId)
      .where('department_id', '=', unitId)
      .where('state', '=', 'open'),
  )

/** Ends the parts a unit owes on a ticket: nobody does them any more. */
export const endPartsOf = async (tx: Db, ticketId: string, unitId: string, at: string): Promise<void> => {
  await tx
    .updateTable('ticket_part')
    .set({ state: 'recalled', ended_at: at })
    .where('ticket_id', '=', ticketId)
    .where('department_id', '=', unitId)
    .where('state', 'in', ['asked', 'open'])
    .execute()
}

/** Running clocks of a ticket are owed by another unit from now on. */
export const moveClocksOf = async (tx: Db, ticketId: string, from: string, to: string): Promise<void> => {
  await tx
    .updateTable('ticket_clock')
    .set({ department_id: to })
    .where('ticket_id', '=', ticketId)
    .where('department_id', '=', from)
    .where('stopped_at', 'is', null)
    .execute()
}

/** The people and the live keys of a unit go to another. @returns whom and which. */
export const moveAccessOf = async (
  tx: Db,
  from: string,
  to: string,
): Promise<{ accounts: string[]; keys: string[] }> => {
  const accounts = await tx
    .updateTable('staff')
    .set({ department_id: to })
    .where('department_id', '=', from)
    .returning('id')
    .execute()
  const keys = await tx
    .updateTable('department_key')
    .set({ department_id: to })
    .where('department_id', '=', from)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return { accounts: accounts.map((row) => row.id), keys: keys.map((row) => row.id) }
}

/** Gives one person or key back, unless somebody put them elsewhere since. */
export const giveAccessBack = async (tx: Db, move: UnitMove): Promise<void> => {
  if (move.to_unit === null) return
  await tx
    .updateTable(move.kind === 'account' ? 'staff' : 'department_key')
    .set({ department_id: move.unit_id })
    .where('id', '=', move.subject_id)
    .where('department_id', '=', move.to_unit)
    .execute()
}

export const noteUnitMove = async (tx: Db, move: Omit<UnitMove, 'id' | 'undone_at'>): Promise<void> => {
  await tx
    .insertInto('unit_move')
    .values({ ...move, id: newId(), undone_at: null })
    .execute()
}

/** What moved away from a unit and was not looked at by an undo yet. */
export const listUnitMoves = async (db: Db, unitId: string, limit: number): Promise<UnitMove[]> =>
  db
    .selectFrom('unit_move')
    .selectAll()
    .where('unit_id', '=', unitId)
    .where('undone_at', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** The units something moved away from that no undo has looked at. */
export const listMovedUnits = async (db: Db): Promise<string[]> => {
  const rows = await db
    .selectFrom('unit_move')
    .select('unit_id')
    .distinct()
    .where('undone_at', 'is', null)
    .execute()
  return rows.map((row) => row.unit_id)
}

export const markMoveUndone = async (tx: Db, id: string, at: string): Promise<void> => {
  await tx.updateTable('unit_move').set({ undone_at: at }).where('id', '=', id).execute()
}
