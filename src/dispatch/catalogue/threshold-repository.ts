import type { Routing } from '../../contracts/ticket.ts'
import type { Db } from '../../platform/db/schema.ts'

/** The newest tickets a unit took as its own, with what the catalogue had advised and where they ended up. */
export const listSettled = async (db: Db, limit: number): Promise<{ routing: Routing; unit: string }[]> => {
  const rows = await db
    .selectFrom('ticket')
    .select(['routing', 'lead_department_id'])
    .where('signed_at', 'is not', null)
    .where('lead_department_id', 'is not', null)
    .where('state', 'not in', ['dispatched', 'return_req', 'accepted'])
    .orderBy('opened_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    routing: JSON.parse(row.routing) as Routing,
    unit: row.lead_department_id ?? '',
  }))
}
