import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { findConversation, lockTalk, saveContext } from '../../conversations/conversation-repository.ts'
import { isSpoken } from '../../conversations/hold-conversation.ts'
import { say } from '../../conversations/say.ts'
import { choiceOf, chooseContactIn } from '../../feedback/choose-contact.ts'
import { isoNow } from '../../platform/clock.ts'
import { findKeyedTicket } from '../../tickets/action-key-repository.ts'
import { openTicketIn } from '../../tickets/open-ticket.ts'
import { openingReply, putPhotosOn } from '../carry-out.ts'
import type { Desk } from '../desk.ts'
import { makeTitle } from '../draft/start-draft.ts'
import { saveForm } from './form-repository.ts'
import { readTalkForm } from './talk-form.ts'

/**
 * What the agent gets: the number. The query code goes to the citizen in their thread and stays hidden from staff; on the
 * telephone there is no thread, so the agent reads it out, once.
 */
export type Filed = { number: string; readOut: string | null }

/**
 * The agent who holds a talk makes its form a ticket; the same key again changes nothing. The citizen gets the receipt in
 * the talk. @throws AppError not_found, conflict when somebody else holds the talk, invalid_request without a matter.
 */
export const fileTicket = async (
  desk: Desk,
  agent: StaffMember,
  conversationId: string,
  key: string,
): Promise<Filed> =>
  desk.db.transaction().execute(async (tx) => {
    await lockTalk(tx, conversationId)
    const talk = await findConversation(tx, conversationId)
    if (!talk) throw new AppError('not_found', '没有找到这个会话。')
    if (talk.heldBy !== 'agent' || talk.agentId !== agent.id)
      throw new AppError('conflict', '这个会话不在您手里，没有提交。请先接待。')
    const idempotencyKey = `desk:${conversationId}:${key}`
    const before = await findKeyedTicket(tx, idempotencyKey)
    if (before) return { number: before.number, readOut: null }
    const form = await readTalkForm(desk, tx, conversationId)
    const { asking: _asking, asked: _asked, shown: _shown, followUp, ...fields } = form.draft
    const { roles, departmentId } = agent
    if (fields.matter.length < 2)
      throw new AppError('invalid_request', '还没有写明是什么事。请先补上“内容”再提交。')
    if (followUp) {
      const { citizenId } = talk
      await chooseContactIn(tx, desk, { ...choiceOf(followUp), citizenId, via: 'agent', staffId: agent.id })
    }
    const opened = await openTicketIn(tx, desk, {
      input: { ...fields, title: makeTitle(form.draft) },
      routing: form.routing,
      citizenId: talk.citizenId,
      conversationId,
      channel: talk.channel,
      actor: { kind: 'staff', id: agent.id, name: agent.name, roles, departmentId },
      idempotencyKey,
    })
    await putPhotosOn(tx, conversationId, opened.ticket, 1)
    const at = isoNow(desk.clock)
    await saveForm(tx, conversationId, { edits: {}, filedAt: at })
    // A draft the assistant began is this ticket now: it must not be asked for again.
    const context = { ...talk.context, draft: null, pending: null, options: [] }
    await saveContext(tx, conversationId, talk.version, context)
    const spoken = isSpoken(talk)
    if (!spoken) {
      const reply = openingReply(desk, opened)
      const speaker = { kind: 'agent' as const, name: agent.name }
      await say(tx, { conversationId, author: 'agent', staffId: agent.id, reply: { ...reply, speaker }, at })
    }
    return { number: opened.ticket.number, readOut: spoken ? opened.queryCode : null }
  })
