import type { Conversation, TicketDraft } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Desk } from './desk.ts'
import { askOrShow } from './draft/show-draft.ts'
import { planAnswer } from './plan-answer.ts'
import { continueDraft, isQuestionInBetween } from './plan-draft.ts'
import { planProgress } from './plan-progress.ts'
import { offerSameMatter, planSameMatterChoice } from './plan-same-matter.ts'
import { planUrge } from './plan-urge.ts'
import type { TurnPlan } from './turn-plan.ts'

/** Longer words about progress tell what happened, and belong to the matter. */
const PROGRESS_MAX = 20
const OPEN = '刚才的登记还在，接着来：'

/** What was said first, then the draft again: it stays open behind every question in between. */
const thenDraft = (desk: Desk, draft: TicketDraft, plan: TurnPlan): TurnPlan => {
  const again = askOrShow(draft, desk.rules, OPEN)
  const says = plan.says.map(({ options: _, ...reply }) => reply)
  return { ...plan, says: [...says, again.reply], context: { ...plan.context, draft: again.draft } }
}

/** "我的工单办到哪了", "催一下" while a draft is open asks about another ticket, and is no part of this matter. */
const planOtherTicket = async (
  desk: Desk,
  conversation: Conversation,
  draft: TicketDraft,
  meaning: Meaning,
): Promise<TurnPlan | null> => {
  if (draft.asking === 'matter' || meaning.intent !== 'progress' || meaning.text.length > PROGRESS_MAX)
    return null
  const urge = await planUrge(desk, conversation, meaning)
  // An urging is answered when it is carried out, and one of several tickets has to be chosen first: the draft waits.
  if (urge && (urge.effects.length > 0 || urge.says.some(({ options }) => options))) return urge
  return thenDraft(desk, draft, urge ?? (await planProgress(desk, conversation, meaning)))
}

/**
 * The next step while a draft is open: a choice about a like matter, a question in between that is answered before the draft goes on,
 * or the draft itself; null where none is open.
 */
export const planOpenDraft = async (
  desk: Desk,
  conversation: Conversation,
  meaning: Meaning,
  onDelta?: (text: string) => void,
): Promise<TurnPlan | null> => {
  const { context } = conversation
  const draft = context.draft
  if (!draft) return null
  const chosen = planSameMatterChoice(context, draft, meaning)
  if (chosen) return chosen
  const other = await planOtherTicket(desk, conversation, draft, meaning)
  if (other) return other
  if (await isQuestionInBetween(desk, draft, meaning))
    return thenDraft(desk, draft, await planAnswer(desk, context, meaning, onDelta))
  const plan = continueDraft(desk, context, draft, meaning)
  const opens = plan.effects.some((effect) => effect.kind === 'open-ticket')
  return (opens ? await offerSameMatter(desk, conversation, draft) : null) ?? plan
}
