import { AppError } from '../contracts/errors.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findLeftover, stripIdentity } from '../understanding/strip-identity.ts'

/**
 * A text as it may leave the hotline and the lead: for co-handlers, lower units and other systems. Whoever asked is taken
 * out of it, and it is looked at once more before it goes. Everything a ticket sends onward passes here.
 * `mayKnow`: its author may have learned who that is (`mayHaveLearned`).
 * @throws AppError invalid_request, quoting what is left and saying what to do, when something still looks like an identity.
 */
export const writeOnward = (
  ticket: Pick<Ticket, 'contactName' | 'contactPhone'>,
  text: string,
  mayKnow: boolean,
): string => {
  const person = mayKnow ? { name: ticket.contactName, phone: ticket.contactPhone } : undefined
  const stripped = stripIdentity(text.trim(), person)
  const leftover = findLeftover(stripped)
  if (leftover === null) return stripped
  throw new AppError(
    'invalid_request',
    `这段话里的“${leftover}”像是电话、证件号或邮箱，不能转给其他单位。请删去后再发，事情和地点照写。`,
    { leftover },
  )
}
