import type { Conversation } from '../contracts/conversation.ts'
import { listTicketsOfCitizen } from '../tickets/ticket-repository.ts'
import type { Desk } from './desk.ts'
import { planRating } from './plan-rating.ts'
import type { TurnPlan } from './turn-plan.ts'

const OWN_LOOKED_AT = 5
/** Said of a matter and nothing else: "没解决，昨晚还是吵", "已经修好了". Anything longer before it may be a matter of its own. */
const SAYS_HOW_IT_IS =
  /^(?:还是|仍然|仍|根本|一直|现在|问题|事情|都|也|并|到现在|我的|这件事)*(?:(?:没有?|未)(?:得到)?(?:解决|处理好|修好|办好|弄好)|(?:已经)?(?:解决|处理好|修好|办好|弄好)了)/

/**
 * Whoever has read the answer says at once whether it is solved, before we ask: at night we do not ask. Their words count as if we had.
 * Null without exactly one answered ticket of this talk that nobody has rated, and for anything else.
 */
export const planUnasked = async (
  desk: Desk,
  conversation: Conversation,
  text: string,
): Promise<TurnPlan | null> => {
  const { context, citizenId, id } = conversation
  if (context.pending !== null || context.draft || !SAYS_HOW_IT_IS.test(text.trim())) return null
  const own = await listTicketsOfCitizen(desk.db, citizenId, OWN_LOOKED_AT)
  const answered = own.filter((ticket) => ticket.state === 'followup' && ticket.conversationId === id)
  const [ticket, ...others] = answered
  if (!ticket || others.length > 0) return null
  return planRating(context, { kind: 'rate', ticketId: ticket.id, asks: 'solved', more: [] }, text)
}
