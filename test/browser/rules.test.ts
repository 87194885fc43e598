import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BrowserTown, openBrowserTown } from './support/browser-town.ts'
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

test('an administrator changes a line, sees what it touches, finds it in the history and takes it back', async () => {
  const page = await town.openStaff('admin', '/staff/rules')
  await sees(page, /526 条/)
  await page.keyboard.press('n')
  await sees(page, '新增目录')
  await page.keyboard.press('Escape')
  await page.getByLabel('查目录').fill('路灯')
  await page.keyboard.press('Enter')
  await sees(page, /^(?!526)\d+ 条/)
  await page.getByRole('button', { name: /修改/ }).first().click()
  await sees(page, '修改目录')
  await page.getByLabel('依据', { exact: true }).fill('《城市照明管理规定》')
  await sees(page, /没办结/)
  await page.getByLabel('为什么改').fill('依据写全称')
  await look(page, 'rules-line')
  await page.getByRole('button', { name: '保存' }).click()
  await sees(page, /已保存/)
  await page.getByRole('tab', { name: '改动历史' }).click()
  await sees(page, '依据写全称')
  await page
    .getByRole('button', { name: /看改动/ })
    .first()
    .click()
  await sees(page, '《城市照明管理规定》')
  await page.getByLabel('为什么撤销').fill('写错了')
  await look(page, 'rules-undo')
  await page.getByRole('button', { name: '撤销这次改动' }).click()
  await sees(page, /已撤销/)
})

test('a unit is merged, a category replaced, a route’s words changed, a table imported: each says first what it would do', async () => {
  const page = await town.openStaff('admin', '/staff/rules/units')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByLabel('查单位').fill('城市管理')
  await page
    .getByRole('button', { name: /停用或合并/ })
    .first()
    .click()
  await sees(page, /主办目录/)
  await look(page, 'rules-close-unit-dark')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: '事项分类' }).click()
  await page.getByLabel('查分类').fill('路灯')
  await page
    .getByRole('button', { name: /停用或替代/ })
    .first()
    .click()
  await sees(page, /学过的例子/)
  await look(page, 'rules-remove-category-dark')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: '分类指引' }).click()
  await page.getByRole('button', { name: /修改/ }).first().click()
  await sees(page, /修改告知内容/)
  await look(page, 'rules-door-dark')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: '职责目录' }).click()
  await page.getByRole('button', { name: '导入' }).click()
  const table =
    '事项分类,主办单位,依据,关键词\n02-03,市城管局,部门三定规定,隧道灯\n02-03,火星局,部门三定规定,月亮灯\n'
  await page
    .getByLabel('选目录文件')
    .setInputFiles({ name: '目录.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  await sees(page, /没有“火星局”这个单位/)
  await look(page, 'rules-import-dark')
  await page.getByLabel('为什么导入').fill('补照明')
  await page.getByRole('button', { name: '只导入正确的 1 行' }).click()
  await sees(page, /527 条/)
  expect(town.trouble).toEqual([])
})
