import { describe, expect, test } from 'vitest'
import { CalendarFile, CalendarYearFile, DeadlinesFile } from '../../../src/contracts/knowledge-file.ts'
import { readCityFiles } from '../../../src/knowledge-base/read-city-files.ts'
import { planFromLibrary } from '../../../src/tickets/calendar-days.ts'
import { checkCalendarYear, checkYears } from '../../../src/tickets/clocks/check-calendar.ts'
import { checkPolicies } from '../../../src/tickets/clocks/check-policies.ts'
import { checkFileRules } from '../../../src/tickets/clocks/import-rules.ts'
import { createWorkCalendar } from '../../../src/tickets/work-calendar.ts'
import { buildCalendarFile, buildRules } from '../../support/build-rules.ts'

const { rules } = readCityFiles('knowledge')
const plan = (more: object = {}) =>
  CalendarYearFile.parse({ ...rules.calendar.years.find((y) => y.year === 2026), ...more })

describe('the plan of a year', () => {
  test('of the demo city is right and agrees with the holiday library on every day', () => {
    expect(checkFileRules(rules)).toEqual({ mistakes: [], warnings: [] })
    const written = createWorkCalendar(rules.calendar)
    const library = createWorkCalendar(buildCalendarFile({ knownYears: [2025, 2026] }))
    for (let day = Date.parse('2025-01-01'); day < Date.parse('2027-01-01'); day += 86_400_000) {
      const text = new Date(day).toISOString().slice(0, 10)
      expect([text, written.isWorkday(text)]).toEqual([text, library.isWorkday(text)])
    }
  })

  test('from the holiday library passes for the years it knows, and not for one it does not', () => {
    for (const year of [2023, 2024, 2025, 2026]) {
      expect([year, checkCalendarYear(planFromLibrary(year)).mistakes]).toEqual([year, []])
    }
    expect(checkCalendarYear(planFromLibrary(2031)).mistakes).toContain('缺少春节的放假安排')
  })

  test('with a gap, an overlap, a day of another year or a turned-round period is refused', () => {
    const off = plan().off
    const said = (more: object) => checkCalendarYear(plan(more)).mistakes
    expect(said({ off: off.filter((o) => o.name !== '端午节') })).toEqual(['缺少端午节的放假安排'])
    expect(said({ off: [...off, { name: '市庆', from: '2026-05-05', to: '2026-05-06' }] })).toEqual([
      '2026-05-05 写了两次：劳动节放假和市庆放假',
    ])
    expect(said({ work: [...plan().work, { day: '2026-10-03' }] })).toEqual([
      '2026-10-03 写了两次：国庆节放假和调休上班',
    ])
    expect(said({ work: [{ day: '2027-01-02' }] })).toEqual(['调休上班 2027-01-02 不在 2026 年里'])
    expect(said({ work: [{ day: '2026-02-30' }] })).toEqual(['调休上班 2026-02-30 不是日历上的一天'])
    const turned = off.map((o) => (o.name === '元旦' ? { ...o, from: '2026-01-03', to: '2026-01-01' } : o))
    expect(said({ off: turned })).toEqual(['元旦的结束日 2026-01-01 在开始日 2026-01-03 之前'])
  })

  test('with a make-up day forgotten is let in, with a warning to count again', () => {
    const { mistakes, warnings } = checkCalendarYear(plan({ work: plan().work.slice(1) }))
    expect(mistakes).toEqual([])
    expect(warnings).toEqual(['工作日放假减去调休上班是 14 天，全国规定是 13 天，请核对有没有漏写或多写'])
  })

  test('office hours that overlap or end before they begin are no calendar at all', () => {
    const hours = (workingPeriods: object) =>
      CalendarFile.safeParse({ timezone: 'Asia/Shanghai', workingPeriods }).success
    expect(hours([{ from: '09:00', to: '12:00' }])).toBe(true)
    expect(hours([{ from: '12:00', to: '09:00' }])).toBe(false)
    expect(
      hours([
        { from: '09:00', to: '12:00' },
        { from: '11:00', to: '17:00' },
      ]),
    ).toBe(false)
    expect(hours([{ from: '09:00', to: '24:30' }])).toBe(false)
  })
})

describe('the years a city has plans for', () => {
  test('the next year is asked for from November, when its plan is published', () => {
    expect(checkYears('2026-10-31', [2025, 2026])).toEqual([])
    expect(checkYears('2026-11-01', [2025, 2026])).toEqual([
      '2027 年放假安排还没有导入，跨年的时限暂按周一至周五推算，导入后自动重新计算',
    ])
    expect(checkYears('2026-12-01', [2025, 2026, 2027])).toEqual([])
  })

  test('a missing present year and a gap between years are said at any time', () => {
    expect(checkYears('2027-03-01', [2025, 2026])).toEqual([
      '今年(2027 年)没有放假安排，时限暂按周一至周五推算',
    ])
    expect(checkYears('2026-03-01', [2024, 2026])).toEqual(['2025 年没有放假安排，前后两年却有'])
  })
})

describe('a policy table', () => {
  const table = (...policies: object[]) =>
    checkPolicies(
      DeadlinesFile.parse({
        version: 't',
        policies: policies.map((p, i) => ({
          ...{ id: `p-${i}`, stage: 'reply', amount: 5, unit: 'working_days' },
          ...{ effectiveFrom: '2026-01-01', basis: '试验规则' },
          ...p,
        })),
      }),
      buildRules(),
    )

  test('with an unknown category or district, an id twice, or a rule that ends before it begins is refused', () => {
    expect(
      table(
        { id: 'a', category: '77' },
        { id: 'a', region: 'nowhere', channel: 'web' },
        { id: 'b', type: 'help', effectiveUntil: '2025-12-31' },
      ).mistakes,
    ).toEqual([
      '规则 a 的分类 77 不在诉求分类里',
      '规则 a 写了两次',
      '规则 a 的地区 nowhere 不在本市的区里',
      '规则 b 的失效日在生效日之前',
    ])
  })

  test('two rules for the same matter on the same day are refused; a later one takes over with a warning', () => {
    expect(table({}, {}).mistakes).toEqual(['规则 p-0 和 p-1 管同样的事、同一天生效'])
    const over = table({}, { effectiveFrom: '2026-06-01' })
    expect(over.mistakes).toEqual([])
    expect(over.warnings).toContain('规则 p-0 和 p-1 管同样的事，重叠的日子用后生效的一条')
    expect(table({ effectiveUntil: '2026-05-31' }, { effectiveFrom: '2026-06-01' }).warnings).toEqual([
      '没有适用于所有工单的签收时限，未列明的按默认时限',
    ])
  })
})
