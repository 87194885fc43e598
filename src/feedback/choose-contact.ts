import type { CityRules } from '../contracts/city-rules.ts'
import type { ContactChoice } from '../contracts/follow-up.ts'
import type { FollowUpWish } from '../contracts/follow-up-wish.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { closeUnrated } from './close-silent.ts'
import { lockContact, saveChoice } from './contact-repository.ts'
import { changeOwner, endFollowUp, listWaitingOf } from './follow-up-repository.ts'

type Desk = { clock: Clock; rules: CityRules }
/** Where it was said; staff write it down for somebody who told them. */
export type ChoiceMade = ContactChoice & {
  citizenId: string
  via: 'form' | 'talk' | 'page' | 'agent'
  staffId?: string
}

/** The word of a form as what is kept. */
export const choiceOf = (wish: FollowUpWish): ContactChoice => ({
  noFollowUp: wish === 'none',
  noCall: wish !== 'yes',
})

/** What is kept as the word of a form. */
export const wishOf = (choice: ContactChoice | null): FollowUpWish =>
  choice?.noFollowUp ? 'none' : choice?.noCall ? 'no_call' : 'yes'

/**
 * Keeps what somebody chose about being asked, at once and for all of their tickets, in the caller's transaction: questions that
 * wait are not asked and calls not made any more. Chosen again, it is the other way round. Call it before any ticket is locked.
 */
export const chooseContactIn = async (tx: Db, desk: Desk, made: ChoiceMade): Promise<void> => {
  const at = isoNow(desk.clock)
  const { citizenId, noFollowUp, via, staffId = null } = made
  const noCall = made.noCall || noFollowUp
  const before = await lockContact(tx, citizenId, at)
  await saveChoice(tx, citizenId, { noFollowUp, noCall, via, staffId, at })
  const isChanged = before.noFollowUp !== noFollowUp || before.noCall !== noCall
  if (isChanged) {
    await appendEvent(tx, {
      at,
      type: 'contact.chosen',
      subject: { type: 'citizen', id: citizenId },
      actor: staffId ? { kind: 'staff', id: staffId } : { kind: 'citizen', id: citizenId },
      data: { noFollowUp, noCall, via },
    })
  }
  for (const waiting of await listWaitingOf(tx, citizenId)) {
    if (noFollowUp) {
      const publicText = '您选择了不要回访，工单办结。您仍然可以评价。'
      if (waiting.kind === 'reply')
        await closeUnrated(tx, waiting.ticket_id, { publicText, unasked: 'opted_out' }, at)
      await endFollowUp(tx, waiting.ticket_id, 'opted_out', at)
    } else if (noCall && waiting.owner === 'call') {
      await changeOwner(tx, waiting.id, { owner: 'self', state: 'waiting', dueAt: waiting.due_at })
    }
  }
}

/** `chooseContactIn` in a transaction of its own. */
export const chooseContact = (desk: Desk & { db: Database }, made: ChoiceMade): Promise<void> =>
  desk.db.transaction().execute((tx) => chooseContactIn(tx, desk, made))

const SAID: Record<FollowUpWish, string> = {
  yes: '好的，办完会问您一次解决没有、满不满意。您随时可以说“不要回访”。',
  no_call: '好的，不给您打电话了，只在这里给您留言。想改回来，说“可以打电话”。',
  none: '好的，办完不再回访您，答复仍然会告诉您，您也可以自己评价。想改回来，说“可以回访”。',
}

/** Said in a talk. @returns what is answered. */
export const chooseInTalk = async (
  tx: Db,
  desk: Desk,
  citizenId: string,
  wish: FollowUpWish,
): Promise<string> => {
  await chooseContactIn(tx, desk, { ...choiceOf(wish), citizenId, via: 'talk' })
  return SAID[wish]
}
