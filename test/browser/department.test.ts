import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileComplaint } from '../support/file-complaint.ts'
import { type BrowserTown, openBrowserTown, PHONE } from './support/browser-town.ts'
import { checkAccess } from './support/check-access.ts'
import { checkTargets } from './support/check-targets.ts'
import { startCounting } from './support/count-actions.ts'
import { sees } from './support/talk.ts'

let town: BrowserTown
beforeAll(async () => {
  town = await openBrowserTown()
})
afterAll(() => town.close())

test('return in two clicks with its ground → approved → dispatched anew, on a phone in the field', async () => {
  const { number } = await fileComplaint(town, '我要投诉，澄心路12号楼下烧烤摊半夜还在吵，油烟也大')
  const handler = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: PHONE })
  const returning = startCounting(handler)
  await returning.click(handler.getByRole('button', { name: /申请退单/ }))
  await handler.getByRole('group', { name: '派单目录里的单位' }).waitFor()
  await checkAccess(handler, 'a return standing ready, on a phone')
  await returning.click(handler.getByRole('button', { name: /提交退单/ }))
  await sees(handler, '退单申请中')
  expect(returning.actions).toBe(2)

  const dispatcher = await town.openStaff('dispatcher', `/staff/triage/${number}`)
  await sees(dispatcher, /申请退单/)
  await checkAccess(dispatcher, 'a return with both grounds')
  await dispatcher.getByRole('button', { name: /同意，重新派单/ }).click()
  await dispatcher.getByRole('heading', { name: '派给哪个单位' }).waitFor()
  await dispatcher.getByRole('combobox', { name: '选其他单位' }).click()
  await dispatcher.keyboard.type('住建')
  await dispatcher.keyboard.press('Enter')
  await dispatcher.getByRole('button', { name: '派给它', exact: true }).click()
  const housing = await town.openStaff('housing', '/staff/inbox')
  await sees(housing, number)
  expect(town.trouble).toEqual([])
})

test('the desk takes a ticket for something else before it sends it: whom it may go to changes at once', async () => {
  const { number } = await fileComplaint(town, '我要投诉，夜里总有怪声，邻居家小孩也睡不着')
  const page = await town.openStaff('dispatcher', `/staff/triage/${number}`)
  await page.getByRole('button', { name: '更正类型、分类' }).click()
  const form = page.getByRole('form', { name: '更正类型、分类' })
  await expect.poll(() => form.getByRole('button', { name: '改', exact: true }).isDisabled()).toBe(true)
  // A list that is not typed into: what is shown of it lies over the input.
  await form.getByRole('combobox', { name: '类型' }).click({ force: true })
  await page.getByRole('option', { name: '求助' }).click()
  await form.getByRole('combobox', { name: '分类' }).click()
  await page.keyboard.type('路灯')
  await page.getByRole('option', { name: /路灯/ }).first().click()
  await checkAccess(page, 'a matter being taken for something else')
  await form.getByRole('button', { name: '改', exact: true }).click()
  await sees(page, '已更正，承办和期限不变。')
  await sees(page, /求助 · .*路灯/)
  await sees(page, /类别“[^”]*路灯[^”]*”\(把握 100%\)/)
  expect(town.trouble).toEqual([])
})

test('an extension is asked for, agreed to, and the new due time stands beside the first', async () => {
  const { number } = await fileComplaint(town)
  const handler = await town.openStaff('urban', `/staff/tickets/${number}`)
  await handler.getByRole('button', { name: /^签收/ }).click()
  await handler.getByRole('button', { name: /申请延期/ }).click()
  await handler
    .getByLabel(/延期的理由|理由/)
    .first()
    .fill('配件要从外地调运，下周才到货')
  await handler
    .getByRole('button', { name: /提交申请|申请延期/ })
    .last()
    .click()
  await sees(handler, '延期申请中')
  const judge = await town.openStaff('dispatcher', `/staff/tickets/${number}`)
  await judge.getByRole('button', { name: /^同意延期/ }).click()
  await judge.getByRole('region', { name: '同意延期' }).getByRole('button').last().click()
  await sees(judge, '办理中')
  await sees(judge, '首次承诺')
  await checkAccess(judge, 'an extended ticket')
  expect(town.trouble).toEqual([])
})

