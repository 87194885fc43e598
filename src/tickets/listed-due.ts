import { sql } from 'kysely'
import type { TicketState } from '../contracts/ticket.ts'
import { bindingDue, type Timed } from './clock-words.ts'
import { STEP_STATES, UNANSWERED_STATES } from './states.ts'

/**
 * What lists of waiting tickets are ordered by: the instant that binds now, so that what has to be signed in half an hour stands above
 * what has to be answered in a week; where none binds, the reply's.
 */
export const listedDue = (ticket: Timed): string | null => bindingDue(ticket).at ?? ticket.dueAt

const literals = (states: readonly TicketState[]) => sql.join(states.map((state) => sql.lit(state)))

/** The same of the table `ticket`, for whoever orders by it. No index has it: for lists of few. */
export const LISTED_DUE = sql<string | null>`coalesce(
  case
    when ticket.state = 'dispatched' and ticket.sign_due_at is not null
      then case when ticket.due_at < ticket.sign_due_at then ticket.due_at else ticket.sign_due_at end
    when ticket.state in (${literals(STEP_STATES)}) and ticket.step_due_at is not null
      and not (ticket.state in (${literals(UNANSWERED_STATES)}) and ticket.paused_at is null
        and ticket.due_at is not null and ticket.due_at <= ticket.step_due_at)
      then ticket.step_due_at
  end, ticket.due_at)`
