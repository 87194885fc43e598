import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTicket } from '../support/build-ticket.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import type { Staff } from '../support/open-town.ts'
import { type BrowserTown, openBrowserTown, PHONE, SMALL } from './support/browser-town.ts'
import { checkTargets } from './support/check-targets.ts'
import { look } from './support/take-picture.ts'
import { sees } from './support/talk.ts'

/** The second round of somebody new (docs/newcomer.md): what was mended, so that nobody stumbles again. */
let town: BrowserTown
let urban: Staff
beforeAll(async () => {
  town = await openBrowserTown()
  urban = await town.signIn('urban')
})
afterAll(() => town.close())

const lampAt = async (place: string, phone: string): Promise<string> =>
  (await fileComplaint(town, `我要投诉，${place}门口的路灯坏了一个星期没人修`, phone)).number
const stateOf = async (number: string): Promise<string> => {
  const { ticket } = await urban.ok<{ ticket: { state: string } }>('GET', `/tickets/${number}`)
  return ticket.state
}
const PAUSE_MS = 700

test('on the triage desk G only changes the kind; the key that ends a ticket is another one, and an empty kind says so', async () => {
  const build = (title: string, matter: string) =>
    buildTicket(town.desk, { departmentId: null, conversationId: null, input: { title, matter } })
  const { ticket } = await build('对法院执行不满意', '法院执行局拖着不执行，要求督促法院')
  const page = await town.openStaff('dispatcher', `/staff/triage/${ticket.number}`, { viewport: SMALL })
  await sees(page, '这件像是这种情况。')
  await page.waitForTimeout(PAUSE_MS)
  await page.keyboard.press('g')
  await sees(page, '没有退单申请')
  await page.keyboard.press('g')
  await sees(page, '没有其他待办')
  await page.keyboard.press('g')
  await sees(page, '这件像是这种情况。')
  expect(
    (
      await (
        await town.signIn('dispatcher')
      ).ok<{ ticket: { state: string } }>('GET', `/tickets/${ticket.number}`)
    ).ticket.state,
  ).toBe('accepted')
  await page.waitForTimeout(PAUSE_MS)
  await page.keyboard.press('f')
  await sees(page, '已告知诉求人')
})

test('help a unit asked for is on the hotline’s list until it is decided, and decided there', async () => {
  const number = await lampAt('翠柏巷31号', '13800138031')
  await act(urban, number, 'sign')
  await act(urban, number, 'request-co', { departmentId: 'housing', task: '请一起看现场的电源箱' })
  const page = await town.openStaff('dispatcher', '/staff/triage', { viewport: SMALL })
  await page.getByRole('button', { name: '其他待办 1' }).click()
  await sees(page, '请一起看现场的电源箱')
  await look(page, 'triage-help-asked')
  await page.getByRole('button', { name: '安排', exact: true }).click()
  await page.getByRole('region', { name: '安排协办' }).getByRole('button', { name: /^安排/ }).click()
  await sees(page, '已安排协办')
  await page.getByRole('button', { name: '其他待办 0' }).waitFor()
  const helper = await town.openStaff('housing', '/staff/inbox', { viewport: PHONE })
  await helper.getByRole('row', { name: /协办.*翠柏巷31号/ }).waitFor()
})

/** What a phone sends when its camera keeps photos as HEIC: the brand in the head is enough to know it. */
const HEIC = Buffer.concat([
  Buffer.from([0, 0, 0, 0x18]),
  Buffer.from('ftypheic'),
  Buffer.from([0, 0, 0, 0]),
  Buffer.from('mif1heic'),
  Buffer.alloc(2_000, 7),
])
const photoOf = async (page: Page): Promise<Buffer> => page.screenshot({ type: 'jpeg', quality: 60 })

