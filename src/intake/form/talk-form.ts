import type { Conversation } from '../../contracts/conversation.ts'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Routing } from '../../contracts/ticket.ts'
import { findConversation, lockTalk } from '../../conversations/conversation-repository.ts'
import { listWords } from '../../conversations/list-words.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import type { Desk } from '../desk.ts'
import { type DraftField, setDraftField } from '../draft/edit-draft.ts'
import { type FormEdits, findForm, saveForm } from './form-repository.ts'
import type { Utterance } from './hear-fields.ts'
import { type ReadForm, readForm } from './read-form.ts'

/** The form of a talk as it stands: read from the talk, with the corrections on top, and where it would go. */
export type TalkForm = ReadForm & { edits: FormEdits; routing: Routing; filedAt: string | null }

/** On the telephone the caller's number is known. */
const callerPhone = (talk: Conversation): string =>
  talk.channel === 'voice' && /^\+?\d{7,15}$/.test(talk.channelUserId) ? talk.channelUserId : ''

/** Everything said in a talk since the last ticket was filed from it. */
const listUtterances = async (db: Db, id: string, since: string | null): Promise<Utterance[]> => {
  const thread = (await listWords(db, id)).filter((word) => word.spoken?.isFinal !== false)
  const lastTicket = thread.findLastIndex((m) => m.reply?.ticket)
  if (lastTicket >= 0) return thread.slice(lastTicket + 1)
  return thread.filter((m) => since === null || m.at > since)
}

const withEdits = (desk: Desk, form: ReadForm, edits: FormEdits): ReadForm => {
  let { draft } = form
  for (const [field, { value }] of Object.entries(edits))
    draft = setDraftField(desk, draft, field as DraftField, value)
  return { draft, sources: form.sources }
}

/** Reads the form of a talk. @throws AppError not_found. */
export const readTalkForm = async (desk: Desk, db: Db, conversationId: string): Promise<TalkForm> => {
  const talk = await findConversation(db, conversationId)
  if (!talk) throw new AppError('not_found', '没有找到这个会话。')
  const { edits, filedAt } = await findForm(db, conversationId)
  const said = await listUtterances(db, conversationId, filedAt)
  const form = withEdits(desk, readForm(desk, said, callerPhone(talk)), edits)
  const { matter, placeText, districtId, categoryId } = form.draft
  const routing = desk.route({ text: `${matter}\n${placeText}`, districtId, categoryId })
  return { ...form, edits, routing, filedAt }
}

/**
 * An agent corrects a field by hand, or lets it follow the talk again with `value` null. Corrections stay when the talk
 * goes on. @throws AppError not_found, invalid_request as `setDraftField`.
 */
export const correctField = async (
  desk: Desk,
  agent: StaffMember,
  conversationId: string,
  field: DraftField,
  value: string | null,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    await lockTalk(tx, conversationId)
    const { draft } = await readTalkForm(desk, tx, conversationId)
    if (value !== null) setDraftField(desk, draft, field, value)
    const kept = await findForm(tx, conversationId)
    const { [field]: _, ...others } = kept.edits
    const at = isoNow(desk.clock)
    const edits = value === null ? others : { ...others, [field]: { value, staffId: agent.id, at } }
    await saveForm(tx, conversationId, { ...kept, edits })
    await appendEvent(tx, {
      at,
      type: 'conversation.corrected',
      subject: { type: 'conversation', id: conversationId },
      actor: { kind: 'staff', id: agent.id },
      data: { field },
    })
  })
