import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, fileComplaint, LAMP, publish } from '../support/file-complaint.ts'
import { type BrowserTown, openBrowserTown, PHONE } from './support/browser-town.ts'
import { checkAccess } from './support/check-access.ts'
import { takePicture } from './support/take-picture.ts'
import { sees } from './support/talk.ts'

const shoot = (page: Page, name: string): Promise<void> => takePicture(page, name, { fullPage: true })

let town: BrowserTown
beforeAll(async () => {
  town = await openBrowserTown()
})
afterAll(() => town.close())

const replied = async (phone: string, isCall: boolean) => {
  const urban = await town.signIn('urban')
  const filed = await fileComplaint(town, LAMP, phone)
  if (isCall) {
    const { db } = town.desk
    await db
      .updateTable('conversation')
      .set({ channel: 'voice' })
      .where('id', '=', filed.citizen.id)
      .execute()
  }
  await act(urban, filed.number, 'sign')
  await publish(town, urban, filed.number, { publicReply: '路灯已经修好，今晚请您看看亮不亮。' })
  await town.settle()
  return filed
}

test('an agent takes a call from the list, asks twice, writes down what was said; the citizen reads it on their page', async () => {
  await replied('13900000011', true)
  const { number, code } = await replied('13900000012', true)
  const agent = await town.openStaff('agent', '/staff/follow-ups')
  await sees(agent, number)
  await checkAccess(agent, 'the list of calls')
  const row = agent.getByRole('row', { name: new RegExp(number) })
  await row.getByRole('button', { name: '领取' }).click()
  await sees(agent, '13900000012')
  await agent.getByText('接通', { exact: true }).click()
  await agent.getByText('部分解决', { exact: true }).click()
  await agent.getByText('基本满意', { exact: true }).click()
  await agent.getByLabel(/原话/).fill('亮了两盏，还差一盏')
  await checkAccess(agent, 'a call being written down')
  await shoot(agent, 'calls')
  await agent.getByRole('button', { name: '记下', exact: true }).click()
  await sees(agent, '已记下')
  const citizen = await town.openPage(`/t/${number}#code=${code}`, { viewport: PHONE })
  await sees(citizen, '由回访员记下')
  await citizen.getByText('不要打电话', { exact: true }).click()
  await sees(citizen, '记下了')
  await checkAccess(citizen, 'the tracking page with a rating and a choice')
  await shoot(citizen, 'tracking-phone')
  const dark = await town.openStaff('agent', '/staff/follow-ups', { dark: true })
  await sees(dark, '电话回访')
  await shoot(dark, 'calls-dark')
  expect(town.trouble).toEqual([])
})

test('a bad rating: verified, proposed for exclusion, decided by somebody else, each on the page of the ticket', async () => {
  const { number, code } = await replied('13900000013', false)
  const rated = await town.app.request(`/api/tickets/${number}/rating`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, solved: 'solved', satisfied: 1, reason: '等太久' }),
  })
  expect(rated.status).toBe(200)
  const agent = await town.openStaff('agent', '/staff/bad-ratings')
  await sees(agent, number)
  await checkAccess(agent, 'the list of bad ratings')
  await shoot(agent, 'bad-ratings')
  await agent.getByRole('link', { name: number }).click()
  await agent.getByRole('button', { name: '核实', exact: true }).click()
  await agent.getByText('能办的都办了，单位已尽责').click()
  await agent.getByLabel(/怎么核实的/).fill('回电，诉求人说是点错了')
  await agent.getByRole('button', { name: '核实', exact: true }).last().click()
  await sees(agent, /核实：能办的都办了/)
  await agent.getByRole('button', { name: '提出剔除' }).click()
  await agent.getByLabel('剔除的原因').selectOption('mistaken')
  await agent.getByLabel(/^证据/).fill('11月23日回电，诉求人说是点错了，灯是亮的')
  await checkAccess(agent, 'an exclusion being proposed')
  await shoot(agent, 'bad-rating-ticket')
  await agent.getByRole('button', { name: '提出剔除' }).last().click()
  await sees(agent, '等督办员决定')
  const supervisor = await town.openStaff('supervisor', `/staff/tickets/${number}`, { dark: true })
  await supervisor.getByRole('button', { name: '决定是否剔除' }).click()
  await shoot(supervisor, 'bad-rating-decide-dark')
  await supervisor.getByRole('button', { name: '同意剔除' }).click()
  await sees(supervisor, '已剔除')
  const unit = await town.openStaff('urban', '/staff/bad-ratings', { viewport: PHONE })
  await unit.getByText('已处理').click()
  await sees(unit, '已剔除')
  await checkAccess(unit, 'bad ratings of a unit, on a phone')
  await shoot(unit, 'bad-ratings-unit-phone')
  expect(town.trouble).toEqual([])
})
