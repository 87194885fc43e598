import { parseArgs } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { buildPages } from '../scripts/build-pages.mjs'
import { findChromium } from '../scripts/find-chromium.mjs'
import { readConfig } from '../src/config.ts'
import { openDesk } from '../src/open-desk.ts'
import { makeDemoAccounts } from '../src/staff/demo-accounts.ts'
import { quantile, table } from './machine.ts'
import { startServer } from './server.ts'

/** A ticket's number on the page: the list, or the ticket, is there to be read. */
const NUMBER = '20\\d{6}-\\d{5}'
/** Waiting matters stand there by their kind. */
const KIND = '投诉|求助|建议|举报|表扬'
/** Who opens what, by what they know that it is there, and where they go from it. */
const WALKS: readonly {
  login: string
  start: string
  shows: string
  to: readonly (readonly [string, string])[]
}[] = [
  {
    login: 'chengguan',
    start: '/staff/inbox',
    shows: NUMBER,
    to: [
      ['/staff/search', NUMBER],
      ['TICKET', '经过'],
      ['/staff/inbox', NUMBER],
    ],
  },
  {
    login: 'agent',
    start: '/staff/triage',
    shows: KIND,
    to: [
      ['/staff/desk', '坐席台'],
      ['/staff/search', NUMBER],
      ['/staff/triage', KIND],
    ],
  },
  {
    login: 'duban',
    start: '/staff/overview',
    shows: '%',
    to: [
      ['/staff/figures', '率'],
      ['/staff/search', NUMBER],
      ['/staff/overview', '%'],
    ],
  },
]

/** Nobody leaves a page the moment it stands there; meanwhile the code of the other rooms is fetched. */
const READS_MS = 2_500

type Account = { login: string; password: string }

const freshAccounts = async (url: string): Promise<Map<string, Account>> => {
  const desk = await openDesk(
    readConfig({ LOG_LEVEL: 'silent', DATABASE_URL: url, WORKER_IN_PROCESS: 'false' }),
  )
  try {
    const logins = WALKS.map((walk) => walk.login)
    await desk.db.deleteFrom('staff').where('login', 'in', logins).execute()
    return new Map((await makeDemoAccounts(desk)).map((account) => [account.login, account]))
  } finally {
    await desk.close()
  }
}

const signIn = async (
  browser: Browser,
  base: string,
  { login, password }: Account,
): Promise<BrowserContext> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'zh-CN' })
  // Functions handed to the page come out of the compiler with a helper that only exists here.
  await context.addInitScript('globalThis.__name = (named) => named')
  const page = await context.newPage()
  await page.goto(`${base}/staff`)
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((to) => !to.pathname.includes('sign-in'))
  return context
}

/** A new tab with nothing in its cache, until what is asked for can be read. Milliseconds. */
const loadCold = async (context: BrowserContext, url: string, shows: string): Promise<[Page, number]> => {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const start = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  const content = page.locator('main').getByText(new RegExp(shows)).filter({ visible: true }).first()
  await content.waitFor().catch(async () => {
    throw new Error(
      `${url} never showed ${shows}, but: ${(await page.locator('body').innerText()).slice(0, 500)}`,
    )
  })
  const took = performance.now() - start
  await session.send('Network.setCacheDisabled', { cacheDisabled: false })
  return [page, took]
}

/** From the click on a link of the page until the other room's content can be read, timed in the page by its frames. */
const changeRoute = (page: Page, to: string, shows: string): Promise<number> =>
  page.evaluate(
    ([path = '', pattern = '']) =>
      new Promise<number>((resolve, reject) => {
        const inPage = globalThis as unknown as {
          document: { querySelector(q: string): { click(): void; textContent: string } | null }
          location: { pathname: string }
          requestAnimationFrame(run: () => void): void
        }
        const link = inPage.document.querySelector(
          path === 'TICKET' ? 'main a[href*="/staff/tickets/"]' : `a[href="${path}"]`,
        )
        if (!link) return reject(new Error(`no link to ${path}`))
        const start = performance.now()
        const from = inPage.location.pathname
        link.click()
        const look = (): void => {
          const main = inPage.document.querySelector('main')
          const isThere =
            inPage.location.pathname !== from &&
            inPage.document.querySelector('main [aria-busy=true]') === null &&
            new RegExp(pattern).test(main?.textContent ?? '')
          if (isThere) resolve(performance.now() - start)
          else if (performance.now() - start > 20_000) reject(new Error(`${path} never showed ${pattern}`))
          else inPage.requestAnimationFrame(look)
        }
        inPage.requestAnimationFrame(look)
      }),
    [to, shows],
  )

const rowOf = (what: string, took: readonly number[]): string[] => [
  what,
  quantile(took, 0.5).toFixed(0),
  quantile(took, 0.95).toFixed(0),
]

/**
 * How long the console's pages take in a real browser on loopback, on a database `bench -- tickets --keep` has filled: a first load with
 * an empty cache until its content can be read, and, after a moment of reading, from room to room, the first visit apart from later ones.
 */
export const benchConsole = async (args: string[]): Promise<string[]> => {
  const { values } = parseArgs({
    args,
    options: { database: { type: 'string' }, runs: { type: 'string', default: '10' } },
  })
  if (values.database === undefined) throw new Error('npm run bench -- console --database file:… [--runs 10]')
  const executablePath = findChromium()
  await buildPages()
  const accounts = await freshAccounts(values.database)
  // A filled city's background work is a worker's of its own, as in any large installation.
  const server = await startServer(values.database, { WORKER_IN_PROCESS: 'false' })
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const cold: string[][] = []
  const changes: string[][] = []
  try {
    for (const { login, start, shows, to } of WALKS) {
      const context = await signIn(browser, server.base, accounts.get(login) as Account)
      const loads: number[] = []
      const took = to.map(() => ({ first: [] as number[], later: [] as number[] }))
      for (let run = 0; run < Number(values.runs); run++) {
        const [page, ms] = await loadCold(context, `${server.base}${start}`, shows)
        loads.push(ms)
        await page.waitForTimeout(READS_MS)
        for (const when of ['first', 'later'] as const)
          for (const [at, [path, pattern]] of to.entries())
            took[at]?.[when].push(await changeRoute(page, path, pattern))
        await page.close()
      }
      cold.push(rowOf(`${start} (${login})`, loads))
      for (const [at, [path]] of to.entries()) {
        const name = path === 'TICKET' ? 'a ticket' : path
        changes.push(rowOf(`${name} (${login}), first visit`, took[at]?.first ?? []))
        changes.push(rowOf(`${name} (${login}), again`, took[at]?.later ?? []))
      }
      await context.close()
    }
  } finally {
    await browser.close()
    await server.stop()
  }
  return [
    ...table(['first screen, empty cache', 'p50 ms', 'p95 ms'], cold),
    '',
    ...table(['going to', 'p50 ms', 'p95 ms'], changes),
  ]
}
