import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { buildPhoto } from '../support/pictures.ts'
import { type BrowserTown, openBrowserTown, PHONE } from './support/browser-town.ts'
import { checkAccess } from './support/check-access.ts'
import { checkTargets } from './support/check-targets.ts'
import { takePicture } from './support/take-picture.ts'
import { sees } from './support/talk.ts'

let town: BrowserTown
let photo: { name: string; mimeType: string; buffer: Buffer }
beforeAll(async () => {
  photo = { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: await buildPhoto() }
  town = await openBrowserTown()
})
afterAll(() => town.close())

const camera = (page: Page) => page.locator('input[type=file][capture]')

test('a field worker on a phone signs, photographs, records the contact with proof and replies', async () => {
  const { number, code } = await fileComplaint(town)
  const page = await town.openStaff('urban', '/staff/inbox', { viewport: PHONE })
  await sees(page, number)
  await checkTargets(page, 'the inbox on a phone')
  await takePicture(page, 'inbox')
  await page.getByRole('link', { name: /路灯/ }).first().click()
  await page.getByRole('button', { name: /^签收/ }).click()
  await page.getByRole('button', { name: /^记录联系/ }).click()
  await page.locator('.el-radio-button').filter({ hasText: '电话' }).click()
  await page.locator('#contact-note').fill('诉求人说路灯杆号是 12，约好今天下午到现场')
  await camera(page).setInputFiles(photo)
  await sees(page, '已传')
  await checkTargets(page, 'the contact on a phone')
  await checkAccess(page, 'the contact on a phone')
  await takePicture(page, 'contact')
  await page.getByRole('button', { name: /记下联系/ }).click()
  await sees(page, /电话 · 联系上了/)
  await page.getByRole('button', { name: /看大图：联系凭证/ }).click()
  await page.getByRole('img', { name: /联系凭证/ }).waitFor()
  await takePicture(page, 'proof')
  await page.getByRole('button', { name: '关上' }).click()

  await page.getByRole('button', { name: /^答复/ }).click()
  await page.locator('#public-reply').fill('路灯已于11月23日修好，更换了灯泡，已到现场核实。')
  await camera(page).setInputFiles(photo)
  await sees(page, '已传')
  await page.getByText('办理前', { exact: true }).click()
  await camera(page).setInputFiles(photo)
  await page.getByText('已传').nth(1).waitFor()
  // One too many: taken back before it is sent.
  await page.getByRole('button', { name: '不要这张办理前照片' }).click()
  await checkTargets(page, 'the reply on a phone')
  await checkAccess(page, 'the reply with a photo on a phone')
  await takePicture(page, 'reply')
  await page.getByRole('button', { name: /送审签/ }).click()
  await sees(page, '待单位审签')
  await takePicture(page, 'ticket')

  const [leader, hotline] = [await town.signIn('urbanlead'), await town.signIn('dispatcher')]
  await act(leader, number, 'sign-reply', { approve: true })
  await act(hotline, number, 'audit', { approve: true })
  const citizen = await town.openPage(`/t/${number}#code=${code}`, { viewport: PHONE })
  await citizen.getByRole('button', { name: '看大图：办理后' }).click()
  await citizen.getByRole('img', { name: '办理后' }).waitFor()
  await citizen.getByRole('button', { name: '关上' }).click()
  await checkAccess(citizen, 'the answered ticket with its photo')
  await takePicture(citizen, 'tracking')
  expect(town.trouble).toEqual([])
})

test('a citizen sends a photo with the matter, and another on the tracking page', async () => {
  const page = await town.openPage('/', { viewport: PHONE })
  await page.locator('input[type=file]').setInputFiles(photo)
  await sees(page, '已传好')
  await takePicture(page, 'chat-chosen')
  const box = page.getByRole('textbox').first()
  await box.fill('我要投诉，澄心路18号门口的路灯坏了一个星期没人修')
  await box.press('Enter')
  await page.getByRole('button', { name: /看大图：照片 1/ }).waitFor()
  await sees(page, /手机号/)
  await box.fill('13800138000')
  await box.press('Enter')
  await page.getByRole('button', { name: '确认提交' }).last().click()
  const again = page.getByRole('button', { name: '是另一件事' })
  const receipt = page.getByText(/1 张照片已附在工单里/)
  await again.or(receipt).first().waitFor()
  if (await again.isVisible()) await again.click()
  await receipt.waitFor()
  await checkAccess(page, 'the talk with a photo')
  await takePicture(page, 'chat-photo')
  await page.getByRole('link', { name: '看办理进度' }).click()
  await page.getByRole('button', { name: '看大图：您提供的' }).waitFor()
  await page.locator('input[type=file]').setInputFiles(photo)
  await sees(page, '已传好')
  await page.getByRole('button', { name: '提交补充' }).click()
  await page.getByRole('button', { name: '看大图：您提供的' }).nth(1).waitFor()
  await takePicture(page, 'tracking-photos')
  expect(town.trouble).toEqual([])
})

