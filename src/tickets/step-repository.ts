import type { TicketAction } from '../contracts/ticket.ts'
import { insertReady } from '../platform/db/ready-made.ts'
import type { Db, Schema } from '../platform/db/schema.ts'
import { type TicketStep, toStep } from './ticket.ts'

const fromStep = (ticketId: string, step: TicketStep): Schema['ticket_step'] => ({
  ticket_id: ticketId,
  seq: step.seq,
  at: step.at,
  action: step.action,
  from_state: step.from,
  to_state: step.to,
  actor_kind: step.actorKind,
  actor_id: step.actorId,
  actor_name: step.actorName,
  public_text: step.publicText,
  internal_note: step.internalNote,
  data: JSON.stringify(step.data),
})

/** The stories of new tickets. */
export const insertStories = (
  tx: Db,
  stories: readonly { id: string; steps: readonly TicketStep[] }[],
): Promise<void> =>
  insertReady(
    tx,
    'ticket_step',
    stories.flatMap(({ id, steps }) => steps.map((step) => fromStep(id, step))),
  )

/** Adds steps to the story of a ticket. */
export const insertSteps = (tx: Db, ticketId: string, steps: readonly TicketStep[]): Promise<void> =>
  insertStories(tx, [{ id: ticketId, steps }])

/** The whole story of a ticket, oldest first. */
export const listSteps = async (db: Db, ticketId: string): Promise<TicketStep[]> => {
  const rows = await db
    .selectFrom('ticket_step')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('seq')
    .execute()
  return rows.map(toStep)
}

/** The newest step: who did what last. */
export const findLastStep = async (db: Db, ticketId: string): Promise<TicketStep | null> => {
  const row = await db
    .selectFrom('ticket_step')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toStep(row) : null
}

/** When an action was last done to a ticket, ISO-8601 UTC; null = never. */
export const findLastTimeOf = async (
  db: Db,
  ticketId: string,
  action: TicketAction,
): Promise<string | null> => {
  const row = await db
    .selectFrom('ticket_step')
    .select('at')
    .where('ticket_id', '=', ticketId)
    .where('action', '=', action)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at ?? null
}
