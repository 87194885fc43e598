import { AppError } from '../contracts/errors.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Db } from '../platform/db/schema.ts'
import { hashSecret, sameSecret } from '../platform/id.ts'
import { LIMITS } from '../platform/limits.ts'
import { createSlidingWindow } from './sliding-window.ts'
import type { Ticket } from './ticket.ts'
import { findTicketByNumber } from './ticket-repository.ts'

const KEYS_MAX = 10_000
const NUMBER_MAX = 40
const NOBODY = hashSecret('no such ticket')

/**
 * Opens a ticket by number and query code. `proof`, where given, is asked of the ticket that was found: what it refuses counts as a wrong
 * try, so that it cannot be guessed either.
 */
export type CodeCheck = (
  number: string,
  code: string,
  address: string,
  proof?: (ticket: Ticket) => string | null,
) => Promise<Ticket>

/**
 * The door for citizens without a talk: ticket number and query code (查询码). The code may be typed in lower case
 * and with spaces. Wrong tries are counted per ticket number and per address; over the limit both must wait, the
 * right code too, or the limit would not be one.
 * @throws AppError invalid_request for a proof that fails; not_found, word for word the same for an unknown number and a wrong code; too_many_requests with
 * `details.retryAfterS`.
 */
export const createCodeCheck = (desk: { db: Db; clock: Clock }): CodeCheck => {
  const window = createSlidingWindow(LIMITS.codeAttemptWindowMs, KEYS_MAX)
  return async (number, code, address, proof) => {
    const now = desk.clock.now().getTime()
    const asked = number.trim().slice(0, NUMBER_MAX)
    const [byTicket, byAddress] = [`ticket:${asked}`, `address:${address}`]
    const waitMs = Math.max(
      window.waitMs(byTicket, LIMITS.codeAttemptsPerTicket, now),
      window.waitMs(byAddress, LIMITS.codeAttemptsPerAddress, now),
    )
    if (waitMs > 0) {
      const retryAfterS = Math.ceil(waitMs / 1000)
      const minutes = Math.ceil(retryAfterS / 60)
      throw new AppError('too_many_requests', `查询码输错的次数太多，请 ${minutes} 分钟后再试。`, {
        retryAfterS,
      })
    }
    // Noted before the code is looked at: tries sent all at once must not all see "none yet". A right one is taken back.
    window.add(byTicket, now)
    window.add(byAddress, now)
    const ticket = await findTicketByNumber(desk.db, asked)
    const given = hashSecret(code.replace(/\s/g, '').toUpperCase())
    // Compared even when there is no such ticket, so that the time tells nothing.
    if (sameSecret(ticket?.queryCodeHash ?? NOBODY, given) && ticket) {
      const refusal = proof?.(ticket) ?? null
      if (refusal !== null) throw new AppError('invalid_request', refusal)
      window.takeBack(byTicket, now)
      window.takeBack(byAddress, now)
      return ticket
    }
    throw new AppError('not_found', '没有查到。请核对工单号和查询码，两项都要对得上。')
  }
}
