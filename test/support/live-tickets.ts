import { recordRating } from '../../src/feedback/rate-ticket.ts'
import { createRepeatableRandom } from '../../src/platform/repeatable-random.ts'
import { warnClocks } from '../../src/tickets/clocks/warn-clocks.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import type { TestDesk } from './build-desk.ts'
import { buildCitizen, buildStaff, buildTicket } from './build-ticket.ts'
import { ATTEMPTS, type Hand, type Person } from './ticket-hands.ts'

const DISPATCHER = buildStaff(['dispatcher', 'agent', 'supervisor'])
const CITIZEN = buildCitizen()
const WORDS = '现场核实清楚了'
/** Draws that are the same every time. */
const createDraw = (seed: number) => {
  const random = createRepeatableRandom(seed)
  const below = (n: number): number => Math.floor(random() * n)
  return { below, pick: <T>(of: readonly T[]): T => of[below(of.length)] as T }
}
type Draw = ReturnType<typeof createDraw>

const HOUR_MS = 3_600_000

const handsOf = (ticket: Ticket): Person[] => [
  buildStaff(['handler', 'signer'], ticket.leadDepartmentId),
  DISPATCHER,
  CITIZEN,
]

/** What usually happens next in a state; the first that is drawn and works is done. */
const NEXT: Partial<Record<Ticket['state'], Hand[]>> = {
  accepted: ['dispatch', 'dispatch', 'dispatch', 'answer_directly', 'refer', 'designate'],
  dispatched: ['sign', 'sign', 'sign', 'request_return', 'withdraw'],
  return_req: ['approve_return', 'refuse_return'],
  handling: ['contact', 'contact', 'reply', 'reply', 'request_extension', 'request_termination', 'suspend'],
  extend_req: ['approve_extension', 'refuse_extension'],
  term_req: ['approve_termination', 'refuse_termination'],
  suspended: ['resume'],
  unit_review: ['sign_reply', 'send_back_reply'],
  audit: ['pass_reply', 'pass_reply', 'reject_reply'],
  replied: ['deliver_reply'],
  verify: ['rework', 'reassign', 'uphold'],
  closed: ['reopen'],
}

const ASKING: Hand[] = ['urge', 'urge', 'answer_urge', 'supervise', 'answer_supervision', 'end_supervision']

const rateAtRandom = (desk: TestDesk, ticketId: string, draw: Draw): Promise<unknown> => {
  const solved = draw.pick(['solved', 'solved', 'partly', 'unsolved'] as const)
  const satisfied = draw.pick([undefined, 1, 2, 3, 4, 5])
  return recordRating(desk, {
    ...{ ticketId, actor: CITIZEN, solved, reason: '还是老样子' },
    ...(satisfied === undefined ? {} : { satisfied }),
  })
}

const liveOn = async (desk: TestDesk, ticketId: string, draw: Draw): Promise<void> => {
  const ticket = await findTicket(desk.db, ticketId)
  if (!ticket) return
  // Now and then somebody urges or orders, and somebody answers.
  const usual = NEXT[ticket.state] ?? ['note']
  const hand = draw.pick<Hand>(draw.below(5) === 0 ? ASKING : usual)
  for (const who of handsOf(ticket)) {
    try {
      if (ticket.state === 'followup' || (ticket.state === 'closed' && draw.below(4) > 0)) {
        await rateAtRandom(desk, ticketId, draw)
      } else {
        await ATTEMPTS[hand](desk, ticket, who, WORDS)
      }
      return
    } catch {
      // Refused: somebody else may, or nothing happens this time.
    }
  }
}

/** Lets `count` tickets of two units live side by side for a while, the same every time; clocks warn as they would. */
export const liveTickets = async (
  desk: TestDesk,
  options: {
    count: number
    turns: number
    seed: number
    units?: readonly (string | null)[]
    between?: () => Promise<void>
  },
): Promise<void> => {
  const draw = createDraw(options.seed)
  const ids: string[] = []
  const types = ['complaint', 'help', 'consult'] as const
  for (let turn = 0; turn < options.turns; turn++) {
    if (ids.length < options.count) {
      const { ticket } = await buildTicket(desk, {
        departmentId: draw.pick(options.units ?? ['lights', 'parks', null]),
        input: { type: draw.pick([...types]) },
      })
      ids.push(ticket.id)
    }
    await liveOn(desk, draw.pick(ids), draw)
    if (draw.below(10) === 0) desk.clock.advance(draw.below(40) * HOUR_MS)
    else desk.clock.advance(draw.below(60) * 60_000)
    if (draw.below(20) === 0) await ATTEMPTS.time(desk)
    await warnClocks(desk)
    if (draw.below(15) === 0) await options.between?.()
  }
}