test('two tickets of one matter stand side by side, one key joins them, and they can be taken apart', async () => {
  const first = await fileComplaint(town, '我要投诉，柳营街20号楼道里堆满杂物没人管', '13500135001')
  const citizen = await town.citizen()
  await citizen.say('我要投诉，柳营街20号楼道堆了很多杂物')
  await citizen.say('13500135002')
  await citizen.say('确认提交')
  const said = await citizen.say('是另一件事')
  const number = said.find((reply) => reply.ticket)?.ticket?.number ?? ''
  const dispatcher = await town.openStaff('dispatcher', `/staff/triage/${number}`)
  const panel = dispatcher.getByRole('region', { name: '可能是同一件事' })
  await panel.waitFor()
  await checkAccess(dispatcher, 'two matters side by side')
  // Keys count from half a second after the two came up; the page must not be left before the answer.
  await dispatcher.waitForTimeout(600)
  const joined = dispatcher.waitForResponse((answer) => answer.request().method() === 'POST')
  await dispatcher.keyboard.press('m')
  expect((await joined).status()).toBe(200)
  await dispatcher.goto(`${town.base}/staff/tickets/${first.number}`)
  await sees(dispatcher, '一起办的还有 1 件')
  await checkAccess(dispatcher, 'a master with another')
  await dispatcher.goto(`${town.base}/staff/tickets/${number}`)
  await dispatcher.getByRole('button', { name: /拆出单办/ }).click()
  await dispatcher.getByLabel(/为什么不是同一件/).fill('不是同一个单元的楼道')
  await dispatcher.getByRole('button', { name: /拆出来/ }).click()
  await sees(dispatcher, '待派单')
  expect(town.trouble).toEqual([])
})

test('a conference: a unit on a phone says why it is not theirs, the dispatcher sees both and designates', async () => {
  const { number } = await fileComplaint(town, '我要投诉，柳营街66号楼道里堆满杂物没人管')
  const dispatcher = await town.openStaff('dispatcher', `/staff/tickets/${number}`)
  await dispatcher.getByRole('button', { name: /^会商/ }).click()
  for (const unit of ['住建', '城管']) {
    await dispatcher.getByRole('combobox', { name: '参加单位' }).click()
    await dispatcher.keyboard.type(unit)
    await dispatcher.keyboard.press('Enter')
  }
  await dispatcher.getByLabel(/会商什么/).fill('楼道是物业管还是城管管，请两家说明')
  await dispatcher.getByRole('button', { name: /开始会商/ }).click()
  await sees(dispatcher, '轮到发言')

  const housing = await town.openStaff('housing', '/staff/inbox', { viewport: PHONE })
  await housing.getByRole('link', { name: /楼道/ }).first().click()
  await housing.getByRole('button', { name: /写我们的意见/ }).click()
  await housing.getByText('不归我单位', { exact: true }).click()
  await housing.getByLabel(/^理由/).fill('楼道堆物由城管执法，我局只管物业合同')
  await housing.getByLabel(/^依据/).fill('《物业管理条例》第四十五条')
  await checkTargets(housing, 'speaking in a conference on a phone')
  await checkAccess(housing, 'speaking in a conference on a phone')
  await housing.getByRole('button', { name: /提交意见/ }).click()
  await sees(housing, '改我们的意见')

  await sees(dispatcher, '楼道堆物由城管执法，我局只管物业合同')
  await checkAccess(dispatcher, 'a conference with one voice')
  await dispatcher.getByRole('button', { name: '指定它主办' }).last().click()
  await dispatcher.locator('#confer-reason').fill('清理楼道堆物属城管执法职责')
  await dispatcher.getByRole('button', { name: /^指定市城管局/ }).click()
  await sees(dispatcher, /指定市城管局主办/)
  expect(town.trouble).toEqual([])
})

test('a reply kept as template fits the next ticket by one key', async () => {
  const first = await fileComplaint(town, '我要投诉，柳营街70号门口的路灯坏了一个星期没人修')
  const page = await town.openStaff('urban', `/staff/tickets/${first.number}`)
  await page.getByRole('button', { name: /^签收/ }).click()
  await page.getByRole('button', { name: /^答复/ }).click()
  await page.locator('#public-reply').fill(`您反映的柳营街70号路灯，我们已于11月23日更换灯泡并现场核实。`)
  await page.getByText(/本单位的答复模板/).click()
  await page.getByRole('button', { name: '把这份答复存成模板' }).click()
  await page.getByLabel('模板的名字').fill('路灯已修好')
  await page.getByRole('button', { name: '存下', exact: true }).click()
  await sees(page, /存下的是：.*\{\{地点\}\}/)
  await checkAccess(page, 'a reply kept as template')

  const second = await fileComplaint(town, '我要投诉，翠柏巷21号门口的路灯坏了一个星期没人修')
  await page.goto(`${town.base}/staff/tickets/${second.number}`)
  await page.getByRole('button', { name: /^签收/ }).click()
  await page.getByRole('button', { name: /^答复/ }).click()
  await sees(page, /本单位的答复模板 1 个/)
  await page.locator('#public-reply').press('Alt+1')
  expect(await page.locator('#public-reply').inputValue()).toMatch(/翠柏巷21号.*11月23日/)
  expect(town.trouble).toEqual([])
})
