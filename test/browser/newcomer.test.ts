import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDueReports } from '../../src/insight/reports/make-due-reports.ts'
import { buildTicket } from '../support/build-ticket.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { type BrowserTown, openBrowserTown, PHONE, SMALL } from './support/browser-town.ts'
import { checkTargets } from './support/check-targets.ts'
import { look } from './support/take-picture.ts'
import { say, sees } from './support/talk.ts'

/** What somebody who had never seen the product stumbled over (docs/newcomer.md), so that nobody does again. */
let town: BrowserTown
let lamp: { number: string; code: string }
beforeAll(async () => {
  town = await openBrowserTown()
  lamp = await fileComplaint(town)
  const [east = '', west = ''] = town.desk.rules.city.districts.map(({ id }) => id)
  for (let n = 0; n < 6; n++)
    await buildTicket(town.desk, {
      departmentId: 'housing',
      conversationId: null,
      input: {
        title: `梧桐巷${n + 1}号${n % 2 ? '电梯停运' : '屋顶漏水'}`,
        matter: `${n % 2 ? '电梯停运' : '屋顶漏水'}，住户出行不便`,
        placeText: `梧桐巷${n + 1}号`,
        districtId: n < 4 ? east : west,
        urgency: n === 1 ? 'urgent' : 'normal',
      },
    })
})
afterAll(() => town.close())

test('a unit narrows its inbox by urgency, district and words; the address keeps it and one press clears it', async () => {
  const page = await town.openStaff('housing', '/staff/inbox', { viewport: SMALL })
  await sees(page, '全部在办 · 6 件')
  await page.getByRole('button', { name: '更多筛选' }).click()
  await page.getByRole('combobox', { name: '紧急程度' }).selectOption({ label: '紧急' })
  await sees(page, '另有 1 个条件 · 1 件')
  expect(new URL(page.url()).searchParams.get('urgency')).toBe('urgent')
  await page.reload()
  await sees(page, '另有 1 个条件 · 1 件')
  await look(page, 'inbox-narrowed')
  await page.getByRole('button', { name: '清空条件' }).click()
  await sees(page, '全部在办 · 6 件')
  const [east] = town.desk.rules.city.districts
  await page.getByRole('combobox', { name: '区县' }).selectOption({ label: east?.name ?? '' })
  await sees(page, '另有 1 个条件 · 4 件')
  // Two words that do not stand beside each other.
  await page.getByLabel('按编号、词、地点查找').fill('电梯 梧桐巷')
  await sees(page, /含“电梯 梧桐巷” · 2 件/)
  await page.getByLabel('按编号、词、地点查找').fill('电梯 澄心路')
  await sees(page, '没有符合的工单')
  await page.getByRole('main').getByRole('button', { name: '清空条件' }).last().click()
  await sees(page, '全部在办 · 6 件')
  expect(town.trouble).toEqual([])
})

test('on a phone the narrowing is folded away until it is wanted, and big enough to tap', async () => {
  const page = await town.openStaff('housing', '/staff/inbox', { viewport: PHONE, dark: true })
  await sees(page, '全部在办 · 6 件')
  expect(await page.getByRole('combobox').count()).toBe(0)
  await page.getByRole('button', { name: '更多筛选' }).click()
  await page.getByRole('combobox', { name: '紧急程度' }).waitFor()
  await checkTargets(page, 'the narrowed inbox on a phone')
  await look(page, 'inbox-narrowed-phone')
})

test('the cases behind a figure go into a file, all of them', async () => {
  await makeDueReports(town.desk)
  const day = town.clock.now().toISOString().slice(0, 10)
  const page = await town.openStaff(
    'supervisor',
    `/staff/figures/cases?from=${day}&to=${day}&metric=opened&side=all`,
    { viewport: SMALL },
  )
  await sees(page, /7 件次/)
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: '导出 CSV' }).click()
  expect((await file).suggestedFilename()).toContain('登记工单')
  await look(page, 'cases-export')
  const href = (await page.getByRole('link', { name: '导出 CSV' }).getAttribute('href')) ?? ''
  const rows = (await (await page.request.get(`${town.base}${href}`)).text()).split('\r\n')
  expect(rows).toHaveLength(8)
  expect(rows.join()).toContain(lamp.number)
})

test('signing out is on the screen of a small laptop for whoever has the most rooms', async () => {
  for (const who of ['supervisor', 'admin']) {
    const page = await town.openStaff(who, '/staff/account', { viewport: SMALL })
    const box = await page.getByRole('button', { name: '退出' }).boundingBox()
    expect((box?.y ?? 0) + (box?.height ?? 0), who).toBeLessThanOrEqual(SMALL.height)
    await look(page, `rail-${who}`)
  }
})

test('the citizen’s story of a ticket begins with the newest step', async () => {
  const page = await town.openPage(`/t/${lamp.number}#code=${lamp.code}`, { viewport: PHONE })
  await sees(page, '办理经过')
  const steps = await page.locator('.steps li .title').allInnerTexts()
  expect(steps.at(-1)).toContain('提交诉求')
  expect(steps[0]).toContain('派单')
})

test('an agent quotes the law and the day as the assistant does; “/” without canned replies says where to make them', async () => {
  const citizen = await town.openPage('/')
  await say(citizen, '身份证丢了怎么补办')
  await sees(citizen, /依据 《中华人民共和国居民身份证法》/)
  const source = await citizen
    .getByText(/依据 《.*更新/)
    .first()
    .innerText()
  await say(citizen, '转人工')
  await sees(citizen, /正在为您转人工/)
  const agent = await town.openStaff('agent', '/staff/desk', { viewport: SMALL })
  await sees(agent, '1 人在等')
  await agent.keyboard.press('Alt+a')
  await sees(agent, /您在接待/)
  await agent.locator('.entry').first().waitFor()
  const box = agent.locator('#composer-text')
  await agent.keyboard.press('Alt+1')
  await agent.waitForFunction(`document.querySelector('#composer-text').value !== ''`)
  const words = await box.inputValue()
  expect(words).toContain('依据：《中华人民共和国居民身份证法》')
  expect(words).toContain(/\d{4}-\d{2}-\d{2}/.exec(source)?.[0])
  await box.fill('')
  await agent.keyboard.type('/')
  await sees(agent, /还没有常用话术/)
  await agent.keyboard.press('Enter')
  expect(await box.inputValue()).toBe('/')
  await look(agent, 'desk-no-replies')
})
