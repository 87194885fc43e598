import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BrowserTown, DESKTOP, openBrowserTown, PHONE } from './support/browser-town.ts'
import { checkTargets } from './support/check-targets.ts'
import { look } from './support/take-picture.ts'
import { say, sees } from './support/talk.ts'

/** An editor's day: what citizens asked in vain, an entry for it, and the next citizen who asks. */
let town: BrowserTown
beforeAll(async () => {
  town = await openBrowserTown()
  for (const [first, ...more] of [
    ['家里能养企鹅吗'],
    ['家里可以养企鹅吗', '转人工'],
    ['身份证丢了怎么补办', '不是这个'],
    ['谁管天上的云彩形状评选'],
    ['共享菜园的地块怎么申请认领'],
    ['我叫王建国，电话13812345678，无人机在市区放飞要登记吗'],
  ]) {
    const citizen = await town.citizen()
    for (const words of [first ?? '', ...more]) await citizen.say(words)
  }
})
afterAll(() => town.close())

test('an editor sees a question nobody answered, writes the entry, and the next citizen is answered with it', async () => {
  const page = await town.openStaff('editor', '/staff/knowledge', { viewport: DESKTOP })
  await sees(page, '没有答上的问题')
  await look(page, 'knowledge-list')
  await page.keyboard.press('q')
  await sees(page, /没有答上 \d/)
  await sees(page, /家里可?以?能?养企鹅吗/)
  await sees(page, '2 人')
  expect(await page.locator('body').innerText()).not.toContain('王建国')
  await look(page, 'gaps')
  await page.keyboard.press('n')
  await sees(page, /来自没有答上的问题/)
  expect(await page.getByLabel('标准问').inputValue()).toContain('企鹅')
  await page.getByLabel('答案').fill('不能。企鹅是受管理的野生动物，个人不得饲养。')
  await page.getByRole('combobox', { name: '负责单位' }).click()
  await page.getByRole('combobox', { name: '负责单位' }).fill('公安局')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: '分类' }).click()
  await page.getByRole('combobox', { name: '分类' }).fill('养犬')
  await page.keyboard.press('Enter')
  // The list fades; while it does, it is not what the picture is about.
  await page.getByRole('option').first().waitFor({ state: 'hidden' })
  await page.getByLabel('来源(文件名、网址)').fill('《野生动物保护法》')
  await page.getByLabel('来源日期').fill('2023-05-01')
  await look(page, 'new-entry')
  // Somebody looks away before it is done: nothing typed is lost.
  await page.getByRole('link', { name: '返回' }).click()
  await page.getByRole('button', { name: '离开', exact: true }).click()
  await sees(page, /没有答上 \d/)
  await page.keyboard.press('n')
  await sees(page, '上次没写完的内容还在')
  expect(await page.getByLabel('答案').inputValue()).toContain('不得饲养')
  await page.keyboard.press('Control+s')
  await sees(page, '已发布，下一个提问就按它回答。')
  await sees(page, /没有答上 \d/)
  const citizen = await town.openPage('/')
  await say(citizen, '家里能养企鹅吗')
  await sees(citizen, /个人不得饲养/)
  await page.getByRole('link', { name: /已处理/ }).click()
  await sees(page, '新建了知识')
  await look(page, 'gaps-done')
  expect(town.trouble).toEqual([])
}, 120_000)

test('with one key the words go to an entry that is there; with another a question is set aside, and comes back', async () => {
  const page = await town.openStaff('editor', '/staff/knowledge/not-answered', {
    viewport: PHONE,
    dark: true,
  })
  await page.getByRole('button', { name: /身份证丢了/ }).click()
  await sees(page, '当时用这条回答的')
  await checkTargets(page, 'questions that were not answered on a phone')
  await look(page, 'gaps-phone')
  await page.getByRole('button', { name: /云彩形状/ }).click()
  await page.keyboard.press('x')
  await page.getByRole('button', { name: '不归热线管' }).click()
  await look(page, 'gaps-aside-phone')
  await page.getByRole('button', { name: '放到一边' }).last().click()
  await sees(page, '放到一边 1')
  await page.getByRole('button', { name: /共享菜园/ }).click()
  await page.keyboard.press('1')
  await sees(page, /“共享菜园的地块怎么申请认领”已加到/)
  await page.getByRole('link', { name: /放到一边/ }).click()
  await sees(page, '：不归热线管')
  await page.keyboard.press('u')
  await sees(page, '放到一边 0')
  expect(town.trouble).toEqual([])
}, 120_000)

test('a table is looked at row by row and taken in as drafts', async () => {
  const page = await town.openStaff('editor', '/staff/knowledge/import', { viewport: DESKTOP })
  const table = [
    '编号,标准问,相似问,答案,负责单位,分类',
    ',公园里能不能放风筝,,可以，东山公园大草坪每天开放。,市公安局,01-01',
    ',身份证丢了怎么补领一张,,到派出所补领。,市公安局,01-01',
    ',没有答案的问题怎么办,,,市公安局,01-01',
    'residence-permit-benefit,居住证有什么用？,,换过的答案。,市公安局,09-04',
  ].join('\r\n')
  await page
    .getByLabel('选要导入的文件')
    .setInputFiles({ name: '新知识.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  await sees(page, '1 行不对')
  await sees(page, '答案至少 2 个字')
  await sees(page, '和已有知识相近的 1 行')
  await look(page, 'import')
  await page.setViewportSize(PHONE)
  await look(page, 'import-phone')
  await page.getByRole('button', { name: '只导入正确的 2 行' }).click()
  await sees(page, '新增 2 条，修改 0 条，已存为草稿')
  await page.goto(`${town.base}/staff/knowledge`)
  await page.getByRole('link', { name: '公园里能不能放风筝' }).click()
  await sees(page, /草稿 · 第 1 版/)
  await look(page, 'draft-phone')
  expect(town.trouble).toEqual([])
}, 120_000)
