import { describe, expect, test } from 'vitest'
import { CalendarFile, WarningsFile } from '../../../src/contracts/knowledge-file.ts'
import { alertsOf } from '../../../src/tickets/clocks/alert-times.ts'
import { createWorkCalendar } from '../../../src/tickets/work-calendar.ts'

/** Mistakes other systems published, each as a case: the day and hour they got wrong. */
const town = (more: Partial<CalendarFile> = {}) =>
  createWorkCalendar(
    CalendarFile.parse({
      timezone: 'Asia/Shanghai',
      workingPeriods: [{ from: '09:00', to: '17:00' }],
      years: [{ year: 2026, off: [] }],
      ...more,
    }),
  )
const at = (local: string): Date => new Date(`${local}:00+08:00`)
const HOLIDAY = { name: '元旦', from: '2026-11-25', to: '2026-11-25' }

describe('mistakes other systems made', () => {
  test('Friday 16:30 plus one hour, open 9 to 17, is Monday 9:30', () => {
    expect(town().addWorkingMinutes(at('2026-11-20T16:30'), 60).due).toEqual(at('2026-11-23T09:30'))
  })

  test('an office that never closes has no closed minute at 23:59', () => {
    const always = { '1': 1, '2': 1, '3': 1, '4': 1, '5': 1, '6': 1, '7': 1 } as const
    const open = (to: string) =>
      town({
        week: Object.fromEntries(Object.keys(always).map((day) => [day, [{ from: '00:00', to }]])),
      } as Partial<CalendarFile>)
    const start = at('2026-11-23T10:00')
    expect(open('24:00').addWorkingMinutes(start, 24 * 60).due).toEqual(at('2026-11-24T10:00'))
    expect(open('24:00').addWorkingMinutes(start, 7 * 24 * 60).due).toEqual(at('2026-11-30T10:00'))
    // Whoever writes 23:59 closes for that minute, once a day and no more.
    expect(open('23:59').addWorkingMinutes(start, 24 * 60).due).toEqual(at('2026-11-24T10:01'))
    expect(open('24:00').addWorkingMinutes(at('2026-11-23T23:59'), 1).due).toEqual(at('2026-11-24T00:00'))
  })

  test('a holiday of one day in the plan takes one day and not two', () => {
    const start = at('2026-11-23T10:00')
    const without = town().addWorkingDays(start, 5)
    const holiday = town({ years: [{ year: 2026, source: '', off: [HOLIDAY], work: [], halfDays: [] }] })
    expect(without.lastDay).toBe('2026-11-30')
    expect(holiday.addWorkingDays(start, 5).lastDay).toBe('2026-12-01')
    expect(holiday.addWorkingMinutes(at('2026-11-24T16:00'), 120).due).toEqual(at('2026-11-26T10:00'))
  })

  test('open on Monday and Thursday only', () => {
    const two = town({ week: { '2': [], '3': [], '5': [] } })
    expect(two.addWorkingMinutes(at('2026-11-23T16:00'), 120).due).toEqual(at('2026-11-26T10:00'))
    expect(two.addWorkingMinutes(at('2026-11-26T16:00'), 120).due).toEqual(at('2026-11-30T10:00'))
    expect(two.addWorkingDays(at('2026-11-23T10:00'), 3).lastDay).toBe('2026-12-03')
    const thursday = town({ week: { '1': [], '2': [], '3': [], '5': [] } })
    expect(thursday.addWorkingDays(at('2026-11-23T10:00'), 2).lastDay).toBe('2026-12-03')
  })

  test('a lunch break is not office time', () => {
    const lunch = town({
      workingPeriods: [
        { from: '09:00', to: '12:00' },
        { from: '13:30', to: '17:00' },
      ],
    })
    expect(lunch.addWorkingMinutes(at('2026-11-23T11:30'), 60).due).toEqual(at('2026-11-23T14:00'))
  })

  test('a make-up Saturday (调休) counts, with the hours of a usual day', () => {
    const made = town({
      years: [{ year: 2026, source: '', off: [], work: [{ day: '2026-11-28', name: '调休' }], halfDays: [] }],
    })
    expect(made.addWorkingDays(at('2026-11-26T10:00'), 2).due).toEqual(at('2026-11-28T17:00'))
    expect(made.addWorkingMinutes(at('2026-11-27T16:30'), 60).due).toEqual(at('2026-11-28T09:30'))
  })

  test('a half day ends a count at its own closing time', () => {
    const half = { day: '2026-11-27', name: '下午放假', periods: [{ from: '09:00', to: '12:00' }] }
    const early = town({ years: [{ year: 2026, source: '', off: [], work: [], halfDays: [half] }] })
    expect(early.addWorkingDays(at('2026-11-26T10:00'), 1).due).toEqual(at('2026-11-27T12:00'))
    expect(early.addWorkingMinutes(at('2026-11-27T11:30'), 60).due).toEqual(at('2026-11-30T09:30'))
  })

  test('an hour that summer time takes away or gives twice is counted as it passes', () => {
    const berlin = town({ timezone: 'Europe/Berlin', workingPeriods: [{ from: '00:00', to: '24:00' }] })
    const sunday = createWorkCalendar(
      CalendarFile.parse({
        timezone: 'Europe/Berlin',
        workingPeriods: [{ from: '00:00', to: '24:00' }],
        week: { '7': [{ from: '00:00', to: '24:00' }] },
        years: [{ year: 2026, off: [] }],
      }),
    )
    const from = new Date('2026-03-28T23:00:00Z')
    expect(sunday.workingMsBetween(from, new Date('2026-03-29T22:00:00Z'))).toBe(23 * 3_600_000)
    expect(berlin.addWorkingDays(from, 1).due.toISOString()).toBe('2026-03-30T22:00:00.000Z')
  })
})

