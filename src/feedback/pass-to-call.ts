import { isoNow } from '../platform/clock.ts'
import { LIMITS } from '../platform/limits.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { peopleOf } from './ask-follow-up.ts'
import { type AskDesk, nextAskTime } from './ask-questions.ts'
import { forgetContact, lockContact } from './contact-repository.ts'
import { changeOwner, type FollowUp, findFollowUp, listUndelivered } from './follow-up-repository.ts'

const passOne = (desk: AskDesk, followUp: FollowUp): Promise<boolean> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const choice = await lockContact(tx, followUp.citizen_id, at)
    const now = await findFollowUp(tx, followUp.id)
    const ticket = await findTicket(tx, followUp.ticket_id)
    if (!ticket || now?.ended_at !== null || now.owner !== 'channel') return false
    await forgetContact(tx, followUp.citizen_id, followUp.message_id ?? '')
    const mayCall = !choice.noFollowUp && !choice.noCall && ticket.contactPhone !== ''
    const dueAt = await nextAskTime(tx, desk, await peopleOf(tx, ticket), at)
    await changeOwner(tx, followUp.id, { owner: mayCall ? 'call' : 'self', state: 'waiting', dueAt })
    return true
  })

/**
 * Questions the channel could not deliver go to the list of calls, once the channel gave up: their citizens never saw them,
 * so nobody is asked twice. @returns how many.
 */
export const passToCall = async (desk: AskDesk): Promise<number> => {
  let passed = 0
  for (const followUp of await listUndelivered(desk.db, LIMITS.pageSize)) {
    if (await passOne(desk, followUp)) passed++
  }
  return passed
}
