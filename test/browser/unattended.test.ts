import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD } from '../support/open-town.ts'
import { type BrowserTown, openBrowserTown, PHONE } from './support/browser-town.ts'
import { look } from './support/take-picture.ts'
import { fileByChat, say, sees } from './support/talk.ts'

let town: BrowserTown
let number: string
beforeAll(async () => {
  town = await openBrowserTown()
  const admin = await town.signIn('admin')
  await admin.ok('PUT', '/sign-in-rules', { secondStepRoles: [], idleMinutes: 10 })
  const citizen = await town.openPage('/')
  number = await fileByChat(citizen, '城管你好，澄心路12号门口路灯坏了三天没人修')
})
afterAll(() => town.close())

const MINUTE = 60_000
/** What of the page behind the lock screen still has a box. */
const visibleBehind = (page: Page): Promise<number> =>
  page.evaluate<number>(
    '[...document.querySelectorAll("body *")].filter((e) => !e.closest(".lock") && e.getClientRects().length > 0).length',
  )
const unlockBox = (page: Page) => page.getByRole('dialog', { name: '屏幕已锁定' })

test('a desk left alone locks in every tab, hides all, keeps what was typed, and opens again for its person in all tabs', async () => {
  const page = await town.openStaff('supervisor', `/staff/tickets/${number}`)
  await page.getByRole('button', { name: /督办/ }).first().click()
  const words = '写了一半的督办意见'
  const box = page.getByRole('textbox').first()
  await box.fill(words)
  const tab = await page.context().newPage()
  await tab.goto(`${town.base}/staff/overview`)
  await sees(tab, '督办看板')

  // Somebody at the keys of one tab keeps the other open.
  await page.clock.fastForward(8 * MINUTE)
  await page.keyboard.press('Shift')
  await page.waitForTimeout(300)
  await page.clock.fastForward(4 * MINUTE)
  await page.waitForTimeout(300)
  expect(await unlockBox(page).count()).toBe(0)
  expect(await unlockBox(tab).count()).toBe(0)

  await page.clock.fastForward(11 * MINUTE)
  await unlockBox(page).waitFor()
  await unlockBox(tab).waitFor()
  expect(await visibleBehind(page)).toBe(0)
  expect(await visibleBehind(tab)).toBe(0)
  expect(await page.title()).toBe('已锁定 · 应声工作台')
  await look(page, 'locked')
  // The server refuses too, whatever the page would still ask.
  const asked = await page.evaluate<number>('fetch("/console/api/tickets?view=all").then((r) => r.status)')
  expect(asked).toBe(401)
  // Keys of the page behind do nothing; a page opened anew is locked as well.
  await page.keyboard.press('Escape')
  const third = await page.context().newPage()
  await third.goto(`${town.base}/staff/inbox`)
  await unlockBox(third).waitFor()
  expect(await visibleBehind(third)).toBe(0)

  await page.getByLabel('密码', { exact: true }).fill('not my password')
  await page.keyboard.press('Enter')
  await sees(page, '密码不对')
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await unlockBox(page).waitFor({ state: 'detached' })
  await unlockBox(tab).waitFor({ state: 'detached' })
  await unlockBox(third).waitFor({ state: 'detached' })
  expect(await box.inputValue()).toBe(words)
  await sees(tab, '督办看板')

  // Locked by hand; then they come back through another way in, in another tab: every tab opens.
  await page.keyboard.press('Alt+l')
  await unlockBox(page).waitFor()
  await unlockBox(third).waitFor()
  await third.evaluate(
    `fetch('/console/api/session', { method: 'POST', body: ${JSON.stringify(JSON.stringify({ login: 'supervisor', password: PASSWORD }))},
      headers: { 'content-type': 'application/json', 'x-requested-with': 'yingsheng' } })`,
  )
  await third.goto(`${town.base}/staff/overview`)
  await unlockBox(page).waitFor({ state: 'detached' })
  expect(await box.inputValue()).toBe(words)

  // Somebody else signs in in another tab of this browser: no tab goes on as them with the page of the one before.
  await third.evaluate(
    `fetch('/console/api/session', { method: 'POST', body: ${JSON.stringify(JSON.stringify({ login: 'admin', password: PASSWORD }))},
      headers: { 'content-type': 'application/json', 'x-requested-with': 'yingsheng' } })`,
  )
  await third.goto(`${town.base}/staff/people`)
  await page.waitForLoadState()
  await page.getByTitle(/^管理员.*退出登录/).waitFor()
})

