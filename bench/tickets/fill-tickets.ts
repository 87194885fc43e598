import type { CityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { addUserWords } from '../../src/understanding/segment.ts'
import { type Loader, openLoader, type Row } from './bulk-load.ts'
import { createMaker, DAYS, type Made } from './make-rows.ts'
import { createTeller } from './real-text.ts'

const AT_ONCE = 1_000
/** So many tickets are told one by one; a larger city is filled with their like on other days' numbers. */
const TOLD_MAX = 20_000
/** Behind those of the city's own files. */
const FIRST_EVENT = 100_000
const FIGURES = [
  'signed',
  'response',
  'on_time',
  'on_time_first',
  'solved',
  'satisfied',
  'returned',
  'extended',
  'rated',
  'once',
  'reworked',
]

/** The day's figures of what was made, as counting the log would leave them: one row for each metric, unit, kind and outcome. */
const count = (days: Map<string, Row>, { ticket }: Made, times: number): void => {
  const day = ticket.opened_at.slice(0, 10)
  const unit = ticket.lead_department_id ?? ''
  const add = (metric: string, of: { unit: string; dim: string; outcome: string }): void => {
    const key = [metric, day, of.unit, of.dim, of.outcome].join(' ')
    const row = days.get(key) ?? { metric, day, known_on: day, ...of, cases: 0 }
    row.cases = Number(row.cases) + times
    days.set(key, row)
  }
  for (const [metric, dim] of [
    ['opened', ticket.type],
    ['opened_category', ticket.category_id],
    ['opened_place', ticket.district_id ?? ''],
  ] as const)
    add(metric, { unit: '', dim, outcome: 'hit' })
  if (ticket.replied_at === null) return
  for (const metric of FIGURES) {
    add(metric, { unit, dim: ticket.type, outcome: Number(ticket.contact_phone.at(-1)) > 1 ? 'hit' : 'miss' })
  }
}

const put = async (loader: Loader, made: readonly Made[], seq: number): Promise<number> => {
  let last = seq
  await loader.insert(
    'ticket',
    made.map((m) => m.ticket),
  )
  await loader.insert(
    'ticket_search',
    made.map((m) => m.search),
  )
  await loader.insert(
    'ticket_step',
    made.flatMap((m) => m.steps),
  )
  await loader.insert(
    'ticket_clock',
    made.flatMap((m) => m.clocks),
  )
  await loader.insert(
    'event',
    made.flatMap((m) => m.events).map((event) => ({ seq: ++last, ...event })),
  )
  return last
}

/** Tickets like those told, the n-th time: numbers behind the day's others, ids and events of their own. */
const repeat = async (
  loader: Loader,
  columns: Record<string, string[]>,
  n: number,
  of: { perDay: number; events: number },
): Promise<void> => {
  const shift = n * of.perDay
  const own = `|| '-${n}'`
  const number = `substr(number, 1, 9) || ${loader.padded(`cast(substr(number, 10) as integer) + ${shift}`)}`
  const changed: Record<string, Record<string, string>> = {
    ticket: { id: `id ${own}`, number },
    ticket_search: { seq: `seq + ${shift}`, ticket_id: `ticket_id ${own}` },
    ticket_step: { ticket_id: `ticket_id ${own}` },
    ticket_clock: { ticket_id: `ticket_id ${own}` },
    event: { seq: `seq + ${n * of.events}`, subject_id: `subject_id ${own}` },
  }
  for (const [table, names] of Object.entries(columns)) {
    const taken = names.map((name) => changed[table]?.[name] ?? `"${name}"`)
    const list = names.map((name) => `"${name}"`).join(', ')
    await loader.run(`insert into ${table} (${list}) select ${taken.join(', ')} from told_${table}`)
  }
}

const multiply = async (loader: Loader, like: Made, times: number, events: number, perDay: number) => {
  const columns: Record<string, string[]> = {
    ticket: Object.keys(like.ticket),
    ticket_search: Object.keys(like.search),
    ticket_step: Object.keys(like.steps[0] ?? {}),
    ticket_clock: Object.keys(like.clocks[0] ?? {}),
    event: ['seq', ...Object.keys(like.events[0] ?? {})],
  }
  for (const table of Object.keys(columns))
    await loader.run(
      `create temp table told_${table} as select * from ${table}${table === 'event' ? ` where seq > ${FIRST_EVENT}` : ''}`,
    )
  for (let n = 1; n < times; n++) {
    await repeat(loader, columns, n, { perDay, events })
    process.stderr.write(`${n + 1} of ${times} times\n`)
  }
}

/** Fills the migrated, empty database of `url` with about `tickets` tickets and what belongs to them. Says how far it is. */
export const fillTickets = async (url: string, files: CityFiles, tickets: number): Promise<void> => {
  addUserWords(files.lexicon.userDict.text.split('\n').map((line) => line.split(' ')[0] ?? ''))
  const loader = openLoader(url)
  const told = Math.min(tickets, TOLD_MAX)
  const times = Math.ceil(tickets / told)
  const tell = createTeller(files, 3)
  const make = createMaker(files.rules, Date.now(), told)
  const days = new Map<string, Row>()
  let seq = FIRST_EVENT
  let like: Made | null = null
  try {
    await loader.begin()
    for (let from = 0; from < told; from += AT_ONCE) {
      const many = Array.from({ length: Math.min(AT_ONCE, told - from) }, (_, at) => make(from + at, tell()))
      for (const one of many) count(days, one, times)
      like ??= many[0] ?? null
      seq = await put(loader, many, seq)
    }
    const events = seq - FIRST_EVENT
    if (like && times > 1) await multiply(loader, like, times, events, Math.ceil(told / DAYS))
    const figures = [...days.values()]
    for (let from = 0; from < figures.length; from += AT_ONCE)
      await loader.insert('metric_daily', figures.slice(from, from + AT_ONCE))
    await loader.run(`delete from counter where name = 'event'`)
    await loader.run(`insert into counter (name, value) values ('event', ${FIRST_EVENT + events * times})`)
    await loader.run(`insert into counter (name, value)
      select 'ticket:' || substr(number, 1, 8), max(cast(substr(number, 10) as integer)) from ticket group by 1`)
    await loader.end()
  } finally {
    await loader.close()
  }
}
