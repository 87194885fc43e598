import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrowserTown, DESKTOP, openBrowserTown, PHONE } from './support/browser-town.ts'
import { type Filled, fillTown } from './support/busy-town.ts'
import { checkAccess } from './support/check-access.ts'
import { SCREENS, type Screen } from './support/screens.ts'

/** `SCREENS_OUT=docs/screenshots/screens npm run test:browser -- every-screen` also takes the pictures. */
const out = process.env.SCREENS_OUT

const GALLERY = `# Every screen

Light, dark and, where it is used in the field, at phone width. Taken by
\`SCREENS_OUT=docs/screenshots/screens npm run test:browser -- every-screen\` on a town in the middle of its week; each was without a serious
or critical finding of axe-core (WCAG 2.2 AA) in every one of these looks when it was taken.`

/** What the functions below find where they run: in the page. Strings would be refused by its content security policy. */
type InPage = {
  innerWidth: number
  document: {
    querySelector(selector: string): unknown
    getAnimations(): { playState: string }[]
    documentElement: { scrollWidth: number; dataset: { theme?: string } }
  }
}

/** More lists of one page are more of the same. */
const LISTS_OPENED = 2
let listsSeen = 0

let town: BrowserTown
let filled: Filled
const pages = new Map<string | null, Page>()
beforeAll(async () => {
  town = await openBrowserTown()
  filled = await fillTown(town)
  pages.set('agent', filled.agent)
})
afterAll(() => town.close())

const pageOf = async (who: string | null): Promise<Page> => {
  const known = pages.get(who)
  if (known) return known
  const page = who === null ? await town.openPage('/') : await town.openStaff(who)
  pages.set(who, page)
  return page
}

const picture = async (page: Page, name: string): Promise<void> => {
  if (!out) return
  mkdirSync(out, { recursive: true })
  await page.waitForTimeout(300)
  await page.screenshot({ path: `${out}/${name}.jpg`, type: 'jpeg', quality: 70 })
}

const settled = async (page: Page): Promise<void> => {
  await page.locator('h1, [role=log], form').first().waitFor()
  await page.waitForFunction(
    () => (globalThis as unknown as InPage).document.querySelector('[aria-busy=true]') === null,
    undefined,
    {
      timeout: 10_000,
    },
  )
}

/** Turns the page light or dark and waits until it is: the page hears of it first, then its colours fade. */
const turn = async (page: Page, scheme: 'light' | 'dark'): Promise<void> => {
  await page.emulateMedia({ colorScheme: scheme })
  await page.waitForFunction((wanted) => {
    const { theme } = (globalThis as unknown as InPage).document.documentElement.dataset
    return (theme ?? wanted) === wanted
  }, scheme)
  await page.waitForTimeout(150)
  await page.waitForFunction(() =>
    (globalThis as unknown as InPage).document.getAnimations().every((a) => a.playState !== 'running'),
  )
}

/** Opens the lists of choices that stand on the page, one after the other. */
const lookIntoLists = async (page: Page, name: string): Promise<void> => {
  const choices = page.locator('.el-select input[role=combobox]:visible')
  for (let at = 0; at < Math.min(LISTS_OPENED, await choices.count()); at += 1) {
    await choices.nth(at).click()
    const list = page.locator('.el-select-dropdown:visible [role=listbox]').first()
    // One that is searched by typing has nothing to show yet.
    if (
      !(await list.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      ))
    )
      continue
    listsSeen += 1
    await checkAccess(page, `${name}, its list ${at + 1} open`)
    await page.keyboard.press('Escape')
    await page.locator('.el-select-dropdown:visible').waitFor({ state: 'hidden' })
  }
}

const look = async ({ name, who, at, phone }: Screen): Promise<void> => {
  const page = await pageOf(who)
  await page.setViewportSize(DESKTOP)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(`${town.base}${at(filled)}`)
  await settled(page)
  await checkAccess(page, name)
  await picture(page, name)
  await lookIntoLists(page, name)
  await turn(page, 'dark')
  await checkAccess(page, `${name}, dark`)
  await picture(page, `${name}-dark`)
  if (!phone) return
  await page.setViewportSize(PHONE)
  await turn(page, 'light')
  await checkAccess(page, `${name}, phone`)
  const tooWide = await page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as InPage
    return document.documentElement.scrollWidth - innerWidth
  })
  expect(tooWide, `${name} is wider than a phone by`).toBeLessThanOrEqual(0)
  await picture(page, `${name}-phone`)
}

describe('every screen', () => {
  test('of the console’s router is on the list', () => {
    const routes = [...readFileSync('console/router.ts', 'utf8').matchAll(/^ {4}path: '([^']+)'/gm)].map(
      (m) => m[1],
    )
    expect(SCREENS.flatMap(({ route }) => route ?? []).sort()).toEqual(
      routes.filter((path) => path !== '/').sort(),
    )
  })

  test.each(SCREENS.map((s) => [s.name, s] as const))(
    '%s: no serious finding in light, dark and at phone width',
    async (_, s) => {
      await look(s)
    },
  )

  test('has its lists of choices looked into', () => {
    expect(listsSeen).toBeGreaterThan(5)
  })

  test.runIf(out)('is shown in the gallery', () => {
    const image = (name: string, width: number): string => `<img src="${name}.jpg" width="${width}" alt="">`
    const rows = SCREENS.map(
      ({ name, title, route, who, phone }) =>
        `## ${title}\n\n\`${route ?? '/'}\`${who ? `, as ${who}` : ''}\n\n${image(name, 420)} ${image(`${name}-dark`, 420)}${phone ? ` ${image(`${name}-phone`, 130)}` : ''}\n`,
    )
    writeFileSync(`${out}/README.md`, `${GALLERY}\n\n${rows.join('\n')}`)
  })

  test('breaks no rule of its content security policy and throws nothing', () => {
    expect(town.trouble).toEqual([])
  })
})

test('the console’s first load is at most 400 kB of JavaScript, gzipped', () => {
  const page = readFileSync('dist/console/index.html', 'utf8')
  const scripts = [...page.matchAll(/(?:src|href)="\/staff\/([^"]+\.js)"/g)].map((m) => m[1] ?? '')
  expect(scripts.length).toBeGreaterThan(0)
  const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/console/${file}`)).length, 0)
  expect(bytes).toBeLessThanOrEqual(400_000)
})
