import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDueReports } from '../../src/insight/reports/make-due-reports.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { PASSWORD, type Staff } from '../support/open-town.ts'
import { type BrowserTown, openBrowserTown, PHONE, SMALL } from './support/browser-town.ts'
import { checkTargets } from './support/check-targets.ts'
import { look } from './support/take-picture.ts'
import { sees } from './support/talk.ts'

/** The third round of somebody new (docs/newcomer.md): what was mended, so that nobody stumbles again. */
let town: BrowserTown
let urban: Staff
let leader: Staff
let hotline: Staff
beforeAll(async () => {
  town = await openBrowserTown()
  urban = await town.signIn('urban')
  leader = await town.signIn('urbanlead')
  hotline = await town.signIn('dispatcher')
})
afterAll(() => town.close())

const lampAt = async (place: string, phone: string): Promise<string> =>
  (await fileComplaint(town, `我要投诉，${place}门口的路灯坏了一个星期没人修`, phone)).number
const pathOf = (page: Page): string => new URL(page.url()).pathname

test('everybody begins in the room of their day’s work', async () => {
  const begins = {
    urban: 'inbox',
    urbanlead: 'inbox',
    agent: 'desk',
    dispatcher: 'triage',
    supervisor: 'overview',
    admin: 'manage',
  }
  for (const [login, room] of Object.entries(begins)) {
    const page = await town.openStaff(login)
    await page.waitForURL(new RegExp(`/staff/${room}`))
    await page.close()
  }
})

test('a refused reply comes back with its reason and its words; the inbox says that it did', async () => {
  const number = await lampAt('翠柏巷61号', '13800138061')
  const words = '您好，翠柏巷61号门口的灯具已经更换。'
  await act(urban, number, 'sign')
  await act(urban, number, 'reply', { publicReply: words })
  await act(leader, number, 'sign-reply', { approve: true })
  await act(hotline, number, 'audit', { approve: false, note: '没有写哪天换的，也没有写联系过诉求人' })
  const page = await town.openStaff('urban', '/staff/inbox', { viewport: SMALL })
  await page.getByRole('row', { name: /退回修改.*翠柏巷61号/ }).waitFor()
  await look(page, 'inbox-sent-back')
  await page.goto(`${town.base}/staff/tickets/${number}`)
  const box = page.getByRole('region', { name: '被退回的答复' })
  await box.getByText('没有写哪天换的，也没有写联系过诉求人').waitFor()
  await look(page, 'reply-refused')
  await page.keyboard.press('a')
  expect(await page.locator('#public-reply').inputValue()).toBe(words)
  const phone = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: PHONE, dark: true })
  await sees(phone, '被退回的答复')
  await look(phone, 'reply-refused-phone-dark')
})

test('an extension says until when to whoever asks for it and to whoever grants it', async () => {
  const number = await lampAt('翠柏巷62号', '13800138062')
  await act(urban, number, 'sign')
  const page = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: PHONE })
  await page.getByRole('button', { name: /^申请延期/ }).click()
  await sees(page, /延长 5 个工作日：答复时限从.*延到/)
  await sees(page, '热线同意后才生效')
  await checkTargets(page, 'asking for an extension on a phone')
  await look(page, 'extension-asked-phone')
  await page.locator('textarea').first().fill('灯杆要从厂里订，到货要一周')
  await page.getByRole('button', { name: /提交申请/ }).click()
  await sees(page, '延期申请中')
  const desk = await town.openStaff('dispatcher', `/staff/tickets/${number}`, { viewport: SMALL })
  await sees(desk, '延期申请中')
  await desk.keyboard.press('y')
  const form = desk.getByRole('region', { name: '同意延期' })
  await form.getByText(/延长 5 个工作日/).waitFor()
  await form.getByText(/灯杆要从厂里订/).waitFor()
  await look(desk, 'extension-granted')
})

test('done again, the unit reads why above everything and by when it has to answer anew', async () => {
  const { citizen, number } = await fileComplaint(
    town,
    '我要投诉，翠柏巷63号门口的路灯坏了一个星期没人修',
    '13800138063',
  )
  await act(urban, number, 'sign')
  await publish(town, urban, number, { publicReply: '您好，11月23日下午已更换翠柏巷63号门口的灯具。' })
  await town.settle()
  await citizen.say('没解决，当晚又灭了')
  await act(hotline, number, 'rework', { reason: '只换了灯泡，线路没有查，当晚又灭了' })
  const page = await town.openStaff('urban', '/staff/inbox', { viewport: SMALL })
  await page.getByRole('row', { name: /重办.*翠柏巷63号/ }).waitFor()
  await page.goto(`${town.base}/staff/tickets/${number}`)
  const box = page.getByRole('region', { name: '退回重办' })
  await box.getByText('只换了灯泡，线路没有查，当晚又灭了').waitFor()
  expect((await box.boundingBox())?.y ?? 999).toBeLessThan(200)
  const facts = page.getByRole('complementary', { name: '事实' })
  expect(await facts.innerText()).toMatch(/答复\s*\d+月\d+日\(周.\) 18:00/)
  await sees(page, '上次的公开答复')
  await look(page, 'rework')
})

