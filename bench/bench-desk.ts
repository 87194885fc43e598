import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import type { OpenTicket } from '../src/contracts/ticket.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { systemClock } from '../src/platform/clock.ts'
import { connect } from '../src/platform/db/connect.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { newId } from '../src/platform/id.ts'
import { openTicket } from '../src/tickets/open-ticket.ts'
import { cutTicketWords } from '../src/understanding/ticket-words.ts'
import { quantile, table } from './machine.ts'
import { beginTalk, makeDatabaseDir, startServer } from './server.ts'

const SECONDS_MAX = 120
const TOGETHER_MAX = 256
/** A citizen asks a few things and leaves. */
const TURNS_PER_TALK = 4
const TICKET_SECONDS = 3

type Load = { turnsMs: number[]; talks: number; kinds: Map<string, number>; errors: number; seconds: number }

/** What citizens say, every wording of the city's own knowledge in a fixed mixed order. */
const questions = (): string[] => {
  const { entries } = readCityFiles(readConfig().knowledgeDir)
  const all = entries.flatMap((e) => e.similar)
  // A step that shares no factor with the length visits each wording once, far from its neighbours.
  const step = 7919
  return all.map((_, i) => all[(i * step) % all.length] ?? '')
}

const load = async (base: string, together: number, seconds: number): Promise<Load> => {
  const said = questions()
  const found: Load = { turnsMs: [], talks: 0, kinds: new Map(), errors: 0, seconds: 0 }
  const begun = performance.now()
  const until = begun + seconds * 1000
  let next = 0
  const citizen = async (): Promise<void> => {
    while (performance.now() < until) {
      try {
        const talk = await beginTalk(base)
        found.talks++
        for (let turn = 0; turn < TURNS_PER_TALK && performance.now() < until; turn++) {
          const asked = performance.now()
          const kind = await talk.ask(said[next++ % said.length] ?? '')
          found.turnsMs.push(performance.now() - asked)
          found.kinds.set(kind, (found.kinds.get(kind) ?? 0) + 1)
        }
      } catch {
        found.errors++
      }
    }
  }
  await Promise.all(Array.from({ length: together }, citizen))
  return { ...found, seconds: (performance.now() - begun) / 1000 }
}

const MATTER: OpenTicket = {
  type: 'complaint',
  categoryId: '01-01',
  title: '澄心路路灯不亮',
  matter: '澄心路口三盏路灯一周没亮，晚上看不清路。',
  wish: '请修好路灯',
  placeText: '澄心路',
  districtId: 'donglan',
  happenedAt: '',
  contactName: '',
  contactPhone: '13800000000',
  confidential: false,
  urgency: 'normal',
}

/** Tickets opened one after another on SQLite with every commit on the disk. */
const ticketsPerSecond = async (databaseUrl: string): Promise<number> => {
  const { rules } = readCityFiles(readConfig().knowledgeDir)
  const { db, close } = connect(databaseUrl)
  await migrate(db)
  const departmentId = rules.departments[0]?.id ?? null
  const routing = {
    departmentId,
    coDepartmentIds: [],
    score: 1,
    why: 'bench',
    catalogueLineId: null,
    candidates: [],
  }
  const begun = performance.now()
  let opened = 0
  while (performance.now() - begun < TICKET_SECONDS * 1000) {
    const actor = { kind: 'citizen' as const, id: 'bench', name: 'bench' }
    const who = { citizenId: 'bench', conversationId: null, channel: 'loopback', actor }
    await openTicket(
      { db, clock: systemClock, rules, cutWords: cutTicketWords },
      { input: MATTER, routing, ...who, idempotencyKey: newId() },
    )
    opened++
  }
  const perSecond = (opened * 1000) / (performance.now() - begun)
  await close()
  return perSecond
}

/** Turns per second over HTTP with everything stored, memory, and tickets opened per second in this process. */
export const benchDesk = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '10' }, together: { type: 'string', default: '16' } },
  })
  const seconds = Math.max(1, Math.min(SECONDS_MAX, Number(values.seconds) || 10))
  const together = Math.max(1, Math.min(TOGETHER_MAX, Number(values.together) || 16))
  const { dir, remove } = makeDatabaseDir()
  try {
    const server = await startServer(`file:${dir}/bench.db`)
    const measured = await (async () => {
      const rssBefore = server.rssMb()
      await load(server.base, 2, 1)
      const during = await load(server.base, together, seconds)
      return { during, rssBefore, rssAfter: server.rssMb() }
    })().finally(server.stop)
    const { during, rssBefore, rssAfter } = measured
    const perSecond = await ticketsPerSecond(`file:${dir}/tickets.db`)
    const kinds = [...during.kinds].map(([kind, n]) => `${kind} ${n}`).join(', ')
    const ms = (q: number): string => `${quantile(during.turnsMs, q).toFixed(0)} ms`
    return [
      ...table(
        ['figure', 'value'],
        [
          ['turns per second over HTTP, stored', (during.turnsMs.length / during.seconds).toFixed(0)],
          ['talks at a time', String(together)],
          ['turn p50 / p95 / p99', `${ms(0.5)} / ${ms(0.95)} / ${ms(0.99)}`],
          ['turns, talks, errors', `${during.turnsMs.length}, ${during.talks}, ${during.errors}`],
          ['memory (RSS) idle / after', `${rssBefore.toFixed(0)} / ${rssAfter.toFixed(0)} MB`],
          ['until it listens, empty database', `${(server.upMs / 1000).toFixed(2)} s`],
          ['tickets opened per second, in process', perSecond.toFixed(0)],
        ],
      ),
      '',
      `Answered with: ${kinds}. The load comes from the same machine and takes its share of it.`,
    ]
  } finally {
    remove()
  }
}
