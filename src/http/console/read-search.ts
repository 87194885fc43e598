import { z } from 'zod'
import type { CityRules } from '../../contracts/city-rules.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { TicketStateSchema, TicketType } from '../../contracts/ticket.ts'
import type { AskedWord } from '../../platform/db/keep-search.ts'
import { isAllowed } from '../../staff/policy.ts'
import { seesEveryUnit } from '../../tickets/may-see-ticket.ts'
import { factWord, seqOfDay } from '../../tickets/search/fact-words.ts'
import type { TicketSearch } from '../../tickets/search/search-repository.ts'
import { WarnLevel } from '../../tickets/ticket.ts'
import { cutAskedWords } from '../../understanding/ticket-words.ts'

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, '日期写成 2026-11-21 的样子')
const Id = z.string().max(64)

/** What the search page asks, as it stands in its address. */
export const SearchQuery = z.object({
  q: z.string().max(100).default(''),
  place: z.string().max(60).default(''),
  state: TicketStateSchema.optional(),
  unit: Id.optional(),
  category: Id.optional(),
  district: Id.optional(),
  type: TicketType.optional(),
  colour: WarnLevel.optional(),
  from: Day.optional(),
  to: Day.optional(),
  after: z.coerce.number().int().positive().optional(),
})
export type SearchQuery = z.infer<typeof SearchQuery>

/** What the typed words were taken for: the page says it, so that nobody wonders. */
export type ReadAs = 'nothing' | 'number' | 'phone' | 'words' | 'empty'
type Question = Pick<TicketSearch, 'words' | 'phone' | 'from' | 'to'> & { readAs: ReadAs }

const NUMBER = /^(20\d{4,6})(?:-(\d{0,6}))?$/
/** A short number, the last eight, a mobile, a landline with its area code. */
const PHONE = /^(?:\d{4}|\d{8}|1\d{10}|0\d{9,11})$/
const COUNT_DIGITS = 5

/** A number or its beginning as the stretch of tickets it stands for; null when it is none. */
const readNumber = (text: string): { from: number; to: number } | null => {
  const parts = NUMBER.exec(text)
  if (!parts) return null
  const [, day = '', count = ''] = parts
  if (day.length < 8) {
    if (count !== '') return null
    const open = 10 ** (8 - day.length)
    return {
      from: seqOfDay(String(Number(day) * open)),
      to: seqOfDay(String((Number(day) + 1) * open)),
    }
  }
  if (count === '') return { from: seqOfDay(day), to: seqOfDay(day) + 10_000_000 }
  const open = 10 ** Math.max(0, COUNT_DIGITS - count.length)
  const first = seqOfDay(day) + Number(count) * open
  return { from: first, to: first + open }
}

const isMonth = (text: string): boolean => {
  const month = Number(text.slice(4, 6))
  return month >= 1 && month <= 12
}

const readQuestion = (rules: Pick<CityRules, 'roles'>, member: StaffMember, typed: string): Question => {
  const text = typed.normalize('NFKC').trim()
  if (text === '') return { words: [], readAs: 'nothing' }
  const number = isMonth(text) ? readNumber(text) : null
  if (number) return { words: [], ...number, readAs: 'number' }
  const digits = text.replace(/[\s-]/g, '')
  if (PHONE.test(digits) && isAllowed(rules, member, 'ticket.find-by-phone')) {
    return { words: [], phone: digits, readAs: 'phone' }
  }
  const words = cutAskedWords(text)
  return { words, readAs: words.length === 0 ? 'empty' : 'words' }
}

const exact = (word: string): AskedWord => ({ word, isBeginning: false })

const factsOf = (asked: SearchQuery): AskedWord[] => [
  ...(asked.type === undefined ? [] : [exact(factWord.type(asked.type))]),
  ...(asked.category === undefined ? [] : [exact(factWord.category(asked.category))]),
  ...(asked.district === undefined ? [] : [exact(factWord.district(asked.district))]),
  ...cutAskedWords(asked.place).map(({ word, isBeginning }) => ({ word: factWord.place(word), isBeginning })),
]

const latest = (...all: (number | undefined)[]): number | undefined =>
  all.reduce((a, b) => (a === undefined ? b : b === undefined ? a : Math.max(a, b)))
const earliest = (...all: (number | undefined)[]): number | undefined =>
  all.reduce((a, b) => (a === undefined ? b : b === undefined ? a : Math.min(a, b)))

/**
 * What a person asks, narrowed to what they may see: a unit's people only their unit's tickets, and by phone only those it leads,
 * for those alone show them the number.
 */
export const readSearch = (
  rules: Pick<CityRules, 'roles'>,
  member: StaffMember,
  asked: SearchQuery,
): { search: TicketSearch; readAs: ReadAs } => {
  const { readAs, ...question } = readQuestion(rules, member, asked.q)
  const scope = seesEveryUnit(member.roles) ? null : (member.departmentId ?? 'none')
  const from = latest(question.from, asked.from === undefined ? undefined : seqOfDay(asked.from))
  // The next number after a day need not be a day: it only has to lie behind all of the day's tickets.
  const to = earliest(question.to, asked.to === undefined ? undefined : seqOfDay(asked.to) + 10_000_000)
  return {
    readAs,
    search: {
      words: [...question.words, ...factsOf(asked)],
      scope,
      ...(question.phone === undefined ? {} : { phone: question.phone, leadOnly: true }),
      ...(asked.unit === undefined ? {} : { unit: asked.unit }),
      ...(asked.state === undefined ? {} : { states: [asked.state] }),
      ...(asked.colour === undefined ? {} : { warnLevel: asked.colour }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  }
}
