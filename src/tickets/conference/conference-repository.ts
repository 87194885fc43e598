import type { Db } from '../../platform/db/schema.ts'
import { type Conference, Stand, type Voice } from './conference.ts'

/** Writes down a conference that was called, with its units in their turn. */
export const insertConference = async (
  tx: Db,
  c: Pick<Conference, 'ticketId' | 'seq' | 'question' | 'calledBy' | 'calledAt' | 'dueAt'>,
  unitIds: readonly string[],
): Promise<void> => {
  await tx
    .insertInto('conference')
    .values({
      ticket_id: c.ticketId,
      seq: c.seq,
      question: c.question,
      called_by: c.calledBy,
      called_at: c.calledAt,
      due_at: c.dueAt,
      ended_at: null,
      ended_by: null,
      outcome_unit_id: null,
      outcome_reason: null,
    })
    .execute()
  await tx
    .insertInto('conference_voice')
    .values(
      unitIds.map((unit_id, place) => ({
        ticket_id: c.ticketId,
        seq: c.seq,
        unit_id,
        place,
        stand: null,
        ground: null,
        basis: null,
        proposed_unit_id: null,
        spoken_at: null,
        spoken_by: null,
      })),
    )
    .execute()
}

/** The newest conference on a ticket with its voices in turn; null when there never was one. */
export const findConference = async (db: Db, ticketId: string): Promise<Conference | null> => {
  const row = await db
    .selectFrom('conference')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const voices = await db
    .selectFrom('conference_voice')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('seq', '=', row.seq)
    .orderBy('place')
    .execute()
  return {
    ticketId,
    seq: row.seq,
    question: row.question,
    calledBy: row.called_by,
    calledAt: row.called_at,
    dueAt: row.due_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    outcomeUnitId: row.outcome_unit_id,
    outcomeReason: row.outcome_reason,
    voices: voices.map((v) => ({
      unitId: v.unit_id,
      stand: Stand.nullable().parse(v.stand),
      ground: v.ground ?? '',
      basis: v.basis ?? '',
      proposedUnitId: v.proposed_unit_id,
      spokenAt: v.spoken_at,
      spokenBy: v.spoken_by,
    })),
  }
}

/** What a unit says; said again, it replaces what it said before. @returns false when the unit was not invited. */
export const setVoice = async (
  tx: Db,
  of: { ticketId: string; seq: number },
  voice: Voice,
): Promise<boolean> => {
  const result = await tx
    .updateTable('conference_voice')
    .set({
      stand: voice.stand,
      ground: voice.ground,
      basis: voice.basis,
      proposed_unit_id: voice.proposedUnitId,
      spoken_at: voice.spokenAt,
      spoken_by: voice.spokenBy,
    })
    .where('ticket_id', '=', of.ticketId)
    .where('seq', '=', of.seq)
    .where('unit_id', '=', voice.unitId)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Ends the conference that is open on a ticket, if one is. */
export const endConference = async (
  tx: Db,
  ticketId: string,
  end: { at: string; by: string; unitId: string | null; reason: string },
): Promise<void> => {
  await tx
    .updateTable('conference')
    .set({ ended_at: end.at, ended_by: end.by, outcome_unit_id: end.unitId, outcome_reason: end.reason })
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Takes a person out of what was asked and said in all conferences of a ticket. */
export const hideInConferences = async (
  tx: Db,
  ticketId: string,
  hide: (text: string) => string,
): Promise<void> => {
  const of = tx.selectFrom('conference').where('ticket_id', '=', ticketId)
  for (const { seq, question, outcome_reason: reason } of await of
    .select(['seq', 'question', 'outcome_reason'])
    .execute())
    await tx
      .updateTable('conference')
      .set({ question: hide(question), outcome_reason: reason === null ? null : hide(reason) })
      .where('ticket_id', '=', ticketId)
      .where('seq', '=', seq)
      .execute()
  const voices = await tx
    .selectFrom('conference_voice')
    .select(['seq', 'unit_id', 'ground', 'basis'])
    .where('ticket_id', '=', ticketId)
    .execute()
  for (const { seq, unit_id: unitId, ground, basis } of voices)
    await tx
      .updateTable('conference_voice')
      .set({ ground: ground && hide(ground), basis: basis && hide(basis) })
      .where('ticket_id', '=', ticketId)
      .where('seq', '=', seq)
      .where('unit_id', '=', unitId)
      .execute()
}

/** Tickets a unit was ever called to confer on; for the `in` of a list that is narrowed by state. */
export const ticketsConferredWith = (db: Db, unitId: string) =>
  db.selectFrom('conference_voice').select('ticket_id').where('unit_id', '=', unitId)
