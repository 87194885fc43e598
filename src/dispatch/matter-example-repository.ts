import { TicketType, Urgency } from '../contracts/ticket.ts'
import type { Db } from '../platform/db/schema.ts'

/** A matter and what people made of it; texts are redacted before they come here. Null: nobody said. */
export type MatterExample = {
  id: string
  source: 'history' | 'decision'
  title: string
  text: string
  /** A category leaf of the city's tree. */
  category: string | null
  /** A department's id, or `district`: the district it happened in. */
  unit: string | null
  type: TicketType | null
  urgency: Urgency | null
  at: string
  byStaff: string | null
}

/** Rows one statement writes: both engines limit the values of a statement. */
const BATCH = 100

/** Stores examples; one that is known by its id is replaced, so a matter that was sent on anew counts once, as it ended. */
export const putExamples = async (tx: Db, examples: readonly MatterExample[]): Promise<void> => {
  for (let from = 0; from < examples.length; from += BATCH) {
    const rows = examples
      .slice(from, from + BATCH)
      .map(({ byStaff, ...rest }) => ({ ...rest, by_staff: byStaff }))
    await tx
      .insertInto('matter_example')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          source: row.ref('excluded.source'),
          title: row.ref('excluded.title'),
          text: row.ref('excluded.text'),
          category: row.ref('excluded.category'),
          unit: row.ref('excluded.unit'),
          type: row.ref('excluded.type'),
          urgency: row.ref('excluded.urgency'),
          at: row.ref('excluded.at'),
          by_staff: row.ref('excluded.by_staff'),
        })),
      )
      .execute()
  }
}

/** Takes the history of one file away, before it is read in anew. */
export const forgetHistory = async (tx: Db, file: string): Promise<void> => {
  await tx
    .deleteFrom('matter_example')
    .where('source', '=', 'history')
    .where('id', 'like', `${file.replace(/[\\%_]/g, '')}:%`)
    .execute()
}

/** The newest examples, newest first; all of them, or the decisions since an instant. */
export const listExamples = async (
  db: Db,
  limit: number,
  decidedSince?: string,
): Promise<MatterExample[]> => {
  const all = db.selectFrom('matter_example').selectAll()
  const rows = await (decidedSince === undefined
    ? all
    : all.where('source', '=', 'decision').where('at', '>=', decidedSince)
  )
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ by_staff, type, urgency, ...rest }) => ({
    ...rest,
    type: TicketType.nullable().parse(type),
    urgency: Urgency.nullable().parse(urgency),
    byStaff: by_staff,
  }))
}

/** How many decisions were taken after an instant. */
export const countDecisionsAfter = async (db: Db, at: string): Promise<number> => {
  const row = await db
    .selectFrom('matter_example')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('source', '=', 'decision')
    .where('at', '>', at)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
