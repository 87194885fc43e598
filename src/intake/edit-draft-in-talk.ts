import { AppError } from '../contracts/errors.ts'
import type { Reply } from '../contracts/message.ts'
import { findConversation, saveContext } from '../conversations/conversation-repository.ts'
import { say } from '../conversations/say.ts'
import { isoNow } from '../platform/clock.ts'
import type { Desk } from './desk.ts'
import { type DraftField, setDraftField } from './draft/edit-draft.ts'
import { showDraft } from './draft/show-draft.ts'
import { inTurn } from './take-turns.ts'

/**
 * Changes one field of the draft from the card on the page, and shows the draft anew.
 * @throws AppError conflict when there is no draft (it was submitted or cancelled) or an agent holds the talk (the bot
 * is silent then), invalid_request as `setDraftField`.
 */
export const editDraft = (
  desk: Desk,
  conversationId: string,
  field: DraftField,
  value: string,
): Promise<Reply> =>
  inTurn(conversationId, async () => {
    const talk = await findConversation(desk.db, conversationId)
    const draft = talk?.context.draft
    if (!talk || !draft) throw new AppError('conflict', '这份登记已经提交或取消了，没有改动。')
    if (talk.heldBy === 'agent') {
      throw new AppError('conflict', '坐席正在为您服务，登记先没有改动。要改的地方请直接告诉坐席。')
    }
    const next = { ...setDraftField(desk, draft, field, value), shown: true, asking: null }
    const reply = showDraft(next, desk.rules, '已改好。')
    const messageId = await desk.db.transaction().execute(async (tx) => {
      const options = (reply.options ?? []).map((o) => ({ value: o.value, entryId: null }))
      const context = { ...talk.context, draft: next, options }
      if (!(await saveContext(tx, talk.id, talk.version, context))) {
        throw new AppError('conflict', '会话刚刚有变化，这次修改没有保存，请再改一次。')
      }
      return say(tx, { conversationId, author: 'bot', reply, inline: true, at: isoNow(desk.clock) })
    })
    return { ...reply, messageId }
  })
