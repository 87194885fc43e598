import type { CityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { addUserWords } from '../../src/understanding/segment.ts'
import { type Loader, openLoader, type Row } from './bulk-load.ts'
import { createMaker, type Made } from './make-rows.ts'
import { createTeller } from './real-text.ts'

const AT_ONCE = 1_000
const METRICS = [
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
const count = (days: Map<string, Row>, { ticket }: Made): void => {
  const day = ticket.opened_at.slice(0, 10)
  const unit = ticket.lead_department_id ?? ''
  const add = (metric: string, of: { unit: string; dim: string; outcome: string }): void => {
    const key = [metric, day, of.unit, of.dim, of.outcome].join(' ')
    const row = days.get(key) ?? { metric, day, known_on: day, ...of, cases: 0 }
    row.cases = Number(row.cases) + 1
    days.set(key, row)
  }
  for (const [metric, dim] of [
    ['opened', ticket.type],
    ['opened_category', ticket.category_id],
    ['opened_place', ticket.district_id ?? ''],
  ] as const)
    add(metric, { unit: '', dim, outcome: 'hit' })
  if (ticket.replied_at === null) return
  for (const metric of METRICS) {
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

/** Fills the migrated database of `url` with `tickets` tickets and what belongs to them. Says how far it is. */
export const fillTickets = async (url: string, files: CityFiles, tickets: number): Promise<void> => {
  addUserWords(files.lexicon.userDict.text.split('\n').map((line) => line.split(' ')[0] ?? ''))
  const loader = openLoader(url)
  const tell = createTeller(files, 3)
  const make = createMaker(files.rules, Date.now(), tickets)
  const days = new Map<string, Row>()
  let seq = 1_000
  try {
    for (let from = 0; from < tickets; from += AT_ONCE) {
      const many = Array.from({ length: Math.min(AT_ONCE, tickets - from) }, (_, at) =>
        make(from + at, tell()),
      )
      for (const one of many) count(days, one)
      seq = await put(loader, many, seq)
      if (from % 50_000 === 0) process.stderr.write(`${from} of ${tickets} tickets\n`)
    }
    const figures = [...days.values()]
    for (let from = 0; from < figures.length; from += 5_000)
      await loader.insert('metric_daily', figures.slice(from, from + 5_000))
    await loader.run(`delete from counter where name = 'event'`)
    await loader.run(`insert into counter (name, value) values ('event', ${seq})`)
    await loader.run(url.startsWith('file:') ? 'analyze' : 'vacuum analyze')
  } finally {
    await loader.close()
  }
}
