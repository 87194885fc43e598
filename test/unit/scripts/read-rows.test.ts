import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { detectDecoding, type Row, readRows } from '../../../scripts/tables/read-rows.ts'

const dir = mkdtempSync(join(tmpdir(), 'yingsheng-tables-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const file = (name: string, content: string | Buffer): string => {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}
const rowsOf = async (path: string): Promise<Row[]> => {
  const rows: Row[] = []
  for await (const row of readRows(path)) rows.push(row)
  return rows
}

test('a CSV with byte order mark, quoted commas, quoted newlines and CRLF is read with the right line numbers', async () => {
  const rows = await rowsOf(
    file(
      'a.csv',
      '\uFEFF编号,题目,回答\r\n1,"怎么办,急","第一步\r\n第二步"\r\n\r\n2,第二题,"他说""好"""\r\n',
    ),
  )
  expect(rows).toEqual([
    { line: 2, fields: { 编号: '1', 题目: '怎么办,急', 回答: '第一步\r\n第二步' } },
    { line: 5, fields: { 编号: '2', 题目: '第二题', 回答: '他说"好"' } },
  ])
})

test('a table glued together from files with different line ends loses no row', async () => {
  const rows = await rowsOf(file('mixed.csv', '题目,回答\r\n一,"甲\n甲"\r\n二,乙\n三,丙\r四,丁'))
  expect(rows.map((r) => [r.line, r.fields?.题目])).toEqual([
    [2, '一'],
    [4, '二'],
    [5, '三'],
    [6, '四'],
  ])
})

test('a GBK file is read as GBK, a valid UTF-8 file never is', async () => {
  const gbk = execFileSync('iconv', ['-f', 'utf-8', '-t', 'gb18030'], {
    input: '题目,回答\n居住证怎么办,去派出所\n',
  })
  expect(await detectDecoding(file('gbk.csv', gbk))).toBe('gb18030')
  expect(await rowsOf(join(dir, 'gbk.csv'))).toEqual([
    { line: 2, fields: { 题目: '居住证怎么办', 回答: '去派出所' } },
  ])
  expect(await detectDecoding(file('utf8.csv', '题目,回答\n居住证怎么办,去派出所\n'))).toBe('utf-8')
})

test('a table saved as Unicode text with tabs is read', async () => {
  const text = '\uFEFF题目\t回答\n户口迁移\t带身份证\n'
  expect(await rowsOf(file('u.csv', Buffer.from(text, 'utf16le')))).toEqual([
    { line: 2, fields: { 题目: '户口迁移', 回答: '带身份证' } },
  ])
})

test('a quote that is never closed costs the rest of the file, is told with its line, and the rows before it stay', async () => {
  const rows = await rowsOf(file('open.csv', '题目,回答\n一,甲\n二,"乙\n三,丙\n'))
  expect(rows[0]).toEqual({ line: 2, fields: { 题目: '一', 回答: '甲' } })
  expect(rows).toHaveLength(2)
  expect(rows[1]?.fields).toBeUndefined()
  expect(rows[1]).toMatchObject({ wrong: expect.stringContaining('引号') })
})

test('a row with too few or too many cells is still a row', async () => {
  const rows = await rowsOf(file('ragged.csv', '题目,回答\n只有题目\n题,答,多的\n'))
  expect(rows.map((r) => r.fields?.题目)).toEqual(['只有题目', '题'])
})

test('lines of a JSONL file that are no object are told with their line, the others are read', async () => {
  const rows = await rowsOf(file('x.jsonl', '{"q":"一","s":["甲","乙"],"n":3}\n不是\n\n[1]\n{"q":null}\n'))
  expect(rows).toEqual([
    { line: 1, fields: { q: '一', s: '甲\n乙', n: '3' } },
    { line: 2, wrong: '这一行不是 JSON' },
    { line: 4, wrong: '这一行不是 JSON 对象' },
    { line: 5, fields: { q: '' } },
  ])
})