test('a page whose server heard of nobody for too long locks by itself; somebody else goes on with a page of their own', async () => {
  const page = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: PHONE, dark: true })
  await sees(page, number)
  town.clock.advance(12 * MINUTE)
  await page.getByRole('button', { name: '返回' }).click()
  await unlockBox(page).waitFor()
  await look(page, 'locked-phone-dark')
  await page.getByRole('button', { name: '不是本人，换人登录' }).click()
  await page.waitForURL(/sign-in/)
  await page.getByLabel('账号').waitFor()
  expect(await page.getByText(number).count()).toBe(0)
})

test('pages with people’s data carry name and time of who looks, quietly and out of the way; others do not', async () => {
  for (const dark of [false, true]) {
    const page = await town.openStaff('supervisor', `/staff/tickets/${number}`, { dark })
    await sees(page, number)
    const mark = page.locator('.water-mark')
    expect(await mark.getAttribute('data-words')).toMatch(/^督办 supervisor 20\d\d\/\d\d\/\d\d \d\d:\d\d$/)
    const style = await page.evaluate<Record<string, string>>(
      '(({ backgroundImage, pointerEvents, userSelect, printColorAdjust }) => ({ backgroundImage, pointerEvents, userSelect, printColorAdjust }))(getComputedStyle(document.querySelector(".water-mark")))',
    )
    expect(style).toMatchObject({ pointerEvents: 'none', userSelect: 'none', printColorAdjust: 'exact' })
    expect(style.backgroundImage).toMatch(/^url\("data:image\/svg/)
    await look(page, `ticket-marked${dark ? '-dark' : ''}`)
    // Copying the page copies none of it.
    await page.keyboard.press('Control+a')
    expect(await page.evaluate<string>('String(window.getSelection())')).not.toContain('supervisor 20')
    await page.goto(`${town.base}/staff/account`)
    await sees(page, '我的账号')
    expect(await page.locator('.water-mark').count()).toBe(0)
  }
})

test('the main pages run under the content security policy: nothing refused, nothing thrown, no complaint in the console', async () => {
  const found: string[] = []
  const listen = async (page: Page): Promise<void> => {
    page.on('console', (m) => {
      if (m.type() === 'error') found.push(`${page.url()}: ${m.text()}`)
    })
    await page.exposeFunction('reportViolation', (words: string) => found.push(words))
    await page.addInitScript({
      content: `document.addEventListener('securitypolicyviolation', (e) =>
        window.reportViolation([location.pathname, e.violatedDirective, e.blockedURI, e.sample].join(' ')))`,
    })
  }
  const walk = async (login: string, paths: readonly string[]): Promise<void> => {
    const page = await town.openStaff(login, '/staff')
    await listen(page)
    for (const path of paths) {
      await page.goto(`${town.base}/staff${path}`)
      await page.locator('main h1, main .pane, main h2').first().waitFor()
      await page.waitForTimeout(250)
    }
    // The parts that are drawn over the page: command bar, help, a dialog, a message.
    await page.keyboard.press('Control+k')
    await page.waitForTimeout(200)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.waitForTimeout(200)
    await page.keyboard.press('Escape')
  }
  await walk('agent', ['/desk', '/kit', '/triage', `/tickets/${number}`, '/knowledge', '/account'])
  await walk('supervisor', ['/overview', '/overview/late', '/figures', '/reports', '/protection', '/digest'])
  await walk('urban', ['/inbox', `/tickets/${number}`])
  await walk('admin', ['/people', '/sending'])
  const admin = await town.openStaff('admin', '/staff/people')
  await listen(admin)
  await admin.reload()
  await admin.getByRole('button', { name: '登录规则' }).click()
  await admin.getByRole('spinbutton').waitFor()
  await admin.getByRole('button', { name: '取消' }).click()

  const citizen = await town.openPage('/')
  await listen(citizen)
  await citizen.reload()
  await say(citizen, '居住证怎么办')
  await sees(citizen, /依据|来源|公安/)
  await citizen.goto(`${town.base}/t`)
  await citizen.getByRole('textbox').first().waitFor()
  await citizen.goto(`${town.base}/reports`)
  await citizen.locator('h1').first().waitFor()
  expect(found).toEqual([])
  expect(town.trouble).toEqual([])
})
