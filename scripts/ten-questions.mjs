import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { findChromium } from './find-chromium.mjs'

// `node scripts/ten-questions.mjs`: types ten hard questions into the chat page as citizens would, in a real browser on a fresh database,
// takes a picture of each on a desk and on a phone, and writes docs/ten-questions.md with what was answered and why, as the page and
// `npm run ask -- … --why` say it. Needs Chromium (or CHROMIUM=/path) and a Chinese font.
const QUESTIONS = [
  { kind: 'colloquial 大白话', says: ['老板拖了我仨月工钱不给，上哪儿说理去'] },
  { kind: 'typing error 打错字', says: ['身份正丢了咋补板'] },
  { kind: 'pinyin 拼音', says: ['gongjijin zufang怎么提取'] },
  { kind: 'traditional 繁体', says: ['護照到期了要怎麼換'] },
  {
    kind: 'a long story 讲一大段',
    says: [
      '你好我想问一下哈，我妈今年六十八了，一直在老家，去年我爸走了以后我就把她接过来跟我一起住，她腿脚不好前阵子住院花了两万多，她的医保是老家农村那种，现在出院了，我就想问这个在外地住院的钱回去还能不能报，怎么报啊',
    ],
  },
  { kind: 'two questions 一句两问', says: ['孩子上小学怎么报名？还有居住证要什么材料'] },
  { kind: 'a follow-up 接着问', says: ['老家的车要在这边年检怎么弄', '那要多少钱'] },
  { kind: 'a complaint 投诉', says: ['我们楼下烧烤摊天天半夜还在炒，油烟熏得窗户都不敢开，根本没人管'] },
  { kind: 'out of scope 问不着', says: ['帮我看看明天彩票买几号好'] },
  { kind: 'a bare keyword 一个词', says: ['公积金'] },
]
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const pictures = 'docs/screenshots'
const executablePath = findChromium()
const port = 21_000 + (process.pid % 20_000)
const base = `http://127.0.0.1:${port}`
const folder = mkdtempSync(join(tmpdir(), 'yingsheng-ten-'))
const server = spawn('npm', ['start'], {
  detached: true,
  stdio: 'ignore',
  env: {
    ...process.env,
    PORT: String(port),
    PUBLIC_BASE_URL: base,
    DATABASE_URL: `file:${join(folder, 'ten.db')}`,
  },
})

const waitFor = async (what, holds, ms = 180_000) => {
  const end = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

const pictureOf = (at, { width }) => `ten-questions-${String(at + 1).padStart(2, '0')}-${width}.png`

const readThread = async (page) => (await page.locator('[role=log]').allTextContents()).join('')

/** Until something stands below the message and the thread has not changed for a second: the answer is complete. */
const waitUntilStill = async (page, text, before) => {
  let last = ''
  let since = performance.now()
  await waitFor(
    `an answer to ${text}`,
    async () => {
      const now = await readThread(page)
      if (now !== last) [last, since] = [now, performance.now()]
      return now.length > before.length + text.length + 12 && performance.now() - since > 1000
    },
    30_000,
  )
}

/** Types the messages one after the other, each after the answer to the one before, and takes the picture. */
const takePicture = async (browser, at, size) => {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(base)
  const box = page.getByRole('textbox').first()
  for (const text of QUESTIONS[at].says) {
    const before = await readThread(page)
    await box.fill(text)
    await box.press('Enter')
    await waitUntilStill(page, text, before)
  }
  await page.screenshot({ path: join(pictures, pictureOf(at, size)) })
  await context.close()
}

const askWithWhy = async (says) => {
  const { stdout } = await promisify(execFile)('npx', ['tsx', 'scripts/ask.ts', ...says, '--why'])
  return stdout.trim()
}

const section = async ({ kind, says }, at) => `## ${at + 1}. ${kind}

> ${says.join('\n>\n> ')}

![${kind}, on a desk](screenshots/${pictureOf(at, SIZES[0])})

[the same on a phone](screenshots/${pictureOf(at, SIZES[1])})

\`\`\`text
${await askWithWhy(says)}
\`\`\`
`

const HEAD = `# Ten hard questions, typed as citizens would

Written by \`node scripts/ten-questions.mjs\`: each is typed into the chat page in Chromium (1440 and 390 pixels wide) on a fresh database; below it
stands what \`npm run ask -- "…" --why\` prints: the answer, then what was understood, what the knowledge base alone makes of it (the last message alone, in a talk), and the evidence for the first entries. The numbers before
the reasons are what each adds to the score of the entry; the number before an entry is how likely it is the right one.

Two things were mended because of what this page showed: pinyin typed exactly (zufang) beats a blurred sound (zhufang), and several answers
are shown from the first one on. No weight, threshold or word list is tuned to it: measured figures are in \`eval/reports/\`.
`

let browser
try {
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  })
  const isUp = () =>
    fetch(`${base}/health`).then(
      (response) => response.ok,
      () => false,
    )
  await waitFor('the server is up', isUp)
  for (const at of QUESTIONS.keys()) for (const size of SIZES) await takePicture(browser, at, size)
  const sections = []
  for (const [at, question] of QUESTIONS.entries()) sections.push(await section(question, at))
  writeFileSync('docs/ten-questions.md', [HEAD, ...sections].join('\n'))
} finally {
  await browser?.close()
  process.kill(-server.pid, 'SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  rmSync(folder, { recursive: true, force: true })
}
