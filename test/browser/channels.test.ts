import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BrowserTown, openBrowserTown, PHONE, SMALL } from './support/browser-town.ts'
import { look as lookAt } from './support/take-picture.ts'
import { say, sees } from './support/talk.ts'

let town: BrowserTown
beforeAll(async () => {
  town = await openBrowserTown()
})
afterAll(async () => {
  expect(town.trouble).toEqual([])
  await town.close()
})

/** A dialog that fades in is judged when it stands. */
const look = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(500)
  await lookAt(page, name)
}
const WORDS = '网上咨询今晚 8 点到 9 点升级，请拨打 12345。'
const dialogOf = (page: Page) => page.getByRole('dialog')
/** Presses Tab until the element has the focus: what a hand without a mouse can reach. */
const reach = async (page: Page, isThere: () => Promise<boolean>): Promise<void> => {
  for (let n = 0; n < 80; n++) {
    if (await isThere()) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by the keyboard')
}

test('the web chat is paused by keyboard, open pages say so at once, and after the undo questions are answered again', async () => {
  const asking = await town.openPage('/', { viewport: PHONE })
  await say(asking, '身份证丢了怎么补办')
  await sees(asking, /派出所/)
  const admin = await town.openStaff('admin', '/staff/channels', { viewport: SMALL })
  await sees(admin, '微信公众号')
  await look(admin, 'channels-open')
  const change = admin.getByRole('button', { name: /调整\s*网页/ })
  const has = (locator: ReturnType<Page['locator']>) =>
    locator.evaluate((e) => e === e.ownerDocument.activeElement)
  await reach(admin, () => has(change))
  await admin.keyboard.press('Enter')
  await sees(admin, '还没有改动。')
  const dialog = dialogOf(admin)
  await reach(admin, () => has(dialog.getByRole('radio', { name: '开着' })))
  await admin.keyboard.press('ArrowDown')
  await sees(admin, /最近 7 天有 \d+ 次会话/)
  await reach(admin, () => has(dialog.getByLabel('暂停时市民看到的话')))
  await admin.keyboard.type(WORDS)
  await sees(admin, `市民会看到：${WORDS}`)
  expect(await dialog.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
  await reach(admin, () => has(dialog.getByLabel('为什么改')))
  await admin.keyboard.type('平台升级')
  await look(admin, 'channels-pause')
  await admin.keyboard.press('Enter')
  await sees(admin, /已保存/)
  await sees(admin, '‖ 已暂停')
  await sees(admin, /管理员 .* 起暂停：平台升级/)
  await look(admin, 'channels-paused')

  // Nobody touched the citizen's page.
  await sees(asking, WORDS)
  await say(asking, '那要带什么材料')
  await asking.getByText(WORDS).nth(1).waitFor()
  await look(asking, 'chat-paused-phone')
  const fresh = await town.openPage('/', { viewport: SMALL, dark: true })
  await sees(fresh, WORDS)
  await look(fresh, 'chat-paused-dark')
  const supervisor = await town.openStaff('supervisor', '/staff/overview', { viewport: SMALL })
  await sees(supervisor, /已暂停的渠道/)
  await look(supervisor, 'overview-paused')

  await admin
    .getByRole('button', { name: /看改动/ })
    .first()
    .click()
  await sees(admin, /停用期间收下的不补答/)
  await look(admin, 'channels-undo')
  await admin.getByLabel('为什么撤销').fill('升级完成')
  await admin.getByRole('button', { name: '撤销这次改动' }).click()
  await sees(admin, /已撤销/)
  await asking.getByRole('status').getByText(WORDS).waitFor({ state: 'detached' })
  await say(asking, '居住证怎么办')
  await sees(asking, /居住登记|居住证/)
  await asking
    .getByText(/来源|依据/)
    .nth(1)
    .waitFor()
})

test('who saves second reads so, keeps what was typed, and may save again', async () => {
  const [first, second] = [
    await town.openStaff('admin', '/staff/channels', { viewport: SMALL, dark: true }),
    await town.openStaff('admin', '/staff/channels', { viewport: PHONE }),
  ]
  const type = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('button', { name: /调整\s*网页/ }).click()
    await page.getByLabel(/^公告/).fill(text)
    await page.getByLabel('为什么改').fill('台风')
    await sees(page, /马上看到改后的公告/)
  }
  await type(second, '办事大厅 24 日起停止对外办公')
  await type(first, '台风期间大厅不开放')
  await look(first, 'channels-announce-dark')
  await first.getByRole('button', { name: '保存' }).click()
  await sees(first, /已保存/)
  await sees(first, '公告：台风期间大厅不开放')
  // News come by themselves; without them the refusal says the same.
  await sees(second, /刚才有人先改了这个渠道.*台风期间大厅不开放/)
  expect(await second.getByLabel(/^公告/).inputValue()).toBe('办事大厅 24 日起停止对外办公')
  await look(second, 'channels-conflict-phone')
  await second.getByRole('button', { name: '保存' }).click()
  await sees(second, /已保存/)
  await look(second, 'channels-phone')
  const citizen = await town.openPage('/', { viewport: PHONE })
  await sees(citizen, '办事大厅 24 日起停止对外办公')
  await look(citizen, 'chat-announcement-phone')
})

test('the telephone’s settings stand in one dialog: where calls go, what is said', async () => {
  const admin = await town.openStaff('admin', '/staff/channels', { viewport: SMALL })
  await admin.getByRole('button', { name: /调整\s*电话机器人/ }).click()
  await dialogOf(admin).getByText('暂停', { exact: true }).click()
  await dialogOf(admin).getByText('说完转到人工号码', { exact: true }).click()
  await sees(admin, /没有转人工号码/)
  await admin.getByLabel('转人工号码').fill('051280001234')
  await sees(admin, /正在为您转接人工/)
  await look(admin, 'channels-voice')
})
