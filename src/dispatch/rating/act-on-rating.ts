import { AppError } from '../../contracts/errors.ts'
import type { Actor } from '../../contracts/ticket.ts'
import { isoNow } from '../../platform/clock.ts'
import {
  type BadRating,
  changeBadRating,
  closeBadRating,
  findOpenBadRating,
} from '../../tickets/bad-rating/bad-rating-repository.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { type Act, type ActionDesk, actOnTicket, type Planned } from '../act-on-ticket.ts'

export type StaffActor = Extract<Actor, { kind: 'staff' }>
export type RatingAct = Omit<Act, 'actor'> & { actor: StaffActor }

type Plan = Planned & {
  /** What changes of the work item. */
  rating?: Partial<Omit<BadRating, 'id' | 'ticket_id'>>
  /** What ends it. */
  ends?: string
}

/** @throws AppError conflict where nothing is open: handled meanwhile, or never bad. */
const mustBeOpen = (found: BadRating | null): BadRating => {
  if (!found) throw new AppError('conflict', '这件工单没有待处理的差评，可能刚刚处理完。请刷新。')
  return found
}

/**
 * One thing done about a bad rating: a step of the ticket and a change of the work item, in one transaction. Whoever acts first
 * on an item nobody has, has it. @throws AppError conflict when nothing is open or another changed it; and as `moveTicket`.
 */
export const actOnRating = (
  desk: ActionDesk,
  act: RatingAct,
  plan: (open: BadRating, ticket: Ticket) => Plan | Promise<Plan>,
): Promise<Ticket> =>
  actOnTicket(desk, act, async (ticket, _at, tx) => {
    const open = mustBeOpen(await findOpenBadRating(tx, ticket.id))
    const { rating, ends, ...planned } = await plan(open, ticket)
    const isDesk = act.actor.departmentId === null
    const owner =
      open.staff_id === null && isDesk ? { staff_id: act.actor.id, staff_name: act.actor.name } : {}
    return {
      ...planned,
      also: async (tx2, moved, now) => {
        await planned.also?.(tx2, moved, now)
        if (!(await changeBadRating(tx2, open.id, { ...owner, ...rating }, open)))
          throw new AppError('conflict', '另一位同事刚刚处理了这条差评，您的操作没有生效。请看过再操作。')
        if (ends) await closeBadRating(tx2, ticket.id, ends, now)
      },
    }
  })

/** Takes an item, or takes it over from a colleague. @throws AppError conflict when nothing is open. */
export const takeRating = (desk: ActionDesk, actor: StaffActor, ticketId: string): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    const open = mustBeOpen(await findOpenBadRating(tx, ticketId))
    await changeBadRating(tx, open.id, { staff_id: actor.id, staff_name: actor.name }, open)
  })

export const nowOf = (desk: ActionDesk): string => isoNow(desk.clock)