test('on a phone a reply does not leave without the photo that was refused; the leader reads the draft with its photo first', async () => {
  const number = await lampAt('翠柏巷33号', '13800138033')
  await act(urban, number, 'sign')
  const page = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: PHONE })
  await page.getByRole('button', { name: /^答复/ }).click()
  await page.locator('#public-reply').fill('您好，11月23日下午已更换翠柏巷33号门口的灯具并通电。')
  const files = page.locator('input[type=file]').last()
  await files.setInputFiles({ name: 'IMG_0042.HEIC', mimeType: 'image/heic', buffer: HEIC })
  await sees(page, /截一张图/)
  await page.getByRole('button', { name: /送审签/ }).click()
  await sees(page, /有文件没有传上/)
  expect(await stateOf(number)).toBe('handling')
  await checkTargets(page, 'a refused photo on a phone')
  await look(page, 'reply-heic-phone')
  await page.getByRole('button', { name: /不要这张/ }).click()
  await files.setInputFiles({ name: 'after.jpg', mimeType: 'image/jpeg', buffer: await photoOf(page) })
  await sees(page, '已传')
  await page.getByRole('button', { name: /送审签/ }).click()
  await sees(page, '待单位审签')

  const leader = await town.openStaff('urbanlead', `/staff/tickets/${number}`, { viewport: SMALL })
  await sees(leader, '待单位审签')
  await leader.keyboard.press('y')
  await leader.getByRole('region', { name: '审签同意' }).waitFor()
  const draft = leader.getByRole('region', { name: '待审答复' })
  await draft.locator('img').first().waitFor()
  const box = await draft.boundingBox()
  expect((box?.y ?? 999) + 60).toBeLessThan(SMALL.height)
  await look(leader, 'draft-first')
})

test('evidence about a bad rating outlives a closed form, and what is missing is said', async () => {
  const filed = await fileComplaint(town, '我要投诉，翠柏巷34号门口的路灯坏了没人修', '13800138034')
  await act(urban, filed.number, 'sign')
  await publish(town, urban, filed.number, { publicReply: '您好，11月23日下午已更换灯具并通电。' })
  await town.settle()
  await filed.citizen.say('没解决')
  await filed.citizen.say('昨晚又灭了')
  const page = await town.openStaff('dispatcher', '/staff/bad-ratings', { viewport: SMALL })
  await sees(page, filed.number)
  await look(page, 'bad-ratings-keys')
  await page.keyboard.press('Enter')
  await sees(page, '昨晚又灭了')
  await page.getByRole('button', { name: '核实', exact: true }).click()
  await page.getByLabel(/怎么核实的/).fill('11月24日晚到现场看过，接头进水')
  await page.getByLabel(/怎么核实的/).press('Control+Enter')
  await sees(page, '请选择核实下来是哪一种')
  await page.getByLabel(/怎么核实的/).press('Escape')
  await page.getByRole('button', { name: '核实', exact: true }).click()
  expect(await page.getByLabel(/怎么核实的/).inputValue()).toBe('11月24日晚到现场看过，接头进水')
  await page.getByText('确实没办好，单位有责').click()
  await page.getByLabel(/怎么核实的/).press('Control+Enter')
  await sees(page, '核实：确实没办好，单位有责')
})

test('a unit called to confer is not told that there is nothing for it to do', async () => {
  const { ticket } = await buildTicket(town.desk, {
    departmentId: null,
    conversationId: null,
    input: { title: '楼道堆物', matter: '楼道里堆满杂物没人管' },
  })
  const dispatcher = await town.signIn('dispatcher')
  await act(dispatcher, ticket.number, 'confer', {
    reason: '楼道是物业管还是城管管',
    unitIds: ['housing', 'urban-management'],
  })
  const page = await town.openStaff('housing', `/staff/tickets/${ticket.number}`, { viewport: PHONE })
  await sees(page, '轮到发言')
  await sees(page, '要您做的在下面')
})

test('lines of a holiday plan that cannot be read are named one by one, and nothing typed is lost', async () => {
  const page = await town.openStaff('admin', '/staff/clock-rules/calendar', { viewport: SMALL })
  await page.getByRole('combobox', { name: '哪一年' }).click({ force: true })
  await page.getByRole('option', { name: /2027/ }).click()
  await page.locator('#off').fill('元旦：1月1日至1月3日放假，共3天\n春节放假七天\n中秋 9月31日')
  await page.getByRole('button', { name: '看影响' }).click()
  await sees(page, /放假第 2 行“春节放假七天”：没有日期/)
  await sees(page, /放假第 3 行.*没有“9月31日”这一天/)
  const said = await page.locator('.mistakes').boundingBox()
  expect((said?.y ?? 999) + (said?.height ?? 0)).toBeLessThan(SMALL.height)
  await look(page, 'calendar-wrong-lines')
  await page.reload()
  await sees(page, '工作日历')
  await page.getByRole('combobox', { name: '哪一年' }).click({ force: true })
  await page.getByRole('option', { name: /2027/ }).click()
  await sees(page, '这里是您写了还没有启用的')
  await page
    .locator('#off')
    .fill(
      '元旦：1月1日至1月3日放假，共3天\n春节：2月5日至2月11日\n清明节 4月5日\n劳动节：5月1日至5月5日\n端午节 6月9日\n中秋节 9月15日\n国庆节：10月1日至10月7日',
    )
  await page.getByRole('button', { name: '看影响' }).click()
  await page.getByLabel('影响', { exact: true }).waitFor()
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await sees(page, '放假安排已启用')
  await page.waitForFunction(`document.querySelector('#off').value.startsWith('元旦 2027-01-01 2027-01-03')`)
})

