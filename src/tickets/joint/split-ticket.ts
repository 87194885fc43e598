import type { CityRules } from '../../contracts/city-rules.ts'
import type { Actor } from '../../contracts/ticket.ts'
import type { Db } from '../../platform/db/schema.ts'
import { sayText } from '../citizen-texts.ts'
import { moveTicket } from '../move-ticket.ts'
import { startClocks } from '../start-clocks.ts'
import type { Ticket } from '../ticket.ts'
import { countOneLess } from './joint-repository.ts'

/**
 * Takes a ticket out of a joint case (拆出单办), inside the caller's transaction: it is on the triage desk again and its clocks count from
 * its own opening, because its citizen has waited since then whoever put it where. @throws AppError as `moveTicket`.
 */
export const splitTicketIn = async (
  tx: Db,
  rules: CityRules,
  s: { ticketId: string; actor: Actor; reason: string; version?: number; at: string },
): Promise<Ticket> => {
  const { at } = s
  const moved = await moveTicket(tx, {
    ticketId: s.ticketId,
    action: 'split',
    actor: s.actor,
    ...(s.version === undefined ? {} : { version: s.version }),
    publicText: sayText(rules, 'split'),
    internalNote: s.reason.trim(),
    words: { reason: s.reason },
    at,
  })
  if (moved.masterId !== null) await countOneLess(tx, moved.masterId)
  return startClocks(tx, rules, moved, ['reply', 'whole'], moved.openedAt)
}
