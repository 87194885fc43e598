import { AppError } from '../contracts/errors.ts'
import type { CutWords } from '../contracts/ports.ts'
import type { Db } from '../platform/db/schema.ts'
import { closeBadRating } from '../tickets/bad-rating/bad-rating-repository.ts'
import { sayText } from '../tickets/citizen-texts.ts'
import { sendFiles } from '../tickets/files/send-files.ts'
import { refusalOf } from '../tickets/refuse-action.ts'
import { indexAdded } from '../tickets/search/index-ticket.ts'
import { listSteps } from '../tickets/step-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { sayNewTerm, startNewTerm } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicketIn } from './act-on-ticket.ts'
import { TAKEN_BACK } from './return-ticket.ts'

const bare = (text: string): string => text.normalize('NFKC').replace(/[\p{P}\p{Z}\p{C}]/gu, '')

/** Whether the words say anything that does not already stand in the ticket. @throws AppError conflict when not. */
const mustBeNew = async (tx: Db, ticket: Ticket, facts: string): Promise<void> => {
  const known = [ticket.title, ticket.matter, ticket.wish]
  for (const step of await listSteps(tx, ticket.id)) {
    if (['add_facts', 'give_info', 'reopen', 'dispute'].includes(step.action)) known.push(step.publicText)
  }
  const said = bare(facts)
  if (known.some((text) => bare(text).includes(said))) {
    throw new AppError(
      'conflict',
      `这些情况工单里已经有了，没有新的情况不再重新办理。${ticket.publicReply ? `原来的答复是“${ticket.publicReply}”。` : ''}`,
    )
  }
}

/**
 * New facts open a ticket that is over (重新办理): it is on the triage desk again with a new term and the earlier story.
 * Without anything new it stays closed and the answer it had is told. @throws AppError conflict without new facts; and
 * as `moveTicket`. `isSaid`: the caller tells the citizen itself. Inside the caller's transaction.
 */
export const reopenTicketIn = (
  tx: Db,
  desk: Pick<ActionDesk, 'clock' | 'rules'> & { cutWords: CutWords },
  r: Act & { text: string; isSaid?: boolean; fileIds?: readonly string[] },
): Promise<Ticket> =>
  actOnTicketIn(tx, desk, r, async (ticket, at) => {
    const isAllowed = refusalOf(ticket, 'reopen', r.actor) === null
    if (isAllowed && r.text.trim().length > 0) await mustBeNew(tx, ticket, r.text)
    const term = await sayNewTerm(tx, desk.rules, ticket, at)
    return {
      action: 'reopen',
      publicText: sayText(desk.rules, 'reopened', { 情况: r.text.trim(), 时限: term }),
      words: { text: r.text },
      changes: {
        ...TAKEN_BACK,
        closed_at: null,
        solved: null,
        satisfied: null,
        outcome_code: null,
        return_count: 0,
      },
      also: async (tx2, moved, now) => {
        await closeBadRating(tx2, moved.id, 'reopened', now)
        const { id: ticketId, version: stepSeq } = moved
        await sendFiles(tx2, { ticketId, stepSeq, actor: r.actor, fileIds: r.fileIds ?? [] })
        await indexAdded(tx2, desk.cutWords, moved, r.text)
        return startNewTerm(tx2, desk.rules, moved, now)
      },
      ...(r.isSaid ? {} : { tell: `收到新的情况，已重新办理，${term}。` }),
    }
  })

/** `reopenTicketIn` in a transaction of its own. */
export const reopenTicket = (
  desk: ActionDesk & { cutWords: CutWords },
  r: Act & { text: string; fileIds?: readonly string[] },
): Promise<Ticket> => desk.db.transaction().execute((tx) => reopenTicketIn(tx, desk, r))
