import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTicket } from '../support/build-ticket.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { type BrowserTown, openBrowserTown, PHONE } from './support/browser-town.ts'
import { checkAccess } from './support/check-access.ts'
import { sees } from './support/talk.ts'

let town: BrowserTown
let number: string
beforeAll(async () => {
  town = await openBrowserTown()
  number = (await fileComplaint(town)).number
  const places = ['文昌街', '和平路', '松涛路', '柳营街', '青石里']
  for (let n = 0; n < 60; n++) {
    await buildTicket(town.desk, {
      departmentId: n % 3 === 0 ? 'housing' : 'urban-management',
      conversationId: null,
      input: {
        title: `${places[n % 5]}${n + 1}号井盖破损`,
        matter: '井盖破损，行人容易踩空',
        wish: '',
        placeText: `${places[n % 5]}${n + 1}号`,
        districtId: null,
      },
    })
  }
})
afterAll(() => town.close())

test('a ticket is found and opened by keyboard alone; the search is in the address', async () => {
  const agent = await town.openStaff('agent', '/staff/search')
  await sees(agent, /61 件/)
  await agent.keyboard.press('/')
  await agent.keyboard.type('路灯 澄心路')
  await sees(agent, '按词 · 1 件')
  await checkAccess(agent, 'the search page')
  expect(agent.url()).toContain('q=')
  await agent.keyboard.press('Tab')
  await agent.getByRole('heading', { name: '查工单' }).click()
  await agent.keyboard.press('Enter')
  await agent.waitForURL((url) => url.pathname.endsWith(`/tickets/${number}`))
  await agent.goBack()
  await sees(agent, '按词 · 1 件')
  expect(town.trouble).toEqual([])
})

test('a long list goes on, a filter narrows it, and the view is kept for next time', async () => {
  const supervisor = await town.openStaff('supervisor', '/staff/search?place=和平路')
  await sees(supervisor, '12 件')
  await supervisor.getByRole('button', { name: '清空条件' }).click()
  await supervisor.getByRole('button', { name: '再看 50 件' }).click()
  await sees(supervisor, '已经到底，共 61 件')
  await supervisor.getByRole('combobox', { name: '承办单位' }).click()
  await supervisor.keyboard.type('住建')
  await supervisor.keyboard.press('Enter')
  await sees(supervisor, '20 件')
  await supervisor.getByRole('button', { name: '保存为视图' }).click()
  await supervisor.getByLabel('视图名称').fill('住建的工单')
  await supervisor.getByText('共享给大家').click()
  await supervisor.keyboard.press('Enter')
  await supervisor.getByRole('button', { name: /住建的工单.*已共享/ }).waitFor()
  await checkAccess(supervisor, 'a kept view')

  const handler = await town.openStaff('housing', '/staff/search', { viewport: PHONE, dark: true })
  await handler.getByRole('button', { name: /住建的工单.*共享/ }).click()
  await sees(handler, '20 件')
  await checkAccess(handler, 'the search page on a phone')
  const stranger = await town.openStaff('police', '/staff/search')
  await stranger.getByRole('button', { name: /住建的工单/ }).click()
  await sees(stranger, '没有符合的工单')
  expect(town.trouble).toEqual([])
})
