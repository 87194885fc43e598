import { AppError } from '../contracts/errors.ts'
import { nameCategory } from '../tickets/name-department.ts'
import { leafNow } from '../tickets/rules-now.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { type Act, type ActionDesk, actOnTicket } from './act-on-ticket.ts'

/**
 * The desk puts a ticket into another category, where its own went out of use or was wrong. Where it is and what was promised stay.
 * @throws AppError invalid_request for a category that is not in use; and as `moveTicket`.
 */
export const recategorise = async (desk: ActionDesk, r: Act & { categoryId: string }): Promise<Ticket> => {
  if (leafNow(desk.rules, r.categoryId)?.id !== r.categoryId)
    throw new AppError('invalid_request', '没有这个分类，或者已经停用，请从列表里选。')
  return actOnTicket(desk, r, (ticket) => ({
    action: 'recategorise',
    publicText: '',
    internalNote: `分类从“${nameCategory(desk.rules, ticket.categoryId)}”改为“${nameCategory(desk.rules, r.categoryId)}”`,
    changes: { category_id: r.categoryId },
  }))
}
