import { afterAll, beforeAll, expect, test } from 'vitest'
import { storeRules } from '../../src/knowledge-base/store-rules.ts'
import { openDesk } from '../../src/open-desk.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

// A town of its own: who leads what changes for everybody in it.
let town: Town
let admin: Staff
beforeAll(async () => {
  town = await openTown()
  admin = await town.signIn('admin')
})
afterAll(() => town.close())

type Row = { id: string; category: string; lead: string; leadName: string; when: string[]; basis: string }
type List = { version: number; total: number; rows: Row[] }
const list = (query = ''): Promise<List> => admin.ok<List>('GET', `/catalogue?${query}`)
const lampLine = async (): Promise<{ row: Row; version: number }> => {
  const { rows, version } = await list('category=02-03')
  const row = rows.find((line) => line.when.length === 0)
  if (!row) throw new Error('the demo city lost its line for street lamps')
  return { row, version }
}
const bodyOf = ({ category, when, basis }: Row, lead: string) => ({ category, when, lead, co: [], basis })
const unitOf = async (number: string): Promise<string | null> =>
  (await admin.ok<{ ticket: { departmentName: string | null } }>('GET', `/tickets/${number}`)).ticket
    .departmentName
const LAMP_AT = (n: number): string => `我要投诉，织锦路${n}号门口的路灯不亮了，一个星期没人修`

test('another unit is written into the catalogue: seen before, in force at once in every process, taken back again', async () => {
  const other = await openDesk(town.config, { clock: town.clock })
  const first = await fileComplaint(town, LAMP_AT(3))
  expect(await unitOf(first.number)).toBe('市城管局')

  const { row, version } = await lampLine()
  const line = bodyOf(row, 'power')
  expect(await admin.ok('POST', '/catalogue/check', { id: row.id, line })).toMatchObject({
    wrong: [],
    openByLine: 1,
    ofCategory: { open: 1, waiting: 0 },
  })
  await admin.ok('PUT', `/catalogue/${row.id}`, { line, why: '路灯划给供电公司', seen: version })
  const second = await fileComplaint(town, LAMP_AT(8))
  expect(await unitOf(second.number)).toBe('供电公司')
  expect(await unitOf(first.number)).toBe('市城管局')

  await other.refreshRules()
  const matter = { text: LAMP_AT(9), districtId: null, categoryId: '02-03' }
  expect(other.route(matter).departmentId).toBe('power')
  await other.close()

  const { rows: changes } = await admin.ok<{ rows: { changeId: string; by: string; why: string }[] }>(
    'GET',
    '/rule-changes?kinds=catalogue',
  )
  expect(changes[0]).toMatchObject({ by: '管理员', why: '路灯划给供电公司' })
  const id = changes[0]?.changeId ?? ''
  expect(await admin.ok('GET', `/rule-changes/${id}`)).toMatchObject({
    differences: [
      { fields: expect.arrayContaining([{ label: '主办单位', before: '市城管局', after: '供电公司' }]) },
    ],
    laterEdits: [],
    undoes: expect.stringContaining('还没办结的 2 件不会改派'),
  })
  await admin.ok('POST', `/rule-changes/${id}/undo`, { why: '还没有正式划转' })
  expect(await unitOf((await fileComplaint(town, LAMP_AT(15))).number)).toBe('市城管局')
  const again = await admin.request('POST', `/rule-changes/${id}/undo`, { why: '再撤一次' })
  expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('已经撤销过了')])
})

test('whoever edits a line that was just changed is told, and nothing is overwritten', async () => {
  const { row, version } = await lampLine()
  await admin.ok('PUT', `/catalogue/${row.id}`, {
    line: { ...bodyOf(row, row.lead), basis: '《城市照明管理规定》' },
    why: '写清依据',
    seen: version,
  })
  const late = await admin.request('PUT', `/catalogue/${row.id}`, {
    line: bodyOf(row, 'power'),
    why: '没看到前面的改动',
    seen: version,
  })
  expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('刚被别人改过')])
  expect((await lampLine()).row).toMatchObject({ lead: 'urban-management', basis: '《城市照明管理规定》' })
})

test('a line that cannot be is refused with every reason', async () => {
  const { row, version } = await lampLine()
  const line = { ...bodyOf(row, 'no-such-unit'), category: '77-01', place: 'nowhere' }
  const refused = await admin.request('POST', '/catalogue', { line, why: '试一试', seen: version })
  const said = await refused.text()
  expect(refused.status).toBe(400)
  for (const reason of ['没有“77-01”这个分类', '没有“nowhere”这个区县', '没有“no-such-unit”这个单位'])
    expect(said).toContain(reason)
  const twin = await admin.request('POST', '/catalogue', {
    line: bodyOf(row, 'power'),
    why: '同样的一条',
    seen: version,
  })
  expect(await twin.text()).toContain('重复')
  expect((await list()).version).toBe(version)
})

const csv = (...rows: string[][]): string =>
  Buffer.from(
    [['编号', '事项分类', '属地', '关键词', '主办单位', '协办单位', '职责事项', '依据'], ...rows]
      .map((row) => row.join(','))
      .join('\n'),
  ).toString('base64')

