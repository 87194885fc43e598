import type { TicketState } from '../contracts/ticket.ts'
import { STEP_STATES, UNANSWERED_STATES } from './states.ts'
import type { Ticket } from './ticket.ts'

/** The clock that runs for a ticket now: `text` is empty and `dueAt` null when none runs. */
export type ClockView = { text: string; dueAt: string | null; what: string; overdue: boolean }

const MINUTE_MS = 60_000
const HOUR_MIN = 60
const DAY_MIN = 24 * HOUR_MIN

/** A length of time in two units at most: "3 小时 20 分", "2 天 4 小时", "1 天". Less than a minute is one minute. */
export const sayLength = (ms: number): string => {
  const minutes = Math.max(1, Math.floor(ms / MINUTE_MS))
  const days = Math.floor(minutes / DAY_MIN)
  const hours = Math.floor((minutes % DAY_MIN) / HOUR_MIN)
  if (days > 0) return hours > 0 && days < 7 ? `${days} 天 ${hours} 小时` : `${days} 天`
  const rest = minutes % HOUR_MIN
  if (hours > 0) return rest > 0 ? `${hours} 小时 ${rest} 分` : `${hours} 小时`
  return `${minutes} 分`
}

const STEP_WORDS: Partial<Record<TicketState, string>> = {
  need_info: '等补充',
  conferring: '会商',
  suspended: '恢复办理',
  return_req: '审核退单',
  extend_req: '审核延期',
  term_req: '审核终止',
  audit: '审核答复',
  verify: '核实',
}

export type Timed = Pick<Ticket, 'state' | 'signDueAt' | 'dueAt' | 'stepDueAt' | 'pausedAt'>

/**
 * Which instant binds now: the sooner of signing and replying while unsigned, the sooner of this state's own term and
 * the reply, the reply until it is given; while the clock stands still only the end of the pause.
 */
export const bindingDue = (ticket: Timed): { at: string | null; what: string } => {
  if (ticket.state === 'dispatched' && ticket.signDueAt !== null) {
    const replyFirst = ticket.dueAt !== null && ticket.dueAt < ticket.signDueAt
    return replyFirst ? { at: ticket.dueAt, what: '' } : { at: ticket.signDueAt, what: '签收' }
  }
  const reply = UNANSWERED_STATES.includes(ticket.state) && ticket.pausedAt === null ? ticket.dueAt : null
  const step = STEP_STATES.includes(ticket.state) ? ticket.stepDueAt : null
  if (step !== null && (reply === null || step < reply)) {
    return { at: step, what: STEP_WORDS[ticket.state] ?? '' }
  }
  return { at: reply, what: '' }
}

const LADDER_LABELS: Record<string, string> = {
  liaison: '已提醒联络员',
  unit_leader: '已上报单位负责人',
  supervisor: '已上报督办员',
  office: '已上报市政府办公室',
}

/** How far up the ladder (升级) a ticket past its time has gone, in words; empty = nowhere yet. */
export const sayLadder = (step: string): string => LADDER_LABELS[step] ?? ''

/** The clock pill of a ticket: "签收剩 25 分", "剩 3 小时 20 分", "超期 1 天". */
export const viewClock = (ticket: Ticket, now: Date): ClockView => {
  const due = bindingDue(ticket)
  if (due.at === null) return { text: '', dueAt: null, what: '', overdue: false }
  const left = new Date(due.at).getTime() - now.getTime()
  const overdue = left < 0
  return {
    text: `${due.what}${overdue ? '超期' : '剩'} ${sayLength(Math.abs(left))}`,
    dueAt: due.at,
    what: due.what,
    overdue,
  }
}
