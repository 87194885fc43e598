import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDueReports } from '../../src/insight/reports/make-due-reports.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Town } from '../support/open-town.ts'

/** What leaders and the public see of one complaint: counted, drilled to, reported, and nobody recognised. */
let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const DAY = '2026-11-23'
type Cases = { total: number; rows: { number: string }[] }
type Overview = {
  today: string
  volumes: { opened: { dim: string; cases: number }[] }
  trend: { now: { cases: number }[] }
}

test('a complaint appears among the day’s figures and behind them stands its number', async () => {
  const { number } = await fileComplaint(town)
  await makeDueReports(town.desk)
  const supervisor = await town.signIn('supervisor')
  const overview = await supervisor.ok<Overview>('GET', '/overview')
  expect(overview.today).toBe(DAY)
  expect(overview.volumes.opened.map((v) => v.cases)).toEqual([1])
  expect(overview.trend.now.at(-1)?.cases).toBe(1)
  const cases = await supervisor.ok<Cases>(
    'GET',
    `/insight/cases?from=${DAY}&to=${DAY}&metric=opened&side=hit&dim=${overview.volumes.opened[0]?.dim}`,
  )
  expect(cases.rows.map((r) => r.number)).toEqual([number])
})

test('the public reads the month’s report and nothing made for staff; of one complaint no number is told', async () => {
  town.clock.advance(14 * 86_400_000)
  await makeDueReports(town.desk)
  const list = (await (await town.app.request('/api/reports')).json()) as {
    rows: { id: string; from: string }[]
  }
  expect(list.rows.map((r) => r.from)).toContain('2026-11-01')
  const newest = list.rows.find((r) => r.from === '2026-11-01')
  const text = await (await town.app.request(`/api/reports/${newest?.id}/file?as=md`)).text()
  expect(text).toContain('统计周期：2026-11-01 至 2026-11-30')
  expect(text).toContain('不公布')
  const supervisor = await town.signIn('supervisor')
  const all = await supervisor.ok<{ rows: { id: string; kind: string }[] }>('GET', '/insight/reports')
  const daily = all.rows.find((r) => r.kind === 'daily')
  expect((await town.app.request(`/api/reports/${daily?.id}`)).status).toBe(404)
  const report = await supervisor.ok<{ agrees: boolean }>('GET', `/insight/reports/${daily?.id}`)
  expect(report.agrees).toBe(true)
  const workbook = await supervisor.request('GET', `/insight/reports/${daily?.id}/file?as=xlsx`)
  expect(workbook.headers.get('content-type')).toContain('spreadsheetml')
})
