import type { ActionDesk } from '../../src/dispatch/act-on-ticket.ts'
import { auditReply, replyToTicket, signReply } from '../../src/dispatch/reply-ticket.ts'
import { buildStaff } from './build-ticket.ts'

/** A signed ticket of the lights department answered, signed by its leader and passed by the hotline: published. */
export const answerTicket = async (
  desk: ActionDesk,
  ticketId: string,
  publicReply: string,
  internalNote = '',
): Promise<void> => {
  const [handler, leader] = [buildStaff(['handler'], 'lights'), buildStaff(['signer'], 'lights')]
  await replyToTicket(desk, { ticketId, actor: handler, publicReply, internalNote })
  await signReply(desk, { ticketId, actor: leader, approve: true, note: '' })
  await auditReply(desk, { ticketId, actor: buildStaff(['dispatcher']), approve: true, note: '' })
}
