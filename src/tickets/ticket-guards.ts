import type { CityRules } from '../contracts/city-rules.ts'
import type { TicketAction } from '../contracts/ticket.ts'
import { sayInstant } from './explain-due.ts'
import { unitNow } from './rules-now.ts'
import type { Ticket } from './ticket.ts'
import { type Guard, transitionOf } from './transitions.ts'

/** What a guard looks at: the ticket as it is, the city's rules, and now (ISO-8601 UTC). */
type Seen = { ticket: Ticket; rules: CityRules; now: string }

const instant = (seen: Seen, at: string): string => sayInstant(new Date(at), seen.rules.calendar.timezone)

const HOUR_MS = 60 * 60 * 1000

/** Each guard gives the sentence that stands in the way, or null. */
const GUARDS: Record<Guard, (seen: Seen) => string | null> = {
  returnable: (seen) => {
    if (seen.ticket.designated) return '这件工单是热线指定由您的单位办理的，不能退单。'
    const until = seen.ticket.returnDueAt
    return until !== null && seen.now > until
      ? `退单要在${instant(seen, until)}前申请，现在已经过了，由您的单位办理。`
      : null
  },
  'not-exhausted': ({ ticket, rules }) =>
    ticket.returnCount >= rules.city.flow.designateAfter
      ? `这件工单已经退单 ${ticket.returnCount} 次，不再派单，请指定承办单位；有争议的先会商。`
      : null,
  'exhausted-or-conferred': ({ ticket, rules }) =>
    ticket.state === 'conferring' || ticket.returnCount >= rules.city.flow.designateAfter
      ? null
      : `退单满 ${rules.city.flow.designateAfter} 次或会商之后才能指定，现在请派单。`,
  'before-due': (seen) =>
    seen.ticket.dueAt !== null && seen.now > seen.ticket.dueAt
      ? `延期要在到期前申请，这件工单${instant(seen, seen.ticket.dueAt)}已经到期。`
      : null,
  'extension-left': ({ ticket, rules }) =>
    ticket.extensionCount >= rules.city.flow.extensions
      ? `每件工单最多延期 ${rules.city.flow.extensions} 次，这件不能再延。`
      : null,
  'suspension-left': ({ ticket, rules }) =>
    ticket.suspensionCount >= rules.city.flow.suspensions
      ? `每件工单最多暂停 ${rules.city.flow.suspensions} 次，这件不能再停。`
      : null,
  'parts-reported': ({ ticket }) =>
    ticket.openParts > 0
      ? `还有 ${ticket.openParts} 项协办或下级的事没有办完（等安排，或等回报）。请等等，或者先收回再答复。`
      : null,
  'part-open': ({ ticket }) => (ticket.openParts === 0 ? '这件工单没有在办的协办或下级事项。' : null),
  'has-unit': ({ ticket, rules }) => {
    if (ticket.leadDepartmentId === null) return '这件是热线直接答复的，没有承办单位可以重办，请重新研判。'
    return unitNow(rules, ticket.leadDepartmentId) ? null : '原来的承办单位已停用，没有接续单位，请重新研判。'
  },
  'badly-rated': ({ ticket }) =>
    ticket.solved === 'unsolved' || (ticket.satisfied !== null && ticket.satisfied <= 2)
      ? null
      : '只有诉求人评了没解决或不满意的工单才能重办。有新情况的请重新办理。',
  // Answered and not enough: the next order may follow.
  'not-supervised': ({ ticket }) =>
    ticket.supervised && ticket.superviseAnsweredAt === null ? '这件工单已经在督办，单位还没有反馈。' : null,
  'order-open': ({ ticket }) =>
    ticket.supervised && ticket.superviseAnsweredAt === null ? null : '这件工单没有等着反馈的督办。',
  'urge-rested': (seen) => {
    const { urgedAt, urgeDueAt, urgency } = seen.ticket
    if (urgedAt === null) return null
    const { urgeEveryHours, urgentUrgeEveryHours } = seen.rules.city.flow
    const hours = urgency === 'normal' ? urgeEveryHours : urgentUrgeEveryHours
    const next = new Date(Date.parse(urgedAt) + hours * HOUR_MS).toISOString()
    if (seen.now >= next) return null
    const answer = urgeDueAt ? `最迟${instant(seen, urgeDueAt)}前回应；` : ''
    return `${instant(seen, urgedAt)}已经催办过，${answer}${instant(seen, next)}以后可以再催。`
  },
  'urge-open': ({ ticket }) => (ticket.urgeDueAt === null ? '这件工单没有等着回应的催办。' : null),
  'no-joined': ({ ticket }) =>
    ticket.joinedCount > 0
      ? `这件工单带着并进来的 ${ticket.joinedCount} 件，请反过来并，或者先把它们拆出来。`
      : null,
  'is-supervised': ({ ticket }) => (ticket.supervised ? null : '这件工单没有在督办。'),
}

/** The sentence of the first rule that stands in the way of an action the table allows, or null. `now` is ISO-8601 UTC. */
export const blockedBy = (
  ticket: Ticket,
  action: TicketAction,
  rules: CityRules,
  now: string,
): string | null => {
  for (const guard of transitionOf(action).when ?? []) {
    const say = GUARDS[guard]({ ticket, rules, now })
    if (say) return say
  }
  return null
}
