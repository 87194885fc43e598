import { AppError } from '../contracts/errors.ts'
import type { TicketType, Urgency } from '../contracts/ticket.ts'
import { nameCategory } from '../tickets/name-department.ts'
import { leafNow } from '../tickets/rules-now.ts'
import { TYPE_LABELS, URGENCY_LABELS } from '../tickets/state-labels.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { type Act, type ActionDesk, actOnTicket, type Planned } from './act-on-ticket.ts'
import type { MatterDesk } from './matter-desk.ts'
import { noteDecision } from './note-decision.ts'

/** What the desk takes a ticket for, where it was taken for something else. */
export type Correction = {
  categoryId?: string | undefined
  type?: TicketType | undefined
  urgency?: Urgency | undefined
}

type Router = Pick<MatterDesk, 'route'>

type Change = { says: string; changes: NonNullable<Planned['changes']> }

const changeOf = (what: string, before: string, after: string, changes: Change['changes']): Change => ({
  says: `${what}从“${before}”改为“${after}”`,
  changes,
})

/** Nobody has sent it yet: whom it may go to is advised anew, and the person who looks at it sends it. */
const adviseAnew = (desk: Router, { matter, districtId }: Ticket, categoryId: string): Change['changes'] => {
  const routing = desk.route({ text: matter, districtId, categoryId, isDecided: true })
  return {
    routing: JSON.stringify({ ...routing, departmentId: null }),
    catalogue_line_id: routing.catalogueLineId,
  }
}

const listChanges = (
  desk: ActionDesk & Router,
  ticket: Ticket,
  { categoryId, type, urgency }: Correction,
): Change[] => {
  const list: Change[] = []
  if (categoryId !== undefined && categoryId !== ticket.categoryId) {
    list.push(
      changeOf('分类', nameCategory(desk.rules, ticket.categoryId), nameCategory(desk.rules, categoryId), {
        category_id: categoryId,
        ...(ticket.leadDepartmentId === null ? adviseAnew(desk, ticket, categoryId) : {}),
      }),
    )
  }
  if (type !== undefined && type !== ticket.type)
    list.push(
      changeOf('类型', TYPE_LABELS[ticket.type], TYPE_LABELS[type], {
        type,
        // Who reports is protected from then on; what was promised to one who reported stays promised.
        ...(type === 'report' ? { confidential: 1 } : {}),
      }),
    )
  if (urgency !== undefined && urgency !== ticket.urgency)
    list.push(changeOf('紧急程度', URGENCY_LABELS[ticket.urgency], URGENCY_LABELS[urgency], { urgency }))
  return list
}

/**
 * The desk takes a ticket for something else: another category, type of appeal or urgency. Where it is and what was promised stay; whom an
 * unsent one may go to is advised anew, and the next matter like it is taken so.
 * @throws AppError invalid_request for a category that is not in use, or where nothing is different; and as `moveTicket`.
 */
export const recategorise = async (desk: ActionDesk & Router, r: Act & Correction): Promise<Ticket> => {
  const { categoryId } = r
  if (categoryId !== undefined && leafNow(desk.rules, categoryId)?.id !== categoryId)
    throw new AppError('invalid_request', '没有这个分类，或者已经停用，请从列表里选。')
  return actOnTicket(desk, r, (ticket) => {
    const list = listChanges(desk, ticket, r)
    if (list.length === 0) throw new AppError('invalid_request', '和现在一样，没有要改的。')
    return {
      action: 'recategorise',
      publicText: '',
      internalNote: list.map(({ says }) => says).join('；'),
      changes: Object.assign({}, ...list.map(({ changes }) => changes)),
      // One that was not sent yet is learned from when it is.
      also: async (tx, moved, at) => {
        if (moved.leadDepartmentId !== null)
          await noteDecision(tx, desk.rules, {
            ticket: moved,
            departmentId: moved.leadDepartmentId,
            actor: r.actor,
            at,
          })
      },
    }
  })
}
