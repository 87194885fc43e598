import { sql } from 'kysely'
import { createApp } from '../../src/http/app.ts'
import { createLiveHub } from '../../src/http/live-hub.ts'
import type { OpenDesk } from '../../src/open-desk.ts'
import { createEventTail } from '../../src/platform/events/tail-events.ts'
import { makeDemoAccounts } from '../../src/staff/demo-accounts.ts'
import { quantile } from '../machine.ts'

type Answer = { rows?: unknown[]; count?: number | null; isMore?: boolean; total?: number }
type Get = (path: string) => Promise<Answer>

/** Sessions of the demo accounts, made now; their passwords live as long as this run. */
const signInAll = async (desk: OpenDesk): Promise<(login: string) => Get> => {
  await sql`delete from staff where login in ('agent', 'duban', 'chengguan')`.execute(desk.db)
  const accounts = await makeDemoAccounts(desk)
  const app = createApp({
    desk,
    hub: createLiveHub(createEventTail(desk.db, desk.log)),
    version: 'bench',
    edge: { secureCookies: false, trustProxy: true },
    channels: [],
  })
  const cookies = new Map<string, string>()
  for (const { login, password } of accounts) {
    const answer = await app.request('/console/api/session', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-requested-with': 'yingsheng',
        'x-forwarded-for': `10.0.0.${cookies.size}`,
      },
      body: JSON.stringify({ login, password }),
    })
    cookies.set(login, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '')
  }
  return (login) => async (path) => {
    const answer = await app.request(`/console/api${path}`, { headers: { cookie: cookies.get(login) ?? '' } })
    if (!answer.ok) throw new Error(`${login} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
}

/** What is asked, by whom. Each list is gone through in turn, so that one answer in memory is not timed again and again. */
const ASKED: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a unit’s inbox',
    'chengguan',
    ['/tickets?view=inbox', '/tickets?view=inbox&state=handling', '/tickets?view=late'],
  ],
  ['a unit’s done tickets', 'chengguan', ['/tickets?view=mine-done']],
  ['the triage desk', 'agent', ['/tickets?view=triage&state=accepted', '/tickets?view=triage-other']],
  ['late tickets of the city', 'duban', ['/tickets?view=late']],
  [
    'search: one word',
    'agent',
    ['路灯', '停车', '噪音', '漏水', '井盖', '社保', '学校', '物业', '公交', '垃圾'].map(
      (q) => `/ticket-search?q=${q}`,
    ),
  ],
  [
    'search: two words',
    'agent',
    ['路灯 澄心路', '噪音 半夜', '物业 停车费', '漏水 楼上', '垃圾 没人', '学校 报名'].map(
      (q) => `/ticket-search?q=${q}`,
    ),
  ],
  [
    'search: one word, in a unit',
    'chengguan',
    ['路灯', '井盖', '垃圾', '停车', '社保', '公园'].map((q) => `/ticket-search?q=${q}`),
  ],
  ['search: a word nobody wrote', 'agent', ['/ticket-search?q=恐龙化石', '/ticket-search?q=火星 路灯']],
  [
    'search: number and its beginning',
    'agent',
    ['NUMBER', 'MONTH', 'DAY'].map((q) => `/ticket-search?q=${q}`),
  ],
  [
    'search: last digits of a phone',
    'agent',
    ['5678', '0001', '9999', '12345678'].map((q) => `/ticket-search?q=${q}`),
  ],
  [
    'search: words of the place',
    'agent',
    ['澄心路', '织锦路', '钟楼街道', '双塔公园'].map((q) => `/ticket-search?place=${q}`),
  ],
  [
    'filters without words',
    'agent',
    [
      'unit=police',
      'state=handling',
      'category=02',
      'type=praise&district=donglan',
      'colour=red',
      'unit=housing&state=return_req',
      'type=complaint&colour=orange',
    ].map((q) => `/ticket-search?${q}`),
  ],
  [
    'words and filters (a saved view)',
    'duban',
    [
      'q=噪音&state=handling',
      'q=路灯&unit=urban-management&colour=red',
      'q=停车&type=complaint&district=donglan&from=FROM&to=TO',
    ].map((q) => `/ticket-search?${q}`),
  ],
  [
    'a page further down',
    'agent',
    ['q=路灯&after=AFTER', 'unit=police&after=AFTER', 'after=AFTER'].map((q) => `/ticket-search?${q}`),
  ],
  ['dashboard', 'duban', ['/overview']],
  [
    'dashboard: one list',
    'duban',
    ['/overview/watched/late', '/overview/watched/bounced', '/overview/watched/danger'],
  ],
]

const WARM_UP = 3

/** Each page's p50 and p95 in milliseconds, rows of the last answer, and how many there were. */
export const timePages = async (desk: OpenDesk, runs: number): Promise<string[][]> => {
  const as = await signInAll(desk)
  const { rows: some } = await sql<{ number: string; opened_at: string; seq: number | string }>`
    select t.number, t.opened_at, s.seq from ticket_search s join ticket t on t.id = s.ticket_id
    where s.seq >= (select max(seq) / 2 + min(seq) / 2 from ticket_search) order by s.seq limit 1`.execute(
    desk.db,
  )
  const [middle] = some
  const number = middle?.number ?? ''
  const fill = (path: string): string =>
    path
      .replace('NUMBER', number)
      .replace('MONTH', number.slice(0, 6))
      .replace('DAY', number.slice(0, 8))
      .replace('AFTER', String(middle?.seq))
      .replace('FROM', `${middle?.opened_at.slice(0, 7)}-01`)
      .replace('TO', `${middle?.opened_at.slice(0, 7)}-28`)
  const lines: string[][] = []
  for (const [what, login, paths] of ASKED) {
    const get = as(login)
    const took: number[] = []
    let last: Answer = {}
    for (let run = -WARM_UP; run < runs; run++) {
      for (const path of paths) {
        const start = performance.now()
        last = await get(fill(path))
        if (run >= 0) took.push(performance.now() - start)
      }
    }
    const total =
      last.count === undefined ? (last.total ?? '') : `${last.count ?? '–'}${last.isMore ? '+' : ''}`
    lines.push([
      what,
      quantile(took, 0.5).toFixed(1),
      quantile(took, 0.95).toFixed(1),
      String(last.rows?.length ?? ''),
      String(total),
    ])
  }
  return lines
}
