import type { Conversation } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { refusalOf } from '../tickets/refuse-action.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicketByNumber, listTicketsOfCitizen } from '../tickets/ticket-repository.ts'
import type { Desk } from './desk.ts'
import { PHRASES } from './phrases.ts'
import { notice, sayOnly, type TurnPlan } from './turn-plan.ts'

const SHOWN = 5
/** Called urging by the citizen: "催一下", "帮我催催路灯那件". Not "催收电话", which is a matter of its own. */
const NAMED = /催(?:一?下|一催|催|办|单|促)|帮我催|再催/
/** Nothing but impatience: a message that also tells what happened begins a matter. */
const IMPATIENT =
  /^(?:我(?:的|们的)?)?(?:工单|投诉|诉求|反映的?(?:事|问题)|这件?事|那件?事|事情)?(?:怎么|为什么|为啥|咋)?(?:还|一直|到现在|都几天了)(?:还)?(?:没有?人|没有?|不)(?:管|来|处理|解决|办|回复|答复|回音|动静|消息|结果|联系我|给我回)(?:过|好|完|呢|啊|呀|吗)*$/
const TAIL = /[\s,.!?，。！？~…]+$/u

const mayBeUrged = (ticket: Ticket, citizenId: string): boolean =>
  refusalOf(ticket, 'urge', { kind: 'citizen', id: citizenId, name: '诉求人' }) === null

/** Several could be meant: each is offered as a sentence that names it. */
const askWhichTicket = (conversation: Conversation, tickets: readonly Ticket[]): TurnPlan => {
  const options = tickets.map(({ number, title }) => ({ label: title, value: `催办 ${number}` }))
  return {
    says: [{ ...notice('您在办的工单不止一件，要催哪一件？'), options }],
    context: {
      ...conversation.context,
      options: options.map(({ value }) => ({ value, entryId: null })),
    },
    effects: [],
    decided: [],
  }
}

/**
 * "催一下", "怎么还没人管" from somebody with a ticket on its way urges it (催办); of several, they say which. Null for anything
 * else, also for impatience of somebody without a ticket: theirs is a matter to be told.
 */
export const planUrge = async (
  desk: Desk,
  conversation: Conversation,
  meaning: Meaning,
): Promise<TurnPlan | null> => {
  const text = meaning.text.replace(TAIL, '')
  const isNamed = NAMED.test(text) && !/催(?:收|债|款|租|婚)/.test(text)
  if (!isNamed && !IMPATIENT.test(text)) return null
  const { context, citizenId } = conversation
  const urge = (ticket: Ticket): TurnPlan => ({
    says: [],
    context,
    effects: [{ kind: 'urge', ticketId: ticket.id, text: meaning.text }],
    decided: [],
  })
  const number = meaning.entities.ticketNumbers[0]
  if (number) {
    const ticket = await findTicketByNumber(desk.db, number)
    if (ticket?.citizenId === citizenId) return mayBeUrged(ticket, citizenId) ? urge(ticket) : null
    return sayOnly(context, notice(PHRASES.notYourTicket(number, desk.publicBaseUrl)))
  }
  const own = await listTicketsOfCitizen(desk.db, citizenId, SHOWN)
  const open = own.filter((ticket) => mayBeUrged(ticket, citizenId))
  const [first, ...others] = open
  if (first) return others.length === 0 ? urge(first) : askWhichTicket(conversation, open)
  return isNamed && own.length === 0 ? sayOnly(context, notice(PHRASES.noTicket)) : null
}
