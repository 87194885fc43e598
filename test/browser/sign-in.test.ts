import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from '../support/code-of.ts'
import { CLIENT, type OidcStand, openOidcProvider } from '../support/oidc-provider.ts'
import { PASSWORD } from '../support/open-town.ts'
import { type BrowserTown, openBrowserTown, PHONE } from './support/browser-town.ts'
import { look } from './support/take-picture.ts'
import { sees } from './support/talk.ts'

let town: BrowserTown
let provider: OidcStand
/** The town by another name than the provider's: to the browser they are two sites. */
let base: string
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
beforeAll(async () => {
  const port = await freePort()
  base = `http://localhost:${port}`
  provider = await openOidcProvider(base, {
    'sub-1': { preferred_username: 'nobody-here' },
    'sub-2': { preferred_username: 'dispatcher' },
  })
  const settings = {
    PUBLIC_BASE_URL: base,
    SIGN_IN_KEY: 's'.repeat(40),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: '市统一身份认证',
  }
  town = await openBrowserTown(settings, port)
})
afterAll(async () => {
  await town.close()
  await provider.close()
})

const enterPassword = async (page: Page, login: string): Promise<void> => {
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
}
const secretOn = async (page: Page): Promise<string> => {
  await page.getByText('扫不了，手动输入密钥').click()
  return ((await page.locator('.secret').textContent()) ?? '').replaceAll(' ', '')
}

test('a phone is set up on the account page; the next sign-in asks for its code, and a wrong one says what to do', async () => {
  const page = await town.openStaff('editor', '/staff/account')
  await page.getByRole('button', { name: '开启' }).click()
  await page.getByLabel('先输入现在的密码').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByAltText('给验证器扫的二维码').waitFor()
  const secret = await secretOn(page)
  await look(page, 'account-new-phone')
  await page.getByLabel('输入手机上显示的 6 位数').fill(codeOf(secret, town.clock.now()))
  await page.keyboard.press('Enter')
  await sees(page, '备用码，请现在记下来')
  await look(page, 'account-recovery-codes')
  await page.getByRole('button', { name: '我记下来了' }).click()
  await sees(page, '备用码还剩 10 个')
  await look(page, 'account')

  const next = await town.openPage('/staff')
  await enterPassword(next, 'editor')
  const field = next.getByLabel('手机上验证器显示的 6 位数')
  await field.waitFor()
  await look(next, 'sign-in-code')
  town.clock.advance(60_000)
  await field.fill('12 34 56')
  await next.keyboard.press('Enter')
  await sees(next, '验证码不对')
  await field.fill(codeOf(secret, town.clock.now()))
  await next.keyboard.press('Enter')
  await next.waitForURL(/\/staff\/knowledge/)
})

test('where a role needs a phone it is set up between password and desk, on a small screen in the dark too', async () => {
  const admin = await town.openStaff('admin', '/staff/people')
  await admin.getByRole('button', { name: '登录规则' }).click()
  await admin.locator('.el-checkbox', { hasText: '督办' }).click()
  await look(admin, 'sign-in-rules')
  await admin.getByRole('button', { name: '保存' }).click()
  await sees(admin, '登录规则已保存')

  const page = await town.openPage('/staff', { viewport: PHONE, dark: true })
  await enterPassword(page, 'supervisor')
  await page.getByAltText('给验证器扫的二维码').waitFor()
  await look(page, 'sign-in-enrol-phone-dark')
  await page.getByLabel('输入手机上显示的 6 位数').fill(codeOf(await secretOn(page), town.clock.now()))
  await page.keyboard.press('Enter')
  await sees(page, '备用码，请现在记下来')
  await look(page, 'sign-in-codes-phone-dark')
  await page.getByRole('button', { name: '我记下来了' }).click()
  await page.waitForURL(/\/staff\/overview/)
})

test('the unit’s own sign-in has its button; whoever has no account here reads what to do', async () => {
  const page = await town.openPage('/staff/sign-in')
  await page.getByRole('link', { name: '用市统一身份认证登录' }).waitFor()
  await look(page, 'sign-in-ways')
  const said = await town.openPage('/staff/sign-in?said=not-opened', { viewport: PHONE, dark: true })
  await sees(said, '您的单位账号还没有开通')
  await look(said, 'sign-in-not-opened-phone-dark')
  // Words from the address are never shown.
  const forged = await town.openPage('/staff/sign-in?said=%E6%82%A8%E5%B7%B2%E8%A2%AB%E7%9B%97')
  await forged.getByLabel('账号').waitFor()
  expect(await forged.locator('[role=alert]').count()).toBe(0)
  const admin = await town.openStaff('admin', '/staff/people')
  await admin.getByRole('button', { name: /情况：周编辑/ }).click()
  await admin.getByLabel('在“市统一身份认证”的账号').fill('zhou')
  await look(admin, 'people-sign-in')
  await admin.getByRole('button', { name: '保存' }).click()
  await sees(admin, '单位账号已保存')
})

test('an administrator ends one session of a colleague: that browser is out at its next request', async () => {
  const admin = await town.openStaff('admin', '/staff/people')
  const agent = await town.openStaff('agent', '/staff/knowledge')
  await sees(agent, '知识库')
  await admin.getByRole('button', { name: /情况：林坐席/ }).click()
  const dialog = admin.getByRole('dialog', { name: '林坐席的登录' })
  const rows = dialog.getByRole('listitem')
  await rows.first().waitFor()
  const before = await rows.count()
  await dialog
    .getByRole('button', { name: /让它退出/ })
    .first()
    .click()
  await sees(admin, '已让这处登录退出')
  await expect.poll(() => rows.count()).toBe(before - 1)
  await agent.getByLabel('查知识').first().fill('居住证')
  await agent.keyboard.press('Enter')
  await sees(agent, '这里的登录已经结束')
})

test('through the unit’s page and back on another site: in where they wanted to, out of both, and a locked desk opens that way too', async () => {
  const page = await town.openPage('/staff/sign-in')
  const unitDoor = page.getByRole('link', { name: '用市统一身份认证登录' })
  provider.door.who = 'sub-1'
  await page.goto(`${base}/staff/knowledge?q=%E5%B1%85%E4%BD%8F%E8%AF%81`)
  await unitDoor.click()
  await sees(page, '您的单位账号还没有开通')

  await page.context().clearCookies()
  provider.door.who = 'sub-2'
  await page.goto(`${base}/staff/knowledge?q=%E5%B1%85%E4%BD%8F%E8%AF%81`)
  await unitDoor.click()
  await page.waitForURL(`${base}/staff/knowledge?q=*`)
  await sees(page, '知识库')

  await page.keyboard.press('Alt+l')
  const lock = page.getByRole('dialog', { name: '屏幕已锁定' })
  await lock.waitFor()
  await look(page, 'locked-with-ways')
  const [tab] = await Promise.all([page.context().waitForEvent('page'), unitDoor.click()])
  await lock.waitFor({ state: 'detached' })
  await sees(page, '知识库')
  await tab.close()

  await page.getByRole('button', { name: /退出/ }).click()
  await page.waitForURL((url) => url.href.startsWith(`${provider.issuer}/session/end`))
  await page.goto(`${base}/staff/knowledge`)
  await page.getByLabel('账号').waitFor()
})

test('nothing threw and no page met its content security policy', () => {
  expect(town.trouble).toEqual([])
})
