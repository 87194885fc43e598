import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileComplaint } from '../support/file-complaint.ts'
import { type BrowserTown, openBrowserTown, PHONE } from './support/browser-town.ts'
import { checkAccess } from './support/check-access.ts'
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
  await dispatcher.keyboard.press('m')
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
