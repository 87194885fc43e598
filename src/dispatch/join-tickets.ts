import { AppError } from '../contracts/errors.ts'
import { isoNow } from '../platform/clock.ts'
import { joinTicketIn } from '../tickets/joint/join-ticket.ts'
import { enqueueTellJoined } from '../tickets/joint/joined-job.ts'
import { splitTicketIn } from '../tickets/joint/split-ticket.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicketByNumber } from '../tickets/ticket-repository.ts'
import type { Act, ActionDesk } from './act-on-ticket.ts'

const JOINED_SAYS =
  '您反映的和其他诉求人反映的是同一件事，一起办理，办好后单独答复您。您的姓名和电话别人看不到。'
const SPLIT_SAYS = '核实后，您反映的事单独办理，时限从您当初提交时算起。'

/**
 * The desk joins a ticket to the one of `masterNumber` (并案). Its citizen is told in their own talk. @throws AppError not_found for an
 * unknown number, and as `joinTicketIn`.
 */
export const joinTickets = (desk: ActionDesk, j: Act & { masterNumber: string }): Promise<Ticket> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const master = await findTicketByNumber(tx, j.masterNumber.trim())
    if (!master) throw new AppError('not_found', '没有这个编号的工单，请核对要并入的编号。')
    const joined = await joinTicketIn(tx, desk.rules, { ...j, masterId: master.id, at })
    await enqueueTellJoined(tx, joined, { text: JOINED_SAYS, departmentId: null, isReply: false }, at)
    return joined
  })

/** The desk takes a ticket out of a joint case again (拆出单办); its citizen is told. @throws AppError as `splitTicketIn`. */
export const splitTicket = (desk: ActionDesk, s: Act & { reason: string }): Promise<Ticket> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const split = await splitTicketIn(tx, desk.rules, { ...s, at })
    await enqueueTellJoined(tx, split, { text: SPLIT_SAYS, departmentId: null, isReply: false }, at)
    return split
  })
