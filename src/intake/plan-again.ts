import type { TalkContext } from '../contracts/conversation.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

type Again = Extract<NonNullable<TalkContext['pending']>, { kind: 'again' }>

/** Short words that say it did not last; a longer message may be about anything. */
const BROKE =
  /又(坏|不|出|有|漏|黑|堵|灭|响|脏|臭|来|开始)|坏了|没(有)?(修)?好|不好|不亮|反复|老样子|还是(没|不)/
const LASTS = /^(还|都|一直|目前|现在)*(好|挺好|还行|可以|正常|没问题|没再|没坏|没有问题|亮着|修好了)/
const ASKS = /(吗|么|呢)[？?。!\s]*$|[?？]\s*$/
const SHORT = 60
const FACTS_MIN = 4

const over = (context: TalkContext, effects: TurnPlan['effects']): TurnPlan => ({
  says: [],
  context: { ...context, pending: null, options: [] },
  effects,
  decided: [],
})

/**
 * Reads the answer to "现在还好吗": it lasted, or it broke again, which needs to be told in words and opens the ticket again. Null when the
 * message is about something else.
 */
export const planAgain = (context: TalkContext, again: Again, text: string): TurnPlan | null => {
  const said = text.trim()
  const { ticketId } = again
  if (again.asks === 'facts') {
    if (said.length < FACTS_MIN) return sayOnly(context, notice('请多写几个字：现在怎么样，从什么时候开始。'))
    return over(context, [{ kind: 'broke-again', ticketId, text: said.slice(0, 500) }])
  }
  if (said.length > SHORT || ASKS.test(said)) return null
  if (BROKE.test(said)) {
    if (said.length > FACTS_MIN + 2) return over(context, [{ kind: 'broke-again', ticketId, text: said }])
    const asks = { ...context, pending: { ...again, asks: 'facts' as const }, options: [] }
    return sayOnly(asks, {
      kind: 'notice',
      asks: 'reason',
      text: '请说一句现在怎么样、从什么时候开始，我这就重新办理。',
    })
  }
  return LASTS.test(said) ? over(context, [{ kind: 'lasts', ticketId }]) : null
}