test('a lost line says so, keeps photo and words, and goes on by itself when it is back', async () => {
  const { number } = await fileComplaint(town, '我要投诉，澄心路30号门口的路灯坏了一个星期没人修')
  const handler = await town.signIn('urban')
  await act(handler, number, 'sign')
  const page = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: PHONE })
  await page.getByRole('button', { name: /^答复/ }).click()
  const words = '路灯已于11月23日修好，更换了灯泡，已到现场核实。'
  await page.locator('#public-reply').fill(words)

  await page.context().setOffline(true)
  await camera(page).setInputFiles(photo)
  await sees(page, '等网络')
  await sees(page, /没有连上服务器，照片存在这台手机上/)
  await page.getByRole('button', { name: /送审签/ }).click()
  await sees(page, /照片还没有传完/)
  await sees(page, /连接断开，正在重连/)
  await takePicture(page, 'offline')
  // Meanwhile a colleague writes something.
  const leader = await town.signIn('urbanlead')
  await act(leader, number, 'note', { text: '请写明灯杆编号' })

  await page.context().setOffline(false)
  await sees(page, '已传')
  await sees(page, '请写明灯杆编号')
  expect(await page.locator('#public-reply').inputValue()).toBe(words)
  // Even a reload loses neither.
  await page.reload()
  await page.getByRole('button', { name: /^答复/ }).click()
  expect(await page.locator('#public-reply').inputValue()).toBe(words)
  await sees(page, '已传')
  await page.getByRole('button', { name: /送审签/ }).click()
  await sees(page, '待单位审签')
  await page
    .getByRole('button', { name: /看大图：办理后/ })
    .first()
    .waitFor()
  expect(town.trouble).toEqual([])
})

test('two agents want the same ticket: the second reads who was first and keeps what they wrote', async () => {
  const { number } = await fileComplaint(town, '我要投诉，澄心路12号楼道里堆满杂物没人管')
  const second = await town.openStaff('agent2', `/staff/tickets/${number}`)
  await second.getByRole('button', { name: /^派单/ }).click()
  await second.locator('#dispatch-note').fill('楼道归物业，先请城管看消防通道')
  const first = await town.openStaff('agent', `/staff/triage/${number}`)
  await first
    .getByRole('button', { name: /^派给它/ })
    .first()
    .waitFor()
  await first.waitForTimeout(600)
  await first
    .getByRole('button', { name: /^派给它/ })
    .first()
    .click()
  await sees(second, /林坐席刚刚做了“派单”/)
  await sees(second, '楼道归物业，先请城管看消防通道')
  await takePicture(second, 'collision')
  await second.getByRole('button', { name: '写进备注' }).click()
  expect(await second.locator('#note').inputValue()).toBe('楼道归物业，先请城管看消防通道')
  expect(town.trouble).toEqual([])
})

test('every form of a department fits a phone: fingers find it, nothing runs out of the side', async () => {
  const { number } = await fileComplaint(town, '我要投诉，柳营街88号门口的路灯坏了一个星期没人修')
  const handler = await town.signIn('urban')
  await act(handler, number, 'sign')
  const page = await town.openStaff('urban', `/staff/tickets/${number}`, { viewport: PHONE })
  for (const form of ['申请退单', '申请延期', '暂停', '申请终止', '申请协办', '转下级', '备注']) {
    await page.getByRole('button', { name: form, exact: false }).first().click()
    await page.locator('.form').first().waitFor()
    await checkTargets(page, `${form} on a phone`)
    await checkAccess(page, `${form} on a phone`)
    const wide = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect([form, wide]).toEqual([form, 0])
    await takePicture(page, `form-${form}`)
    // Where a list of choices is open, the first press closes the list.
    await page.keyboard.press('Escape')
    if (await page.locator('.form').first().isVisible()) await page.keyboard.press('Escape')
    await page.locator('.form').first().waitFor({ state: 'detached' })
  }
  // A helper on a phone reports to the lead with a picture.
  const dispatcher = await town.signIn('dispatcher')
  await act(dispatcher, number, 'add-co', { departmentId: 'housing', task: '请查看灯杆是否在小区内' })
  const helper = await town.openStaff('housing', '/staff/inbox', { viewport: PHONE })
  await helper.getByRole('link', { name: /柳营街88号/ }).click()
  await helper.getByRole('button', { name: '回报', exact: true }).click()
  await helper.getByLabel(/办得怎么样/).fill('灯杆在小区外的人行道上')
  await camera(helper).setInputFiles(photo)
  await sees(helper, '已传')
  await checkTargets(helper, 'a report on a phone')
  await takePicture(helper, 'report')
  await helper.getByRole('region', { name: '回报主办单位' }).getByRole('button', { name: /^回报/ }).click()
  await helper.getByRole('button', { name: /看大图：办理后/ }).waitFor()
  expect(town.trouble).toEqual([])
})
