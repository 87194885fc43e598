import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock, CutWords } from '../contracts/ports.ts'
import type { Actor } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { resumeClocks } from './clocks/pause-clocks.ts'
import { sendFiles } from './files/send-files.ts'
import { carryJoined } from './joint/carry-joined.ts'
import { countOneLess } from './joint/joint-repository.ts'
import { maskNumbers } from './mask-contact.ts'
import { moveTicket } from './move-ticket.ts'
import { recallParts } from './part-repository.ts'
import { indexAdded } from './search/index-ticket.ts'
import type { Ticket } from './ticket.ts'
import { findTicket } from './ticket-repository.ts'

type Desk = { db: Database; clock: Clock; rules: CityRules }

type AmendingDesk = Desk & { cutWords: CutWords }

/**
 * The citizen adds facts to an open ticket, inside the caller's transaction. Their words stand in the story, for the
 * department and for themselves. Where the hotline had asked for them (待补充), the ticket goes on and its clock with
 * it. @throws AppError as `moveTicket`.
 */
export const addFactsIn = async (
  tx: Db,
  desk: Pick<AmendingDesk, 'clock' | 'rules' | 'cutWords'>,
  a: { ticketId: string; actor: Actor; text: string; version?: number; fileIds?: readonly string[] },
): Promise<Ticket> => {
  const at = isoNow(desk.clock)
  const before = await findTicket(tx, a.ticketId)
  const waits = before?.state === 'need_info'
  const moved = await moveTicket(tx, {
    ticketId: a.ticketId,
    // The desk writes down what it was told only where it had asked.
    action: waits || a.actor.kind !== 'citizen' ? 'give_info' : 'add_facts',
    actor: a.actor,
    ...(a.version === undefined ? {} : { version: a.version }),
    publicText: a.text.trim(),
    words: { text: a.text },
    changes: waits ? { paused_at: null } : {},
    at,
  })
  await sendFiles(tx, {
    ticketId: moved.id,
    stepSeq: moved.version,
    actor: a.actor,
    fileIds: a.fileIds ?? [],
  })
  await indexAdded(tx, desk.cutWords, moved, a.text)
  if (before?.state === 'merged' && before.masterId) await passFactsOn(tx, before.masterId, a, at)
  return waits ? resumeClocks(tx, desk.rules, moved, { at }) : moved
}

/** What one of several people adds to a joint case reaches whoever handles it for all, without saying who it was. */
const passFactsOn = async (
  tx: Db,
  masterId: string,
  a: { actor: Actor; text: string },
  at: string,
): Promise<void> => {
  await moveTicket(tx, {
    ticketId: masterId,
    action: 'take_in',
    actor: { kind: 'system', id: 'system', name: '系统' },
    publicText: '',
    internalNote: `同一件事的另一位诉求人补充：${maskNumbers(a.text.trim())}`,
    at,
  })
}

/** `addFactsIn` in a transaction of its own. */
export const addFacts = (
  desk: AmendingDesk,
  a: { ticketId: string; actor: Actor; text: string; version?: number; fileIds?: readonly string[] },
): Promise<Ticket> => desk.db.transaction().execute((tx) => addFactsIn(tx, desk, a))

/**
 * The citizen takes the matter back before it is answered, inside the caller's transaction. The reason is theirs to
 * give or not. @throws AppError as `moveTicket`.
 */
export const withdrawIn = async (
  tx: Db,
  desk: Pick<Desk, 'clock' | 'rules'>,
  a: { ticketId: string; actor: Actor; reason?: string },
): Promise<Ticket> => {
  const at = isoNow(desk.clock)
  const reason = a.reason?.trim() ?? ''
  const before = await findTicket(tx, a.ticketId)
  const ticket = await moveTicket(tx, {
    ticketId: a.ticketId,
    action: 'withdraw',
    actor: a.actor,
    publicText: reason ? `您撤回了诉求：${reason}` : '您撤回了诉求。',
    changes: { closed_at: at, paused_at: null, open_parts: 0 },
    at,
  })
  await recallParts(tx, ticket.id, at)
  if (before?.state === 'merged' && before.masterId) await countOneLess(tx, before.masterId)
  await carryJoined(tx, ticket, 'withdraw', desk.rules, at)
  return ticket
}

/** `withdrawIn` in a transaction of its own. */
export const withdrawTicket = (
  desk: Desk,
  a: { ticketId: string; actor: Actor; reason?: string },
): Promise<Ticket> => desk.db.transaction().execute((tx) => withdrawIn(tx, desk, a))

/** A member of staff leaves a note that only staff read. The ticket stays where it is. @throws AppError as `moveTicket`. */
export const addNote = (
  desk: Pick<Desk, 'db' | 'clock'>,
  a: { ticketId: string; actor: Actor; text: string; fileIds?: readonly string[] },
): Promise<Ticket> =>
  desk.db.transaction().execute(async (tx) => {
    const moved = await moveTicket(tx, {
      ticketId: a.ticketId,
      action: 'note',
      actor: a.actor,
      publicText: '',
      internalNote: a.text.trim(),
      words: { text: a.text },
      at: isoNow(desk.clock),
    })
    await sendFiles(tx, {
      ticketId: moved.id,
      stepSeq: moved.version,
      actor: a.actor,
      fileIds: a.fileIds ?? [],
    })
    return moved
  })
