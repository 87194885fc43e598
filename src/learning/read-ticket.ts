import type { Lesson } from '../contracts/learning.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Db } from '../platform/db/schema.ts'
import { answeringStep } from '../tickets/lesson-job.ts'
import { listSteps } from '../tickets/step-repository.ts'
import type { Ticket, TicketStep } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { cleanWording } from './clean-wording.ts'
import { type Testimony, witnessOf } from './testimony.ts'

/** Only who asked for an explanation or for help was answered by one: a complaint that ends well was mended, not explained. */
const TAUGHT_BY: readonly Ticket['type'][] = ['consult', 'help']
/** The matter of a longer story stands in its first sentences, if in any. */
const FIRST_SENTENCES = 3
const SENTENCE_END = /(?<=[。！？!?\n])/u

/** The words of a ticket that may be kept as a wording: all it says, or the first of its sentences that could be asked alone. */
const wordsOf = (matter: string, understand: (text: string) => Meaning): string | undefined =>
  [matter, ...matter.split(SENTENCE_END).slice(0, FIRST_SENTENCES)].find(
    (words) => cleanWording(understand(words)) !== null,
  )

const chosenBy = ({
  actorKind,
  actorId,
  data,
}: TicketStep): Pick<Testimony, 'actorKey' | 'actorKind'> | null =>
  actorKind === 'staff' && data.unitId === null ? { actorKey: `staff:${actorId}`, actorKind: 'agent' } : null

/** The citizen, where a unit's answer or the desk's own was called solved or unsolved. */
const ratedBy = async (db: Db, ticket: Ticket): Promise<Pick<Testimony, 'actorKey' | 'actorKind'>> => {
  const talked = ticket.conversationId === null ? null : await witnessOf(db, ticket.conversationId)
  return { actorKey: talked ?? `citizen:${ticket.citizenId}`, actorKind: 'citizen' }
}

/**
 * What a ticket that was answered from entries says of its words. The hotline's desk is believed when it chooses an entry, as agents
 * are; a unit's choice counts for nothing by itself, only through a citizen who calls the matter solved, so that no unit can put words
 * to an entry alone. Confidential tickets and complaints teach nothing.
 */
export const readTicket = async (
  db: Db,
  understand: (text: string) => Meaning,
  lesson: Extract<Lesson, { kind: 'ticket' }>,
): Promise<Testimony[]> => {
  const ticket = await findTicket(db, lesson.ticketId)
  if (!ticket || ticket.confidential || !TAUGHT_BY.includes(ticket.type)) return []
  const step = answeringStep(await listSteps(db, ticket.id))
  const words = wordsOf(ticket.matter, understand)
  if (!step || words === undefined) return []
  const witness = lesson.says === 'answered' ? chosenBy(step) : await ratedBy(db, ticket)
  if (!witness) return []
  const source = lesson.says === 'unsolved' ? 'rejected' : 'ticket'
  return (step.data.entryIds ?? []).map((entryId) => ({ entryId, words, source, ...witness }))
}
