import type { TalkContext, TicketDraft } from '../contracts/conversation.ts'
import { AppError } from '../contracts/errors.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { TicketType } from '../contracts/ticket.ts'
import { TYPE_LABELS } from '../tickets/state-labels.ts'
import type { Desk } from './desk.ts'
import { readEdit, setDraftField } from './draft/edit-draft.ts'
import { fillDraft, placeAlone } from './draft/fill-draft.ts'
import { askOrShow } from './draft/show-draft.ts'
import { startDraft } from './draft/start-draft.ts'
import { lookUp } from './look-up.ts'
import { PHRASES } from './phrases.ts'
import { leavesOut, saysCancel, saysEdit, saysYes } from './read-choice.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

const goOn = (desk: Desk, context: TalkContext, draft: TicketDraft, before = ''): TurnPlan => {
  const next = askOrShow(draft, desk.rules, before)
  const options = (next.reply.options ?? []).map((o) => ({ value: o.value, entryId: null }))
  return sayOnly({ ...context, draft: next.draft, options, pending: null, misses: 0 }, next.reply)
}

/** Begins a draft from a complaint or request, filled with what was already said (and the number a caller calls from). */
export const beginDraft = (
  desk: Desk,
  context: TalkContext,
  meaning: Meaning,
  type: TicketType,
  callerNumber = '',
): TurnPlan => {
  const started = startDraft(desk, meaning, type)
  const draft = { ...started, contactPhone: started.contactPhone || callerNumber }
  const before = draft.matter ? `好，我帮您登记一件${TYPE_LABELS[type]}。` : ''
  return goOn(desk, context, draft, before)
}

const ASKS = /[?]|怎么|咋|多少|哪里|哪儿|什么|几天|几点|几号|多久|能不能|可不可以|吗[?。]?$/

/**
 * Whether a message in the middle of a draft is a question of its own rather than an answer to ours: it asks, and the
 * base has an answer it is sure of. What happened is never taken for a question, however it is put.
 */
export const isQuestionInBetween = async (
  desk: Desk,
  draft: TicketDraft,
  meaning: Meaning,
): Promise<boolean> => {
  if (draft.asking === 'matter' || !ASKS.test(meaning.text) || meaning.text.length < 5) return false
  if (draft.asking === 'phone' && meaning.entities.phones.length > 0) return false
  if (readEdit(meaning.text) || saysCancel(meaning.text) || leavesOut(meaning.text)) return false
  return (await lookUp(desk, { ...meaning, intent: 'consult' })).decision.kind === 'answer'
}

/** Digits that were meant as a phone number and are none: asked again instead of taken as words. */
const looksMistyped = (meaning: Meaning): boolean =>
  meaning.entities.phones.length === 0 && /^[\d\s-]{5,}$/.test(meaning.text)

/** The next step of a draft in progress: an answer to our question, a correction, a yes, or a change of mind. */
export const continueDraft = (
  desk: Desk,
  context: TalkContext,
  draft: TicketDraft,
  meaning: Meaning,
): TurnPlan => {
  const text = meaning.text
  if (saysCancel(text) && !(draft.asking && draft.asking !== 'matter' && text.startsWith('不'))) {
    return sayOnly({ ...context, draft: null, options: [], pending: null }, notice(PHRASES.cancelled))
  }
  if (draft.shown && saysYes(text)) {
    return {
      says: [],
      context: { ...context, draft: null, options: [], pending: null, topicEntryId: null },
      effects: [{ kind: 'open-ticket', draft }],
      decided: [],
    }
  }
  if (draft.shown && saysEdit(text)) return sayOnly(context, { kind: 'collect', text: PHRASES.askEdit })
  if (draft.shown && leavesOut(text)) return goOn(desk, context, draft)
  if (draft.asking === 'phone' && looksMistyped(meaning)) {
    return sayOnly(context, {
      kind: 'collect',
      text: PHRASES.phoneAgain,
      options: [{ label: '不留', value: '不留' }],
    })
  }
  const edit = readEdit(text)
  if (edit) {
    try {
      return goOn(desk, context, setDraftField(desk, draft, edit.field, edit.value), '已改好。')
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return sayOnly(context, { kind: 'collect', text: error.message })
    }
  }
  const next = fillDraft(desk, draft, meaning)
  return goOn(desk, context, next, draft.shown ? PHRASES.filled(placeAlone(meaning)?.text) : '')
}
