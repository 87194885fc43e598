import type { TalkContext } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import { unitNow } from '../tickets/rules-now.ts'
import { askBack } from './ask-back.ts'
import type { Desk } from './desk.ts'
import { lookUp } from './look-up.ts'
import { PHRASES } from './phrases.ts'
import type { TurnPlan } from './turn-plan.ts'

/**
 * Not sure: said as unsure, with a person and a ticket as the two ways on. After two misses the person comes first.
 * `says` replaces the usual words where we know why.
 */
export const decline = (
  context: TalkContext,
  meaning: Meaning,
  confidence: number,
  says?: string,
): TurnPlan => {
  const misses = context.misses + 1
  const options = [
    { label: PHRASES.human, value: PHRASES.human },
    { label: '记成工单', value: PHRASES.offerTicket },
  ]
  const text = says ?? (misses >= 2 ? PHRASES.unsureAgain : PHRASES.unsure)
  const type = meaning.intent === 'help' ? 'help' : 'consult'
  return {
    says: [{ kind: 'decline', text, options, confidence: Math.round(confidence * 1000) / 1000 }],
    context: {
      ...context,
      options: options.map((o) => ({ value: o.value, entryId: null })),
      alternatives: [],
      pending: { kind: 'offer-ticket', matter: meaning.text, type },
      misses,
    },
    effects: [],
    decided: [{ decision: 'none', confidence, entryId: null }],
  }
}

/**
 * "不是这个", "都不是": what else the question may have meant, where something is left; otherwise unsure, keeping the question that
 * was asked. Either way the talk is no longer about the entry that was refused.
 */
export const declineOptions = (context: TalkContext, meaning: Meaning): TurnPlan => {
  const matter =
    context.pending?.kind === 'offer-ticket' ? context.pending.matter : context.topicText || meaning.text
  const about = { ...meaning, text: matter }
  const forgotten: TalkContext = { ...context, topicEntryId: null, topicText: '', topicFields: [] }
  if (context.alternatives.length > 0) {
    const left = context.alternatives.map(({ value, entryId }) => ({ question: value, entryId }))
    const plan = askBack(forgotten, about, left, 0)
    return { ...plan, context: { ...plan.context, misses: context.misses + 1 } }
  }
  return decline(forgotten, about, 0)
}

/**
 * "我的低保批了没": only the office that works on the case knows. Says so, with the phone of the department the matter belongs to
 * where the base knows it.
 */
export const declineOwnRecord = async (
  desk: Desk,
  context: TalkContext,
  meaning: Meaning,
): Promise<TurnPlan> => {
  const asked = { ...meaning, intent: 'consult' as const }
  const { hits, decision } = await lookUp(desk, asked)
  const best = decision.kind === 'none' || !hits[0] ? null : await findEntry(desk.db, hits[0].entryId)
  const department = best ? (unitNow(desk.rules, best.department) ?? undefined) : undefined
  return decline(context, meaning, 0, PHRASES.ownRecord(department))
}
