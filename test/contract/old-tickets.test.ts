import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { reviewReturn } from '../../src/dispatch/return-ticket.ts'
import { ticketMachine } from '../../src/platform/db/migrations/0008-ticket-machine.ts'
import { listSteps } from '../../src/tickets/step-repository.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { buildDesk } from '../support/build-desk.ts'
import { buildStaff, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const ADDED = [
  'step_due_at',
  'return_due_at',
  'paused_at',
  'draft_reply',
  'draft_by',
  'outcome_code',
  'designated',
  'extension_count',
  'suspension_count',
  'open_parts',
  'supervised',
]

describeOnEachDatabase('tickets of the release before', (open) => {
  test('live on in the new machine: the same state, an owner, a clock, and their story', async () => {
    const base = await open()
    const desk = buildDesk(base)
    const { ticket } = await buildTicket(desk, { conversationId: null })
    const { db } = base
    await sql`update ticket set state = 'return_req', version = 4 where id = ${ticket.id}`.execute(db)
    await sql`insert into ticket_step (ticket_id, seq, at, action, from_state, to_state, actor_kind, actor_id, actor_name, public_text, internal_note, data)
      values (${ticket.id}, 4, ${ticket.openedAt}, 'rework', 'followup', 'accepted', 'citizen', 'c', '诉求人', '没解决', '', '{}')`.execute(
      db,
    )
    // Back to the shape before.
    await db.schema.dropIndex('ticket_step_due').execute()
    await db.schema.dropIndex('ticket_closed').execute()
    await db.schema.dropIndex('ticket_supervised').execute()
    await db.schema.dropTable('ticket_part').execute()
    for (const column of ADDED) await db.schema.alterTable('ticket').dropColumn(column).execute()

    await ticketMachine.up(db as never)
    const now = (await findTicket(db, ticket.id))!
    expect(now).toMatchObject({
      state: 'return_req',
      stepDueAt: ticket.dueAt,
      designated: false,
      openParts: 0,
    })
    expect((await listSteps(db, ticket.id)).at(-1)?.action).toBe('dispute')
    const actor = buildStaff(['dispatcher'])
    const back = await reviewReturn(desk, { ticketId: ticket.id, actor, approve: true, note: '' })
    expect(back).toMatchObject({ state: 'accepted', returnCount: 1, stepDueAt: null })
  })
})
