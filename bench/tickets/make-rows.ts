import { v7 } from 'uuid'
import type { CityRules } from '../../src/contracts/city-rules.ts'
import type { Schema } from '../../src/platform/db/schema.ts'
import { createRepeatableRandom } from '../../src/platform/repeatable-random.ts'
import { newTicketRow } from '../../src/tickets/new-ticket.ts'
import { searchLineOf } from '../../src/tickets/search/index-ticket.ts'
import { toTicket } from '../../src/tickets/ticket.ts'
import { cutTicketWords } from '../../src/understanding/ticket-words.ts'
import type { Told } from './real-text.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const DAYS = 730
const TYPES = [
  'complaint',
  'complaint',
  'complaint',
  'help',
  'help',
  'consult',
  'report',
  'suggestion',
  'praise',
]
const OPEN = [
  'dispatched',
  'dispatched',
  'handling',
  'handling',
  'handling',
  'unit_review',
  'audit',
  'accepted',
  'return_req',
  'followup',
  'verify',
]
const OVER = [
  'archived',
  'archived',
  'archived',
  'archived',
  'closed',
  'closed',
  'terminated',
  'referred',
  'withdrawn',
]
/** What becomes of a ticket that is over, as its events tell it. */
const LIFE = [
  'open',
  'triage',
  'dispatch',
  'sign',
  'contact',
  'reply',
  'sign_reply',
  'pass_reply',
  'deliver_reply',
  'rate',
  'close',
  'archive',
]

/** What all of them have in common. */
const BLANK: Schema['ticket'] = {
  ...newTicketRow({
    ...{ id: '', number: '', type: '', category_id: '', title: '', matter: '', place_text: '', channel: '' },
    ...{ citizen_id: '', conversation_id: null, contact_phone: '', district_id: null, opened_at: '' },
    query_code_hash: 'f'.repeat(64),
    wish: '希望尽快解决',
    happened_at: '',
    contact_name: '李小明',
    confidential: 0,
    urgency: 'normal',
    routing: JSON.stringify({
      departmentId: null,
      coDepartmentIds: [],
      score: 1,
      why: '按分类和地点',
      catalogueLineId: null,
      candidates: [],
    }),
    catalogue_line_id: null,
    repeat_of: null,
    watch_words: '',
  }),
  due_text: '5个工作日内答复',
  policy_id: 'bench',
}

type Dice = { random: () => number; pick: <T>(all: readonly T[]) => T }
type City = Dice & { departments: string[]; perDay: number; days: number; now: number; citizens: number }

const iso = (ms: number): string => new Date(ms).toISOString()

/** Everything of one ticket. Events lack their sequence: the caller counts. */
export type Made = {
  ticket: Schema['ticket']
  search: Schema['ticket_search']
  steps: Schema['ticket_step'][]
  clocks: Schema['ticket_clock'][]
  events: Omit<Schema['event'], 'seq'>[]
}

const stateOf = ({ random, pick }: Dice, age: number): { state: string; isOpen: boolean } => {
  const isOpen = age < 12 ? random() < 0.75 : random() < 0.003
  return { state: pick(isOpen ? OPEN : OVER), isOpen }
}

const unitsOf = (
  { random, pick, departments }: City,
  state: string,
  told: Told,
): { unit: string | null; co: string[] } => {
  if (state === 'accepted') return { unit: null, co: [] }
  const unit = random() < 0.8 ? told.departmentId : pick(departments)
  return { unit, co: random() < 0.05 ? [pick(departments.filter((d) => d !== unit))] : [] }
}

