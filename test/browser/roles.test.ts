import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileComplaint } from '../support/file-complaint.ts'
import { type BrowserTown, openBrowserTown, PHONE, SMALL } from './support/browser-town.ts'
import { look as lookAt } from './support/take-picture.ts'
import { sees } from './support/talk.ts'

let town: BrowserTown
beforeAll(async () => {
  town = await openBrowserTown()
})
afterAll(() => town.close())

/** A dialog that fades in is judged when it stands. */
const look = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(400)
  await lookAt(page, name)
}
const box = (page: Page, role: string, right: string) =>
  page.getByRole('checkbox', { name: new RegExp(`^${role}：${right}`) })

test('an administrator takes the triage desk from agents: whom it concerns is told first, an open desk loses it without a reload, and an undo gives back what was typed', async () => {
  const { number } = await fileComplaint(town, '我要投诉，我们小区的事情一直没人管')
  const desk = await town.openStaff('agent', `/staff/tickets/${number}`)
  await sees(desk, number)
  const rail = desk.getByRole('navigation', { name: '主导航' })
  await rail.getByRole('link', { name: /研判/ }).waitFor()
  await desk.keyboard.press('n')
  await desk.getByRole('textbox', { name: /备注/ }).fill('写到一半的备注')

  const admin = await town.openStaff('admin', '/staff/people', { viewport: SMALL })
  await admin.getByRole('tab', { name: '角色和权限' }).click()
  await look(admin, 'roles')
  await box(admin, '坐席', '看工单').uncheck()
  // What is of no use without it goes with it.
  await sees(admin, /还没有保存/)
  expect(await box(admin, '坐席', '派单').isChecked()).toBe(false)
  expect(await box(admin, '派单员', '派单').isChecked()).toBe(true)
  await look(admin, 'roles-chosen')
  await admin.getByRole('button', { name: '看影响，再保存' }).click()
  await sees(admin, /林坐席、何坐席 2 人不再能做/)
  const save = admin.getByRole('dialog').getByRole('button', { name: '保存' })
  expect(await save.isDisabled()).toBe(true)
  await admin.getByLabel('为什么改').fill('派单集中到派单员')
  await look(admin, 'roles-effect')
  await save.click()
  await sees(admin, /已保存，立即生效/)

  await sees(desk, '管理员刚收回了这个页面的权限')
  await rail.getByRole('link', { name: /研判/ }).waitFor({ state: 'detached' })
  expect(await desk.getByText(number).first().isVisible()).toBe(false)
  await look(desk, 'roles-taken')

  await admin.getByRole('tab', { name: '权限改动历史' }).click()
  await sees(admin, '派单集中到派单员')
  await admin
    .getByRole('button', { name: /看改动/ })
    .first()
    .click()
  await sees(admin, /撤销后：坐席可以“看工单”/)
  await admin.getByLabel('为什么撤销').fill('坐席还要查单')
  await look(admin, 'roles-undo')
  await admin.getByRole('button', { name: '撤销这次改动' }).click()
  await sees(admin, /已撤销/)
  await rail.getByRole('link', { name: /研判/ }).waitFor()
  await sees(desk, number)
  expect(await desk.getByRole('textbox', { name: /备注/ }).inputValue()).toBe('写到一半的备注')
})

test('what would leave work to nobody says so and cannot be saved; another administrator’s change keeps what was chosen', async () => {
  const admin = await town.openStaff('admin', '/staff/people/roles', { viewport: SMALL, dark: true })
  await admin.getByLabel('查权限').fill('剔除')
  await box(admin, '督办', '审批剔除').uncheck()
  await admin.getByRole('button', { name: '看影响，再保存' }).click()
  await sees(admin, /剔除申请就没有人审批了/)
  await admin.getByLabel('为什么改').fill('试一试')
  await look(admin, 'roles-refused-dark')
  expect(await admin.getByRole('dialog').getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
  await admin.keyboard.press('Escape')
  await admin.getByRole('button', { name: '不改了' }).click()

  await admin.getByLabel('查权限').fill('看板')
  await box(admin, '坐席', '看看板').check()
  await admin.getByRole('button', { name: '看影响，再保存' }).click()
  await sees(admin, /林坐席、何坐席 2 人可以做了/)
  await admin.getByLabel('为什么改').fill('坐席也看看板')
  const other = await town.signIn('admin')
  const { version } = await other.ok<{ version: number }>('GET', '/roles')
  const choices = [{ role: 'dispatcher', capability: 'insight.read', has: true }]
  const weighedAnew = admin.waitForResponse(/roles\/check/)
  await other.ok('PUT', '/roles', { choices, why: '派单员也看', seen: version })
  await weighedAnew
  // Told by the live stream, the effect is weighed anew; what was chosen and written stays.
  await sees(admin, /林坐席、何坐席 2 人可以做了/)
  expect(await admin.getByLabel('为什么改').inputValue()).toBe('坐席也看看板')
  await admin.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await sees(admin, /已保存，立即生效/)
  await admin.getByText('只看改过的').click()
  await look(admin, 'roles-changed-dark')
  await admin.getByLabel('查权限').fill('')
  await admin.getByRole('button', { name: /恢复出厂.*坐席/ }).click()
  await sees(admin, /何坐席 2 人不再能做/)
  await admin.getByLabel('为什么改').fill('和别的城市一样')
  await admin.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await sees(admin, /已保存，立即生效/)
})

test('by keys alone: arrows go from right to right, Space changes one', async () => {
  const admin = await town.openStaff('admin', '/staff/people/roles')
  await box(admin, '坐席', '看排队的会话').focus()
  await admin.keyboard.press('ArrowRight')
  await admin.keyboard.press('Space')
  await sees(admin, /还没有保存/)
  expect(await box(admin, '派单员', '看排队的会话').isChecked()).toBe(true)
  await admin.keyboard.press('ArrowDown')
  await admin.keyboard.press('Space')
  expect(await box(admin, '派单员', '看会话内容').isChecked()).toBe(true)
  // A page opened anew still has the choices.
  await admin.reload()
  await sees(admin, /还没有保存/)
  await admin.getByRole('button', { name: '不改了' }).click()
  const phone = await town.openStaff('admin', '/staff/people/roles', { viewport: PHONE })
  await sees(phone, /看排队的会话/)
  await look(phone, 'roles-phone')
  await box(phone, '坐席', '看会话内容').uncheck()
  await look(phone, 'roles-phone-chosen')
  await phone.getByRole('button', { name: '看影响，再保存' }).click()
  await sees(phone, /不再能做/)
  await look(phone, 'roles-phone-effect')
  expect(town.trouble).toEqual([])
})
