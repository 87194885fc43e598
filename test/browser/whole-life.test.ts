import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BrowserTown, openBrowserTown } from './support/browser-town.ts'
import { checkAccess } from './support/check-access.ts'
import { startCounting } from './support/count-actions.ts'
import { fileByChat, say, sees } from './support/talk.ts'

let town: BrowserTown
beforeAll(async () => {
  town = await openBrowserTown()
})
afterAll(() => town.close())

test('citizen → bot → person → ticket → dispatcher → department → reply → rating', async () => {
  const citizen = await town.openPage('/')
  await say(citizen, '身份证丢了怎么补办')
  await sees(citizen, /市公安局/)
  await say(citizen, '转人工')
  await sees(citizen, /正在为您转人工/)

  const agent = await town.openStaff('agent', '/staff/desk')
  await agent
    .getByText(/身份证/)
    .first()
    .click()
  await agent.getByRole('button', { name: /接待/ }).first().click()
  await sees(citizen, /我是坐席/)
  const box = agent.getByPlaceholder(/写给诉求人/)
  await box.fill('您好，请问还有什么事')
  await box.press('Enter')
  await sees(citizen, '您好，请问还有什么事')
  await checkAccess(agent, 'the desk with a talk in hand')
  await agent
    .getByRole('button', { name: /结束|交回/ })
    .first()
    .click()
  await sees(citizen, /坐席已结束接待/)

  // Nobody said the district, so a person decides: one key.
  const number = await fileByChat(citizen, '我要投诉，澄心路12号楼道里堆满杂物没人管')
  const dispatcher = await town.openStaff('dispatcher', '/staff/triage')
  await sees(dispatcher, number)
  await sees(dispatcher, /把握 \d+%/)
  await checkAccess(dispatcher, 'the triage desk')
  const deciding = startCounting(dispatcher)
  // The first unit is whoever leads; the department of this story has a leader who signs.
  const units = dispatcher.getByRole('listitem').filter({ hasText: '把握' })
  const place = (await units.allInnerTexts()).findIndex((words) => words.includes('城管'))
  await dispatcher.waitForTimeout(600)
  if (place >= 0) await deciding.press(String(place + 1))
  else {
    await deciding.click(dispatcher.getByRole('combobox', { name: '选其他单位' }))
    await deciding.type('城管')
    await deciding.press('Enter')
    await deciding.click(dispatcher.getByRole('button', { name: '派给它', exact: true }))
  }
  await dispatcher.getByText(number).first().waitFor({ state: 'detached' })
  expect(deciding.actions).toBeLessThanOrEqual(4)

  const handler = await town.openStaff('urban', '/staff/inbox')
  await sees(handler, number)
  await checkAccess(handler, 'the inbox')
  const working = startCounting(handler)
  await working.press('Enter')
  await handler.getByRole('button', { name: /^签收/ }).waitFor()
  await working.press('s')
  await handler.getByRole('button', { name: /^答复/ }).waitFor()
  await working.press('a')
  await working.type('楼道杂物已于今天上午清理完毕，我们已要求物业每天巡查，并到现场核实。', '#public-reply')
  await checkAccess(handler, 'the reply being written')
  await working.press('Control+Enter')
  await sees(handler, '待单位审签')
  // Open, sign, reply, write, send.
  expect(working.actions).toBeLessThanOrEqual(5)

  const leader = await town.openStaff('urbanlead', `/staff/tickets/${number}`)
  await leader.getByRole('button', { name: /审签同意/ }).click()
  await leader.getByRole('button', { name: '同意', exact: true }).click()
  await sees(leader, '待热线审核')
  await dispatcher.goto(`${town.base}/staff/tickets/${number}`)
  await dispatcher.getByRole('button', { name: /审核通过/ }).click()
  await dispatcher.getByRole('button', { name: '通过并发给诉求人' }).click()
  await sees(citizen, /清理完毕/)
  await citizen.getByRole('button', { name: '解决了' }).last().click()
  await sees(citizen, '基本满意')
  await citizen.getByRole('button', { name: '满意', exact: true }).last().click()
  await sees(citizen, /评价已收到/)
  await checkAccess(citizen, 'the rated talk')
  expect(town.trouble).toEqual([])
})
