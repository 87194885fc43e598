import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findEntry } from '../../src/knowledge-base/entry-repository.ts'
import { oneOf, sharedTown, type Town } from '../support/open-town.ts'

const dir = mkdtempSync(join(tmpdir(), 'yingsheng-documents-'))
let town: Town
beforeAll(async () => {
  town = await sharedTown()
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const runImport = (path: string, library: string): Promise<string> =>
  new Promise((resolve) => {
    const args = ['--import', 'tsx', 'scripts/import.ts', path, '--documents', '--library', library]
    const env = { ...process.env, DATABASE_URL: town.databaseUrl }
    execFile(process.execPath, args, { env }, (_, stdout, stderr) => resolve(stdout + stderr))
  })

const TEXT =
  '关于举办纸鸢大会的通知 鸢办发〔2026〕4号 各纸鸢协会： 现将有关事项通知如下。 一、时间和地点 纸鸢大会于4月18日在镜湖湿地公园举行。 二、报名办法 （一）纸鸢大会报名费每只纸鸢十五元，学生免交。 （二）报名截止时间为4月10日。 2026年3月20日'

test('a text without line breaks becomes a document that is quoted by article, number and date', async () => {
  const path = join(dir, 'notices.jsonl')
  const lines = [
    { id: 'kites', title: '', text: TEXT },
    { id: 'empty', title: '空的', text: '' },
  ]
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'))
  const said = await runImport(path, 'notices')
  expect(said).toContain('新增 1 条')
  expect(said).toContain('第 2 行：正文是空的')
  expect(await findEntry(town.desk.db, 'notices:kites')).toMatchObject({
    kind: 'document',
    question: '关于举办纸鸢大会的通知',
    details: TEXT,
    document: { number: '鸢办发〔2026〕4号', issuedOn: '2026-03-20' },
  })

  await town.desk.refreshEntry('notices:kites')
  const reply = oneOf(await (await town.citizen()).say('纸鸢大会报名费每只多少钱'), 'answer')
  expect(reply.citations).toMatchObject([
    { entryId: 'notices:kites', number: '鸢办发〔2026〕4号', article: expect.stringContaining('第二部分') },
  ])
  expect(reply.quote?.text).toContain('每只纸鸢十五元')
  expect(await runImport(path, 'notices')).toContain('没有变化 1 条')
}, 120_000)

test('a folder of texts comes in, Markdown marks left out', async () => {
  const folder = join(dir, 'texts')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'lantern.md'),
    '# 灯会管理办法\n\n## 第一章 总则\n\n**第一条** 灯会由社区举办。\n',
  )
  writeFileSync(join(folder, 'drum.txt'), '今天起，鼓楼开放。大家可以来。')
  expect(await runImport(folder, 'texts')).toContain('新增 2 条')
  expect(await findEntry(town.desk.db, 'texts:lantern')).toMatchObject({
    question: '灯会管理办法',
    details: '灯会管理办法\n\n第一章 总则\n\n第一条 灯会由社区举办。',
  })
  expect((await findEntry(town.desk.db, 'texts:drum'))?.question).toBe('drum')
}, 120_000)
