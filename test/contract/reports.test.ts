import readXlsxFile from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { countEvents } from '../../src/insight/metrics/count-events.ts'
import { makeFigures } from '../../src/insight/metrics/make-figures.ts'
import { makeDueReports } from '../../src/insight/reports/make-due-reports.ts'
import { findRestated } from '../../src/insight/reports/report-content.ts'
import { findReport, listReports } from '../../src/insight/reports/report-repository.ts'
import { publicTablesOf, tablesOf } from '../../src/insight/reports/report-tables.ts'
import { writeMarkdown, writeWorkbook } from '../../src/insight/reports/write-report.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { describeOnEachDatabase } from '../support/databases.ts'
import { liveTickets } from '../support/live-tickets.ts'

const reportOf = async (desk: TestDesk, kind: 'daily' | 'monthly' | 'public') => {
  const [row] = await listReports(desk.db, [kind], 1)
  const report = await findReport(desk.db, row?.id ?? '')
  if (!report) throw new Error(`no ${kind} report`)
  return report
}

describeOnEachDatabase('reports', (open) => {
  test('of yesterday, of last month and for the public are made once, whoever asks how often', async () => {
    const desk = buildDesk(await open())
    expect(await makeDueReports(desk)).toBe(0)
    await liveTickets(desk, { count: 10, turns: 120, seed: 5 })
    const made = await Promise.all([makeDueReports(desk), makeDueReports(desk)])
    expect(made.reduce((a, b) => a + b, 0)).toBe(3)
    expect(await makeDueReports(desk)).toBe(0)
    desk.clock.advance(24 * 3_600_000)
    expect(await makeDueReports(desk)).toBeGreaterThanOrEqual(1)
  }, 120_000)

  test('last month comes out the same after months of corrections, which stand beside it', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 30, turns: 300, seed: 11 })
    const start = desk.clock.now()
    desk.clock.moveTo(new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 2)).toISOString())
    await makeDueReports(desk)
    const report = await reportOf(desk, 'monthly')
    if (report.kind === 'public') throw new Error('not a public report')
    const { period } = report.content.now
    expect(period.to).toBe(report.to)
    await liveTickets(desk, { count: 30, turns: 300, seed: 12 })
    await countEvents(desk)
    expect(await makeFigures(desk.db, desk.rules, period)).toEqual(report.content.now)
    const today = await makeFigures(desk.db, desk.rules, { ...period, asOf: '2030-01-01' })
    const restated = findRestated(report.content.now, today)
    for (const { published, today: now } of restated) expect(now).not.toEqual(published)
  }, 120_000)

  test('the workbook holds the same numbers as the page, with period, day and formula', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 20, turns: 250, seed: 8 })
    desk.clock.advance(32 * 24 * 3_600_000)
    await makeDueReports(desk)
    const report = await reportOf(desk, 'monthly')
    if (report.kind === 'public') throw new Error('not a public report')
    const tables = tablesOf('月报', report.content)
    const file = await writeWorkbook(tables)
    const sheets = await readXlsxFile(file)
    expect(sheets).toHaveLength(tables.tables.length + 1)
    expect(sheets[0]?.data.map((row) => row[0])).toEqual([
      '试验市12345热线月报',
      ...tables.facts.map(([what]) => what),
    ])
    for (const [index, table] of tables.tables.entries()) {
      const rows = sheets[index + 1]?.data ?? []
      expect(rows[0]).toEqual(table.head)
      const plain = table.rows.map((row) =>
        row.map((cell) =>
          cell !== null && typeof cell === 'object' ? cell.rate : cell === '' ? null : cell,
        ),
      )
      expect(rows.slice(1, 1 + plain.length)).toEqual(plain)
    }
    const text = writeMarkdown(tables)
    expect(text).toContain(`统计周期：${report.from} 至 ${report.to}`)
    expect(text).toContain('口径版本：M2')
    expect(text).toContain('## 剔除情况')
  }, 120_000)

  test('the public report names no unit, repeats no words and hides what is small', async () => {
    const desk = buildDesk(await open())
    await liveTickets(desk, { count: 40, turns: 500, seed: 9 })
    desk.clock.advance(32 * 24 * 3_600_000)
    await makeDueReports(desk)
    const report = await reportOf(desk, 'public')
    if (report.kind !== 'public') throw new Error('not the public report')
    const words = JSON.stringify(report.content)
    for (const secret of ['市照明', '市园林', '海棠街道', '李小明', '13800005678'])
      expect(words).not.toContain(secret)
    const { publicMin, rates, lists } = report.content
    for (const { now, before, lastYear } of rates) {
      for (const f of [now, before, lastYear]) {
        for (const n of [f.hits, f.total, f.excluded, (f.total ?? 0) - (f.hits ?? 0)])
          if (n) expect(n).toBeGreaterThanOrEqual(f.hits === null ? 0 : publicMin)
      }
    }
    for (const { rows } of lists) {
      for (const { cases } of rows) if (cases) expect(cases).toBeGreaterThanOrEqual(publicMin)
      expect(rows.filter((r) => r.cases === null).length === 1 && rows.length > 1).toBe(false)
    }
    expect(writeMarkdown(publicTablesOf(report.content))).toContain('不到 10 件的不公布')
  }, 120_000)
})
