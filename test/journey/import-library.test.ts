import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { followEntries } from '../../src/start-background.ts'
import { oneOf, sharedTown, type Town } from '../support/open-town.ts'

const dir = mkdtempSync(join(tmpdir(), 'yingsheng-import-'))
let town: Town
let entries: ReturnType<typeof followEntries>
beforeAll(async () => {
  town = await sharedTown()
  entries = followEntries(town.desk, town.tail)
  await town.tail.start()
})
afterAll(async () => {
  await town.tail.stop()
  await entries.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** The operator's command in a process of its own, on the database the town runs on. */
const runImport = (file: string): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const map = 'id=ID,question=題目,answer=回答,similar=相似,department=單位'
    const args = ['--import', 'tsx', 'scripts/import.ts', file, '--map', map, '--library', 'kites']
    const env = { ...process.env, DATABASE_URL: town.databaseUrl }
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout + (stdout === '' ? stderr : '') })
    })
  })

const table = (name: string, rows: string[]): string => {
  const path = join(dir, name)
  writeFileSync(path, `\uFEFFID,題目,回答,相似,單位\r\n${rows.join('\r\n')}\r\n`)
  return path
}

const KITE =
  '7,紙鳶協會會員證怎麼辦理,"帶兩張照片,\r\n到紙鳶協會登記。",紙鳶會員證哪裡辦|放紙鳶要證嗎,紙鳶協會'

test('a foreign FAQ is answered from by the running server, half-wrong file and all; again it changes nothing; a human edit stays', async () => {
  const first = await runImport(table('a.csv', [KITE, '8,,沒有題目,,', '9,沒有回答,,,', '7,重複,重複,,']))
  expect(first.said).toContain('新增 1 条')
  expect(first.said).toMatch(
    /有 3 行没有导入[\s\S]*第 4 行：题目是空的[\s\S]*第 5 行：回答是空的[\s\S]*第 6 行：编号和第 2 行相同/,
  )
  expect(first.code).toBe(2)

  const citizen = await town.citizen()
  let answer = (await citizen.say('纸鸢协会会员证怎么办理'))[0]
  for (let waited = 0; waited < 20 && answer?.citations?.[0]?.entryId !== 'kites:7'; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    answer = (await (await town.citizen()).say('纸鸢协会会员证怎么办理'))[0]
  }
  expect(answer).toMatchObject({ kind: 'answer', citations: [{ entryId: 'kites:7', source: '紙鳶協會' }] })
  expect(answer?.text).toContain('到紙鳶協會登記')

  expect((await runImport(table('b.csv', [KITE]))).said).toContain('没有变化 1 条')

  const editor = await town.signIn('editor')
  const { entry } = await editor.ok<{ entry: { question: string; similar: string[]; version: number } }>(
    'GET',
    '/knowledge/kites:7',
  )
  const edit = { question: entry.question, similar: entry.similar, answer: '编辑改过的回答。', details: '' }
  await editor.ok('PUT', '/knowledge/kites:7', { ...edit, reason: '核对', basedOn: entry.version })
  expect((await runImport(table('c.csv', [KITE.replace('兩張', '三張')]))).said).toContain(
    '保留人工修改 1 条',
  )
  const now = oneOf(await (await town.citizen()).say('纸鸢协会会员证怎么办理'), 'answer')
  expect(now.text).toContain('编辑改过的回答')
}, 120_000)