test('two complaints of one lamp side by side: only what the other did not say is marked, one key joins them', async () => {
  await fileComplaint(town, '我要投诉，银杏路18号门口的路灯坏了一个星期没人修', '13800138064')
  const { number } = await fileComplaint(
    town,
    '我要投诉，银杏路18号门口的路灯好几天都不亮了，旁边变压器箱的门还开着',
    '13800138065',
  )
  const page = await town.openStaff('dispatcher', `/staff/tickets/${number}`, { viewport: SMALL })
  const sides = page.getByRole('region', { name: '可能是同一件事' })
  await sides.waitFor()
  const marks = await sides.locator('mark').allInnerTexts()
  expect(marks.join('|')).toContain('变压器箱的门还开着')
  expect(marks.join('|')).not.toContain('银杏路')
  await look(page, 'side-by-side')
  await page.waitForTimeout(700)
  await page.keyboard.press('m')
  await sees(page, /已并入/)
})

test('a session that was ended elsewhere says so within seconds, and one goes on where one was', async () => {
  const page = await town.openStaff('police', '/staff/search', { viewport: SMALL })
  await sees(page, '查工单')
  const other = await town.openStaff('police', '/staff/account', { viewport: SMALL })
  await other
    .getByRole('main')
    .getByRole('button', { name: /^让它退出/ })
    .first()
    .click()
  await sees(other, '已让它退出')
  await sees(page, '这里的登录已经结束')
  await look(page, 'session-ended')
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByText('这里的登录已经结束').waitFor({ state: 'hidden' })
  expect(pathOf(page)).toBe('/staff/search')
})

test('talks behind a figure are lines one can tell apart, and can be exported', async () => {
  await makeDueReports(town.desk)
  const page = await town.openStaff('supervisor', '/staff/overview', { viewport: SMALL })
  await sees(page, '今天从哪里来')
  const day = town.clock.now().toISOString().slice(0, 10)
  await page.goto(`${town.base}/staff/figures/cases?from=${day}&to=${day}&metric=contacts&side=hit&dim=web`)
  await sees(page, '说了什么')
  await sees(page, /翠柏巷61号/)
  await page.getByRole('link', { name: '导出 CSV' }).waitFor()
  await look(page, 'cases-talks')
})

test('charts turn dark with the system, so that their words stay readable', async () => {
  const page = await town.openStaff('supervisor', '/staff/overview', { viewport: SMALL })
  const chart = page.locator('canvas').first()
  await chart.waitFor()
  /** Whether the bars are drawn in this colour. */
  const hasBars = (colour: [number, number, number]): Promise<boolean> =>
    chart.evaluate((canvas, [red, green, blue]) => {
      const { width, height, getContext } = canvas as unknown as {
        width: number
        height: number
        getContext(kind: '2d'): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray }
        }
      }
      const { data } = getContext.call(canvas, '2d').getImageData(0, 0, width, height)
      for (let at = 0; at < data.length; at += 4)
        if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true
      return false
    }, colour)
  await expect.poll(() => hasBars([0x1d, 0x5f, 0xb8]), { timeout: 5_000 }).toBe(true)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(() => hasBars([0x7f, 0xb0, 0xf2]), { timeout: 5_000 }).toBe(true)
  await look(page, 'overview-turned-dark')
})

test('terms of keeping are changed with their effect shown first', async () => {
  const page = await town.openStaff('admin', '/staff/retention', { viewport: SMALL })
  await page.getByRole('button', { name: '改期限' }).click()
  const dialog = page.getByRole('dialog', { name: '改保存期限' })
  await dialog.getByLabel('查看与操作记录', { exact: true }).fill('30')
  await page.keyboard.press('Tab')
  await dialog.getByText(/至少保存 1095 天/).waitFor()
  await dialog.getByLabel('查看与操作记录', { exact: true }).fill('1095')
  await dialog.getByLabel('没有形成工单的会话', { exact: true }).fill('200')
  await page.keyboard.press('Tab')
  await dialog.getByText(/180 天改为 200 天，今晚会删/).waitFor()
  await look(page, 'terms-form')
  await dialog.getByLabel('为什么改').fill('市档案局批复')
  await dialog.getByRole('button', { name: '保存' }).click()
  await sees(page, '200 天')
  await sees(page, /保存期限：没有形成工单的会话 180 → 200 天/)
  await look(page, 'terms-changed')
})

test('a follow-up call is taken and written down by keys, and says what is still missing', async () => {
  const filed = await fileComplaint(town, '我要投诉，翠柏巷66号门口的路灯坏了一个星期没人修', '13800138066')
  await town.desk.db
    .updateTable('conversation')
    .set({ channel: 'voice' })
    .where('id', '=', filed.citizen.id)
    .execute()
  await act(urban, filed.number, 'sign')
  await publish(town, urban, filed.number, { publicReply: '您好，11月23日下午已更换灯具并通电。' })
  await town.settle()
  const page = await town.openStaff('agent', '/staff/follow-ups', { viewport: SMALL })
  await sees(page, filed.number)
  await page.keyboard.press('l')
  await sees(page, '还差：选电话结果')
  await page.keyboard.press('Space')
  await sees(page, '还差：问解决了吗')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await look(page, 'call-by-keys')
  await page.keyboard.press('Control+Enter')
  await sees(page, '已记下')
  expect(town.trouble).toEqual([])
})
