import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Entry } from '../../src/contracts/entry.ts'
import { sendTable } from '../../src/http/send-table.ts'
import { eachInUse, findEntry } from '../../src/knowledge-base/entry-repository.ts'
import { compareTable } from '../../src/knowledge-base/table/check-table.ts'
import { ENTRY_COLUMNS } from '../../src/knowledge-base/table/entry-columns.ts'
import { tableOf } from '../../src/knowledge-base/table/entry-table.ts'
import { guardCell, openCell } from '../../src/platform/tables/guard-cell.ts'
import { readTable } from '../../src/platform/tables/read-table.ts'
import { oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

type Row = {
  line: number
  does: string
  wrong: string[]
  changes: { column: string; from: string; to: string }[]
}
type Checked = { seen: string; same: number; rows: Row[] }
type Done = { added: number; changed: number; same: number; left: number }

let town: Town
let editor: Staff
beforeAll(async () => {
  town = await openTown()
  editor = await town.signIn('editor')
})
afterAll(() => town.close())

const HEAD = ['编号', '标准问', '相似问', '答案', '负责单位', '分类']
const csv = (...rows: string[][]): string =>
  Buffer.from(
    [HEAD, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n'),
  ).toString('base64')
const check = (content: string) => editor.ok<Checked>('POST', '/knowledge/import/check', { content })
const bring = async (content: string, rest: object = {}) =>
  editor.request('POST', '/knowledge/import', {
    ...{ content, as: 'published', seen: (await check(content)).seen, ...rest },
  })
const count = async (): Promise<number> => {
  let n = 0
  for await (const _ of eachInUse(town.desk.db)) n++
  return n
}

const KITE = [
  '',
  '公园里能不能放风筝',
  '放风筝去哪个公园',
  '可以，东山公园大草坪每天开放。',
  '市公安局',
  '01-01',
]

describe('a table of entries', () => {
  test('is looked at first: fine, wrong with its line and reason, changed with the difference, near ones', async () => {
    const before = await count()
    const found = await check(
      csv(
        KITE,
        ['', '没有答案的问题怎么办', '', '', '市公安局', '01-01'],
        ['no-such-number', '编号写错的', '', '随便写的答案。', '市公安局', '01-01'],
        ['residence-permit-benefit', '居住证有什么用？', '', '换过的答案。', '市公安局', '09-04'],
        ['', '身份证丢失以后怎么补办', '', '到派出所补领。', '不存在局', '01-01'],
        ['', '身份证丢了怎么补领一张', '', '到派出所补领。', '市公安局', '01-01'],
        ['', '公园里能不能放风筝？', '', '重复的一行。', '市公安局', '01-01'],
        ['id-card-lost', '居民身份证丢失怎么补领？', '', '到派出所补领。', '市公安局', ''],
      ),
    )
    const row = (line: number) => found.rows.find((one) => one.line === line)
    expect(row(2)).toMatchObject({ does: 'add', wrong: [] })
    expect(row(3)?.wrong.join()).toContain('答案至少 2 个字')
    expect(row(4)?.wrong.join()).toContain('不在知识库里')
    expect(row(5)?.does).toBe('change')
    expect(row(5)?.changes.find(({ column }) => column === '答案')?.to).toBe('换过的答案。')
    expect(row(6)?.wrong.join()).toContain('不存在局')
    const questions = ['公园里能不能放风筝', '身份证丢了怎么补领一张']
    const { near } = await editor.ok<{ near: { id: string }[][] }>('POST', '/knowledge/import/near', {
      questions,
    })
    expect(near.map((of) => of.some(({ id }) => id === 'id-card-lost'))).toEqual([false, true])
    expect(row(8)?.wrong.join()).toContain('和第 2 行重复')
    expect(row(9)?.wrong.join()).toContain('没有写分类')
    expect(await count()).toBe(before)
  })

  test('with a day no calendar has, is told so and not refused as a whole', async () => {
    const table = [
      '标准问,答案,负责单位,分类,生效日,有效期到',
      '旱冰场几点开门,每天九点。,市公安局,01-01,2026-13-01,',
      '旱冰场几点关门,每天五点。,市公安局,01-01,,2026-99-99',
      '旱冰场收不收费,不收。,市公安局,01-01,2026/2/31,',
    ].join('\n')
    const found = await check(Buffer.from(table).toString('base64'))
    expect(found.rows.map(({ wrong }) => wrong.join())).toEqual([
      expect.stringContaining('“生效日”写成 2027-01-31 这样'),
      expect.stringContaining('“有效期到”写成 2027-01-31 这样'),
      expect.stringContaining('“生效日”写成 2027-01-31 这样'),
    ])
  })

  test('with a wrong row imports nothing unless the right ones alone were chosen, and then answers from them', async () => {
    const content = csv(KITE, ['', '没有答案的问题怎么办', '', '', '市公安局', '01-01'])
    const before = await count()
    const refused = await bring(content)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('一行都没有导入')
    expect(await count()).toBe(before)
    const done = (await (await bring(content, { onlyRight: true })).json()) as Done
    expect(done).toEqual({ added: 1, changed: 0, same: 0, left: 1 })
    expect(oneOf(await (await town.citizen()).say('公园里能不能放风筝'), 'answer').text).toContain('东山公园')
    const again = await check(csv(KITE))
    expect(again).toMatchObject({ same: 1, rows: [] })
  })

  test('as drafts answers nobody and leaves what is published as it is', async () => {
    const content = csv(
      ['', '屋顶花园怎么备案', '', '到街道办备案。', '市公安局', '01-01'],
      ['', '公园里能不能放风筝', '', '草稿里的答案。', '市公安局', '01-01'],
    )
    const done = (await (await bring(content, { as: 'draft' })).json()) as Done
    expect(done).toMatchObject({ added: 1, changed: 0, left: 1 })
    expect(oneOf(await (await town.citizen()).say('公园里能不能放风筝'), 'answer').text).toContain('东山公园')
    const said = await (await town.citizen()).say('屋顶花园怎么备案')
    expect(said.some(({ text }) => text.includes('到街道办备案'))).toBe(false)
  })

  test('is not imported when the base changed since it was looked at', async () => {
    const content = csv([
      'residence-permit-benefit',
      '居住证有什么用？',
      '',
      '迟到的答案。',
      '市公安局',
      '09-04',
    ])
    const { seen } = await check(content)
    const { entry } = await editor.ok<{ entry: Entry }>('GET', '/knowledge/residence-permit-benefit')
    await editor.ok('PUT', '/knowledge/residence-permit-benefit', {
      ...{ question: entry.question, similar: entry.similar, answer: '先到的答案。', details: entry.details },
      ...{ reason: '政策调整', basedOn: entry.version },
    })
    const late = await editor.request('POST', '/knowledge/import', { content, as: 'published', seen })
    expect(late.status).toBe(409)
    expect((await findEntry(town.desk.db, entry.id))?.answer).toBe('先到的答案。')
  })

  test('too long, too many rows, or no table at all is refused in a clear sentence', async () => {
    const many = csv(...Array.from({ length: 2001 }, (_, n) => ['', `第${n}个问题`, '', '答案', '', '']))
    const tooMany = await editor.request('POST', '/knowledge/import/check', { content: many })
    expect(tooMany.status).toBe(413)
    expect(await tooMany.text()).toContain('一次最多导入 2000 行')
    const nothing = Buffer.from('PK not a workbook').toString('base64')
    const unread = await editor.request('POST', '/knowledge/import/check', { content: nothing })
    expect(unread.status).toBe(415)
    const template = await editor.request('GET', '/knowledge/template?as=xlsx')
    const filled = await check(Buffer.from(await template.arrayBuffer()).toString('base64'))
    expect(filled.rows[0]?.wrong.join()).toContain('示例')
  })
})

describe('an export', () => {
  test.each(['csv', 'xlsx'])('of the whole base as %s, imported again, changes nothing', async (as) => {
    const file = await editor.request('GET', `/knowledge/export?as=${as}`)
    const found = await check(Buffer.from(await file.arrayBuffer()).toString('base64'))
    expect(found.rows).toEqual([])
    expect(found.same).toBeGreaterThan(300)
  })

  const awkward = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc
      .tuple(
        fc.constantFrom('=', '+', '-', '@', "'", "'=", '\t', ' ', '"', ',', '\r\n', '\n', ';'),
        fc.string(),
      )
      .map(([sign, rest]) => sign + rest),
  )
  const shapes = fc.record({
    question: awkward,
    similar: fc.array(awkward, { maxLength: 4 }),
    answer: awkward,
    details: awkward,
    keywords: fc.array(awkward, { maxLength: 3 }),
    source: awkward,
    validUntil: fc.constantFrom(null, '2027-01-31'),
    basis: fc.array(fc.record({ law: awkward, article: awkward }), { maxLength: 2 }),
  })

  test.each(['csv', 'xlsx'] as const)('of any entry as %s, imported again, changes nothing', async (as) => {
    const base = await findEntry(town.desk.db, 'id-card-lost')
    if (!base) throw new Error('the town lost an entry')
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const entry: Entry = { ...base, ...shape, id: 'any-entry' }
        const bytes = new Uint8Array(
          await (await sendTable(tableOf(town.desk.rules, [entry]), as, 'x')).arrayBuffer(),
        )
        const rows = compareTable(town.desk.rules, [entry], await readTable(bytes, []))
        expect(rows.map(({ does, changes }) => ({ does, changes }))).toEqual([{ does: 'same', changes: [] }])
      }),
      { numRuns: as === 'csv' ? 200 : 60 },
    )
  })

  test.each(['csv', 'xlsx'] as const)(
    'as %s says the same with signs no workbook can hold left out',
    async (as) => {
      for (const sign of ['\ufffd', '\ufffe', '\ufdd0', '\u{1fffe}', '\u{10ffff}']) {
        const rows = [
          ['问', '答'],
          [`${sign}居住证${sign}`, sign],
        ]
        const bytes = new Uint8Array(await (await sendTable(rows, as, 'x')).arrayBuffer())
        expect((await readTable(bytes, []))[0]?.cells).toEqual({ 问: '居住证', 答: '' })
      }
    },
  )

  test('no cell of it is run by a spreadsheet, whatever an entry says', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        expect(guardCell(text)).not.toMatch(/^[=+\-@\t\r]/)
        expect(openCell(guardCell(text))).toBe(
          text.replace(/[^\P{Cc}\t\n\r]|\p{Cs}|\p{Noncharacter_Code_Point}|\ufffd/gu, ''),
        )
      }),
    )
    expect(ENTRY_COLUMNS.map(({ name }) => name)).toContain('依据')
  })
})
