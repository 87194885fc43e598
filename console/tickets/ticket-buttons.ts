import type { TicketAction } from '../../src/contracts/ticket.ts'

export type TicketForm = 'dispatch' | 'contact' | 'reply' | 'return' | 'review' | 'note'

export type TicketButton = {
  action: TicketAction
  label: string
  key: string
  /** The form it opens; null = it happens at once. */
  form: TicketForm | null
  /** May stand as the page's main action when it is the first one allowed. */
  main: boolean
}

/** What staff can press on a ticket, in the order of the work; the server says which are allowed now. */
export const TICKET_BUTTONS: readonly TicketButton[] = [
  { action: 'sign', label: '签收', key: 's', form: null, main: true },
  { action: 'reply', label: '答复', key: 'a', form: 'reply', main: true },
  { action: 'dispatch', label: '派单', key: 'p', form: 'dispatch', main: true },
  { action: 'approve_return', label: '审核退单', key: 'v', form: 'review', main: true },
  { action: 'contact', label: '记录联系', key: 'c', form: 'contact', main: false },
  { action: 'request_return', label: '申请退单', key: 'b', form: 'return', main: false },
  { action: 'note', label: '备注', key: 'n', form: 'note', main: false },
]
