import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { findChromium } from './find-chromium.mjs'

// `npm run tour [-- --out docs/screenshots]`: lives the README's five minutes in a real browser on a fresh database and
// takes the pictures of the docs on the way. Needs Chromium (or CHROMIUM=/path) and a Chinese font.
const out = process.argv.includes('--out') ? process.argv[process.argv.indexOf('--out') + 1] : null
const executablePath = findChromium()

const port = 21_000 + (process.pid % 20_000)
const base = `http://127.0.0.1:${port}`
const folder = mkdtempSync(join(tmpdir(), 'yingsheng-tour-'))
const server = spawn('npm', ['start', '--', '--demo'], {
  detached: true,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    PORT: String(port),
    PUBLIC_BASE_URL: base,
    DATABASE_URL: `file:${join(folder, 'tour.db')}`,
  },
})
let printed = ''
server.stdout.on('data', (chunk) => {
  printed += chunk
})
const passwordOf = (login) => new RegExp(`演示账号\\s+${login}\\s+密码 (\\S+)`).exec(printed)?.[1] ?? ''

const waitFor = async (what, holds, ms = 120_000) => {
  const end = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > end || server.exitCode !== null)
      throw new Error(`waited in vain: ${what}\n${printed}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  process.stdout.write(`  ✓ ${what}\n`)
}

/** No serious or critical accessibility finding (WCAG 2.2 AA rules of axe-core) on the page as it stands. */
const checkAccess = async (page, name) => {
  // Evaluated by the browser's debugger, which the page's own content security policy does not stop.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  const bad = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  if (bad.length > 0)
    throw new Error(
      `${name}: ${bad.map((v) => `${v.id} ${v.nodes[0]?.target} ${v.nodes[0]?.failureSummary}`).join(', ')}`,
    )
}

const shot = async (page, name) => {
  await checkAccess(page, name)
  if (!out) return
  mkdirSync(out, { recursive: true })
  await page.waitForTimeout(250)
  await page.screenshot({ path: join(out, `${name}.png`) })
}

const says = async (page, text) => {
  const box = page.getByRole('textbox').first()
  await box.fill(text)
  await box.press('Enter')
}
const sees = (page, text, what = text) =>
  waitFor(what, async () => (await page.getByText(text).count()) > 0, 20_000)

const signIn = async (browser, login, viewport = { width: 1440, height: 900 }) => {
  const page = await (await browser.newContext({ viewport, locale: 'zh-CN' })).newPage()
  await page.goto(`${base}/staff`)
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(passwordOf(login))
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  return page
}

const askAndFile = async (browser) => {
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  ).newPage()
  await page.goto(base)
  await sees(page, '12345', 'the chat page opens')
  await shot(page, 'chat-welcome')
  await says(page, '身份证丢了怎么补办')
  await sees(page, /市公安局/, 'an answer with its department')
  await says(page, '要带什么材料')
  await sees(page, /户口簿/, 'the one field that was asked for')
  await shot(page, 'chat-desktop')
  await says(page, '我要投诉，西桥区和平路的路灯坏了一个星期没人修，晚上很黑')
  await sees(page, /手机号/, 'the missing phone number is asked for')
  await says(page, '不留')
  await sees(page, '确认提交', 'the whole draft is shown')
  await shot(page, 'chat-draft')
  await page.getByRole('button', { name: '确认提交' }).last().click()
  await sees(page, /\d{8}-\d{5}/, 'a ticket with its number')
  await shot(page, 'chat-ticket')
  const number = /\d{8}-\d{5}/.exec((await page.locator('main').textContent()) ?? '')?.[0]
  return { page, number }
}

const work = async (browser, number) => {
  const page = await signIn(browser, 'chengguan')
  await page.goto(`${base}/staff/inbox`)
  await sees(page, number, "the department's inbox holds the ticket")
  await shot(page, 'console-inbox')
  await page.goto(`${base}/staff/tickets/${number}`)
  await page.getByRole('button', { name: /签收/ }).first().click()
  await sees(page, /办理中/, 'signed')
  await page.getByRole('button', { name: /答复/ }).first().click()
  await page
    .getByLabel(/公开答复|给诉求人/)
    .first()
    .fill('您反映的路灯已于今天下午更换灯具并通电，我们已到现场核实。')
  await shot(page, 'console-ticket')
  await page
    .getByRole('button', { name: /送审签/ })
    .first()
    .click()
  await sees(page, '待单位审签', 'the reply waits for the signature')
  await page.getByRole('button', { name: '审签同意' }).click()
  await page.getByRole('button', { name: '同意', exact: true }).click()
  await sees(page, '待热线审核', 'the reply is signed')
  const hotline = await signIn(browser, 'agent')
  await hotline.goto(`${base}/staff/tickets/${number}`)
  await hotline.getByRole('button', { name: '审核通过' }).click()
  await hotline.getByRole('button', { name: '通过并发给诉求人' }).click()
  await sees(hotline, /已答复|待回访/, 'audited and replied')
  return page
}

const rate = async (page) => {
  await sees(page, /更换灯具/, 'the reply arrives in the talk')
  await sees(page, '没解决', 'solved is asked in three grades')
  await page.getByRole('button', { name: '解决了' }).last().click()
  await sees(page, '基本满意', 'satisfied is asked in five grades')
  await page.getByRole('button', { name: '满意', exact: true }).last().click()
  await sees(page, /评价已收到/, 'the rating is taken')
  await shot(page, 'chat-rated')
}

const takeOver = async (browser, citizen) => {
  await says(citizen, '转人工')
  await sees(citizen, /正在为您转人工/, 'the citizen waits for a person')
  const agent = await signIn(browser, 'agent')
  await agent.goto(`${base}/staff/desk`)
  await agent.getByText(/路灯/).first().click()
  await agent.getByRole('button', { name: /接待/ }).first().click()
  await sees(citizen, /我是坐席/, 'an agent is here')
  const box = agent.getByPlaceholder(/写给诉求人/)
  await box.fill('您好，还有什么可以帮您')
  await box.press('Enter')
  await sees(citizen, /还有什么可以帮您/, 'the agent speaks')
  await shot(agent, 'console-desk')
  await shot(citizen, 'chat-agent')
}

const phone = async (browser, number) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
    deviceScaleFactor: 2,
  })
  const page = await context.newPage()
  await page.goto(base)
  await says(page, '公积金租房怎么提取')
  await sees(page, /公积金中心/, 'the phone page answers')
  await shot(page, 'chat-phone')
  await page.goto(`${base}/t/${number}`)
  await shot(page, 'tracking-phone')
}

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
})
try {
  await waitFor('the server is up', async () =>
    fetch(`${base}/health`).then(
      (r) => r.ok,
      () => false,
    ),
  )
  await waitFor('demo accounts are printed', () => passwordOf('agent') !== '', 20_000)
  const { page: citizen, number } = await askAndFile(browser)
  await work(browser, number)
  await rate(citizen)
  await takeOver(browser, citizen)
  await phone(browser, number)
  process.stdout.write('tour: passed\n')
} catch (error) {
  process.stderr.write(`tour: failed: ${error.message}\n`)
  for (const context of browser.contexts()) {
    for (const page of context.pages())
      await page.screenshot({ path: join(tmpdir(), `tour-failed-${context.pages().indexOf(page)}.png`) })
  }
  process.exitCode = 1
} finally {
  await browser.close()
  try {
    process.kill(-server.pid, 'SIGTERM')
  } catch {
    // It ended by itself.
  }
  await new Promise((resolve) => setTimeout(resolve, 1500))
  rmSync(folder, { recursive: true, force: true })
}