describe('warnings before a due time', () => {
  const warnings = WarningsFile.parse({})
  const times = (clock: Parameters<typeof alertsOf>[1]) =>
    Object.fromEntries([...alertsOf({ calendar: town(), warnings }, clock)].map((a) => [a.level, a.at]))
  const days = (from: string, due: string) => ({
    stage: 'reply' as const,
    countsFrom: at(from).toISOString(),
    dueAt: at(due).toISOString(),
    unit: 'working_days' as const,
    ends: 'closing' as const,
  })

  test('a day before a Monday is the Friday, not the Sunday', () => {
    const due = times(days('2026-11-17T09:00', '2026-11-23T17:00'))
    expect(due.yellow).toEqual(at('2026-11-20T17:00'))
    expect(due.orange).toEqual(at('2026-11-23T15:00'))
    expect(due.red).toEqual(at('2026-11-23T17:00'))
    expect(due.unit_leader).toEqual(at('2026-11-24T17:00'))
    expect(due.office).toEqual(at('2026-11-26T17:00'))
  })

  test('the last tenth that reaches over a night and a weekend is measured in office hours', () => {
    const long = times(days('2026-11-02T09:00', '2026-11-23T12:00'))
    // 123 office hours in all, a fifth of them are left: three days and six tenths, over the weekend.
    expect(long.yellow).toEqual(at('2026-11-18T11:24'))
    expect(long.orange).toEqual(at('2026-11-23T10:00'))
  })

  test('nobody is warned at night about a clock that sleeps at night', () => {
    const due = times(days('2026-11-23T09:00', '2026-11-24T17:00'))
    for (const level of ['yellow', 'orange', 'red'] as const) {
      const hour = (due[level]!.getTime() / 3_600_000 + 8) % 24
      expect(hour).toBeGreaterThanOrEqual(9)
      expect(hour).toBeLessThanOrEqual(17)
    }
  })

  test('a clock of two hours that runs day and night escalates by the hour', () => {
    const due = times({
      stage: 'reply',
      countsFrom: at('2026-11-21T23:00').toISOString(),
      dueAt: at('2026-11-22T01:00').toISOString(),
      unit: 'hours',
      ends: 'closing',
    })
    expect(due.yellow).toEqual(at('2026-11-22T00:36'))
    expect(due.orange).toEqual(at('2026-11-22T00:48'))
    expect(due.supervisor).toEqual(at('2026-11-22T03:00'))
  })

  test('each warning comes after the one before, and a window has none', () => {
    const order = [...alertsOf({ calendar: town(), warnings }, days('2026-11-17T09:00', '2026-11-17T17:00'))]
    for (const [i, alert] of order.entries()) {
      expect(alert.at.getTime()).toBeGreaterThanOrEqual(order[i - 1]?.at.getTime() ?? 0)
    }
    const window = { ...days('2026-11-17T09:00', '2026-11-17T17:00'), stage: 'return' as const }
    expect([...alertsOf({ calendar: town(), warnings }, window)]).toEqual([])
  })
})
