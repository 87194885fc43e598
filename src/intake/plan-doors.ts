import type { CityRules } from '../contracts/city-rules.ts'
import type { Conversation, TalkContext } from '../contracts/conversation.ts'
import type { SpecialRouteFile } from '../contracts/knowledge-file.ts'
import type { Reply } from '../contracts/message.ts'
import type { Desk } from './desk.ts'
import { PHRASES } from './phrases.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

/** The route as an administrator left it: its words may have changed since the patterns were read. */
export const routeNow = (rules: CityRules, route: SpecialRouteFile): SpecialRouteFile =>
  rules.specialRoutes.find((r) => r.id === route.id) ?? route

/** Danger: the number to call stands in the first line, before any form; a person is called to the talk as well. */
export const planDanger = (context: TalkContext, route: SpecialRouteFile): TurnPlan => {
  const number = route.number ?? '110'
  const text = `请现在就拨打 ${number}。\n${route.says}`
  const reply: Reply = { kind: 'notice', text, emergency: { number } }
  return {
    says: [reply],
    context: { ...context, pending: null },
    effects: [{ kind: 'queue-for-agent', why: 'danger', reason: `紧急：${route.name}` }],
    decided: [{ decision: route.reasonCode, confidence: 1, entryId: null }],
  }
}

/** Another door's matter: says which door, and ends what was open. */
export const planSpecialRoute = (context: TalkContext, route: SpecialRouteFile): TurnPlan => ({
  says: [notice(route.says)],
  context: { ...context, draft: null, options: [], pending: null },
  effects: [],
  decided: [{ decision: route.reasonCode, confidence: 1, entryId: null }],
})

/** A person, as asked: queued once. */
export const planHuman = (conversation: Conversation, context: TalkContext): TurnPlan => {
  if (conversation.heldBy === 'waiting')
    return sayOnly(context, { kind: 'handover', text: PHRASES.alreadyQueued })
  return {
    says: [],
    context: { ...context, pending: null, options: [], misses: 0 },
    effects: [{ kind: 'queue-for-agent', why: 'asked', reason: '市民要求转人工' }],
    decided: [],
  }
}

/** Greeting and thanks. */
export const planSmallTalk = (desk: Desk, context: TalkContext, text: string): TurnPlan =>
  sayOnly(
    context,
    notice(/谢|辛苦|再见|拜拜/.test(text) ? PHRASES.thanks : PHRASES.greeting(desk.rules.city.name)),
  )