const ticketOf = (city: City, n: number, told: Told): { ticket: Schema['ticket']; opened: number } => {
  const { random, pick, perDay, now } = city
  const day = Math.floor(n / perDay)
  const opened = now - (city.days - day) * DAY_MS + Math.floor(((n % perDay) / perDay) * 14 * HOUR_MS)
  const { state, isOpen } = stateOf(city, (now - opened) / DAY_MS)
  const due = opened + 5 * DAY_MS
  const isNear = isOpen && due > now && due - now < DAY_MS
  const { unit, co } = unitsOf(city, state, told)
  const replied = isOpen ? null : iso(opened + random() * 5 * DAY_MS)
  const ticket: Schema['ticket'] = {
    ...BLANK,
    id: v7({ msecs: opened }),
    // In the city's own day, as real numbers are.
    number: `${iso(opened + 8 * HOUR_MS)
      .slice(0, 10)
      .replaceAll('-', '')}-${String((n % perDay) + 1).padStart(5, '0')}`,
    type: pick(TYPES),
    category_id: told.categoryId,
    title: told.title,
    matter: told.matter,
    place_text: told.place,
    district_id: told.districtId,
    citizen_id: `bench-${Math.floor(random() * city.citizens)}`,
    conversation_id: random() < 0.7 ? v7({ msecs: opened }) : null,
    channel: pick(['web', 'wechat', 'voice', 'voice']),
    contact_phone: `1${pick(['38', '39', '50', '86', '77'])}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`,
    confidential: random() < 0.05 ? 1 : 0,
    urgency: random() < 0.01 ? 'critical' : random() < 0.06 ? 'urgent' : 'normal',
    state,
    lead_department_id: unit,
    co_department_ids: JSON.stringify(co),
    return_count: random() < 0.01 ? 2 : 0,
    opened_at: iso(opened),
    dispatched_at: unit === null ? null : iso(opened),
    sign_due_at: iso(opened + DAY_MS),
    first_due_at: iso(due),
    due_at: iso(due),
    replied_at: replied,
    public_reply: replied === null ? null : '您反映的问题已经处理，感谢您的监督。',
    closed_at: replied,
    supervised: isOpen && random() < 0.02 ? 1 : 0,
    version: isOpen ? 4 : LIFE.length,
    warn_level: isOpen && due < now ? 'red' : isNear ? pick(['yellow', 'orange']) : 'green',
  }
  return { ticket, opened }
}

const makeOne = (city: City, n: number, told: Told): Made => {
  const { ticket, opened } = ticketOf(city, n, told)
  const acts = ticket.replied_at === null ? LIFE.slice(0, 4) : LIFE
  const at = (step: number): string => iso(opened + step * 5 * HOUR_MS)
  return {
    ticket,
    search: searchLineOf(toTicket(ticket), cutTicketWords),
    steps: acts.map((action, step) => ({
      ticket_id: ticket.id,
      seq: step + 1,
      at: at(step),
      action,
      from_state: '',
      to_state: ticket.state,
      actor_kind: 'system',
      actor_id: 'system',
      actor_name: '系统',
      public_text: '',
      internal_note: '',
      data: '{"unitId":null}',
    })),
    clocks: ['reply', 'whole', 'sign'].map((stage) => ({
      ticket_id: ticket.id,
      stage,
      run: 1,
      department_id: ticket.lead_department_id,
      started_at: at(0),
      counts_from: at(0),
      first_due_at: ticket.due_at ?? '',
      due_at: ticket.due_at ?? '',
      due_text: '5个工作日内答复',
      policy_id: 'bench',
      policy_version: 1,
      amount: 5,
      unit: 'working_days',
      ends: 'closing',
      is_provisional: 0,
      paused_at: null,
      pause_reason: '',
      paused_minutes: 0,
      extended: 0,
      term: 1,
      next_alert_at: null,
      stopped_at: ticket.closed_at,
      stopped_why: ticket.closed_at === null ? '' : 'met',
    })),
    events: acts.map((action, step) => ({
      at: at(step),
      type: 'ticket.moved',
      subject_type: 'ticket',
      subject_id: ticket.id,
      actor_kind: 'system',
      actor_id: 'system',
      data: JSON.stringify({
        number: ticket.number,
        action,
        from: '',
        to: ticket.state,
        departmentId: ticket.lead_department_id,
      }),
    })),
  }
}

/** Makes the rows of the n-th of `count` tickets of the two years before `now`, spread evenly, the newest still open. */
export const createMaker = (rules: CityRules, now: number, count: number) => {
  const random = createRepeatableRandom(7)
  const perDay = Math.ceil(count / DAYS)
  const city: City = {
    random,
    pick: <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T,
    departments: rules.departments.map((d) => d.id),
    perDay,
    days: Math.ceil(count / perDay),
    now,
    citizens: count * 0.6,
  }
  return (n: number, told: Told): Made => makeOne(city, n, told)
}