test('a click beside a form does not throw away what was typed into it', async () => {
  const page = await town.openStaff('supervisor', '/staff/kit', { viewport: SMALL })
  await page.getByRole('button', { name: '新的一键' }).click()
  await page.getByLabel('标题').fill('登记后告知')
  await page.mouse.click(40, 690)
  await page.getByRole('button', { name: '保存' }).click()
  await sees(page, '回话和便笺的每一步都要写内容')
  expect(await page.getByLabel('标题').inputValue()).toBe('登记后告知')
})

// After the other lamps: where it is sent in the end, the next ones are sent as well.
test('a return says nothing for the unit that is not so, keeps what it wrote, and the unit it named stands ready', async () => {
  const number = await lampAt('翠柏巷32号', '13800138032')
  const page = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: SMALL })
  await page.getByRole('button', { name: /申请退单/ }).click()
  const cards = page.getByRole('group', { name: '派单目录里的单位' }).getByRole('button')
  await cards.first().waitFor()
  const reason = page.locator('#return-reason')
  expect(await reason.inputValue()).toBe('')
  await reason.fill('这一段灯杆是通信塔上的，不是路灯')
  await cards.first().click()
  expect(await reason.inputValue()).toBe('这一段灯杆是通信塔上的，不是路灯')
  const named = (await cards.first().locator('strong').innerText()).trim()
  await page.keyboard.press('Control+Enter')
  await sees(page, '退单申请中')

  const desk = await town.openStaff('dispatcher', `/staff/triage/${number}`, { viewport: SMALL })
  await sees(desk, '要退回这件工单')
  // The clock of a return is long; it stands beside the title, not on it.
  const row = desk.getByRole('list', { name: '工单列表' }).getByRole('button').first()
  const pill = await row.locator('.pill').boundingBox()
  const title = await row.locator('.one-line').first().boundingBox()
  expect((pill?.x ?? 0) + (pill?.width ?? 0)).toBeLessThanOrEqual(title?.x ?? 0)
  await look(desk, 'triage-return')
  await desk.keyboard.press('y')
  await sees(desk, '派给哪个单位')
  expect(await desk.locator('.candidates').innerText()).not.toMatch(/把握 0%/)
  // Enabled by the unit that stands ready in the box before it.
  await desk.locator('.other').getByRole('button', { name: '派给它', exact: true }).click()
  await sees(desk, new RegExp(`${number} 已派给${named}`))
})

test('somebody moves to another unit, somebody leaves: both are a few clicks for the administrator', async () => {
  const page = await town.openStaff('admin', '/staff/people', { viewport: SMALL })
  await page.getByRole('button', { name: /改.*公安承办人/ }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('赵承办')
  await form.locator('.el-checkbox').filter({ hasText: '审签人' }).click()
  await look(page, 'people-edit')
  await form.getByRole('button', { name: '保存' }).click()
  await page
    .getByRole('row', { name: /赵承办/ })
    .getByText('承办人、审签人')
    .waitFor()
  await page.getByRole('button', { name: /改.*赵承办/ }).click()
  await sees(page, /改了姓名、角色，原来是承办人/)
  await form.getByRole('button', { name: '改回去' }).click()
  await sees(page, '已填回原来的角色和单位')
  await look(page, 'people-history')
  await form.getByRole('button', { name: '保存' }).click()
  await page
    .getByRole('row', { name: /赵承办/ })
    .getByText('承办人', { exact: true })
    .waitFor()
  const agent = await town.openStaff('agent2', '/staff/desk')
  await sees(agent, '坐席台')
  await page.getByRole('button', { name: /改.*何坐席/ }).click()
  await form.getByRole('button', { name: '停用账号' }).click()
  await form.getByRole('button', { name: '确认停用' }).click()
  await page
    .getByRole('row', { name: /何坐席/ })
    .getByText('已停用')
    .waitFor()
  await form.waitFor({ state: 'hidden' })
  await look(page, 'people-closed')
  await agent.reload()
  await agent.getByLabel('账号').waitFor()
  await page.getByRole('button', { name: /恢复.*何坐席/ }).click()
  await form.getByRole('button', { name: /恢复使用/ }).click()
  await sees(page, /staff\/invite#/)
  expect(town.trouble).toEqual([])
})