test('an import with half its rows wrong: nothing until the right ones are chosen, and imported twice nothing is doubled', async () => {
  const before = await list()
  const content = csv(
    ['', '02-03', '', '景观灯、霓虹灯', '市城管局', '', '城市景观照明', '《城市照明管理规定》'],
    ['', '路灯', '高新区', '智慧灯杆', '供电公司', '市城管局', '', '部门三定规定'],
    ['', '02-03', '', '隧道灯', '火星管理局', '', '', '部门三定规定'],
    ['', '02-03', '', '景观灯、霓虹灯', '供电公司', '', '', '部门三定规定'],
  )
  type Checked = { version: number; added: number; wrong: { line: number; wrong: string[] }[] }
  const checked = await admin.ok<Checked>('POST', '/catalogue/import/check', { content })
  expect(checked).toMatchObject({
    added: 2,
    wrong: [
      { line: 4, wrong: [expect.stringContaining('没有“火星管理局”这个单位')] },
      { line: 5, wrong: [expect.stringContaining('和第 2 行重复')] },
    ],
  })
  const seen = checked.version
  const refused = await admin.request('POST', '/catalogue/import', { content, why: '补照明', seen })
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('一行都没有导入')])
  expect((await list()).total).toBe(before.total)

  const asked = { content, why: '补照明', onlyRight: true }
  expect(await admin.ok('POST', '/catalogue/import', { ...asked, seen })).toMatchObject({ added: 2, left: 2 })
  const { total, version } = await list()
  expect(total).toBe(before.total + 2)
  expect(await admin.ok('POST', '/catalogue/import', { ...asked, seen: version })).toMatchObject({
    ...{ added: 0, changed: 0, same: 2 },
  })
  expect((await list()).total).toBe(total)
  const routed = town.desk.route({ text: '广场的景观灯半夜还亮着', districtId: null, categoryId: '02-03' })
  expect(routed.candidates[0]?.departmentId).toBe('urban-management')
})

test.each(['csv', 'xlsx'])('what is exported as %s is read back without a change', async (as) => {
  const file = await admin.request('GET', `/catalogue/export?as=${as}`)
  const content = Buffer.from(await file.arrayBuffer()).toString('base64')
  expect(await admin.ok('POST', '/catalogue/import/check', { content })).toMatchObject({
    ...{ added: 0, changed: 0, wrong: [], same: (await list()).total },
  })
})

test('a threshold the city sets holds for the next ticket, with what it would have done before', async () => {
  const filed = await fileComplaint(town, LAMP_AT(21))
  const urban = await town.signIn('urban')
  const { ticket } = await urban.ok<{ ticket: { version: number } }>('GET', `/tickets/${filed.number}`)
  await urban.ok('POST', `/tickets/${filed.number}/sign`, { version: ticket.version })
  type Page = {
    version: number
    settled: number
    trials: { threshold: number; sent: number; right: number }[]
  }
  const page = await admin.ok<Page>('GET', '/dispatch-threshold')
  expect(page.settled).toBe(1)
  expect(page.trials.find((t) => t.threshold === 0.7)).toMatchObject({ sent: 1, right: 1 })
  expect(page.trials.find((t) => t.threshold === 1)).toMatchObject({ sent: 0 })

  const change = { threshold: 1, why: '先全部由人派', seen: page.version }
  await admin.ok('PUT', '/dispatch-threshold', change)
  expect(await unitOf((await fileComplaint(town, LAMP_AT(27))).number)).toBeNull()
  const stale = await admin.request('PUT', '/dispatch-threshold', { ...change, threshold: 0.8 })
  expect(stale.status).toBe(409)
  const agent = await town.signIn('agent')
  expect((await agent.request('PUT', '/dispatch-threshold', change)).status).toBe(403)
})

test('the city’s files are the first seed: a later file change never overwrites what a person changed', async () => {
  const { row, version } = await lampLine()
  await admin.ok('PUT', `/catalogue/${row.id}`, { line: bodyOf(row, 'power'), why: '划转', seen: version })
  const { readCityFiles } = await import('../../src/knowledge-base/read-city-files.ts')
  const { rules } = readCityFiles(town.config.knowledgeDir)
  const catalogue = {
    ...rules.catalogue,
    lines: rules.catalogue.lines.map((line) =>
      line.category === '02-03' || line.id === 'toilet-general' ? { ...line, basis: '文件里的新依据' } : line,
    ),
  }
  const { kept } = await storeRules(town.desk.db, { ...rules, catalogue }, '2026-11-24T00:00:00.000Z')
  expect(kept).toContain(`catalogue ${row.id}`)
  await town.desk.refreshRules()
  expect((await lampLine()).row).toMatchObject({ lead: 'power', basis: row.basis })
  const toilets = (await list('category=01-02')).rows
  expect(toilets.find((line) => line.id === 'toilet-general')?.basis).toBe('文件里的新依据')
  // The same files once more, as at every start: nothing happens.
  const again = await storeRules(town.desk.db, { ...rules, catalogue }, '2026-11-25T00:00:00.000Z')
  expect(again.changed).toEqual([])
})
