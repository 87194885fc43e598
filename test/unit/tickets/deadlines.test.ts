import { describe, expect, test } from 'vitest'
import { DeadlinesFile } from '../../../src/contracts/knowledge-file.ts'
import { chooseDeadline, type DeadlineQuestion } from '../../../src/tickets/choose-deadline.ts'
import { explainDue, sayInstant } from '../../../src/tickets/explain-due.ts'
import { createWorkCalendar } from '../../../src/tickets/work-calendar.ts'
import { buildCalendarFile } from '../../support/build-rules.ts'

const policies = (...list: object[]) =>
  DeadlinesFile.parse({
    version: 't',
    policies: list.map((p, i) => ({
      id: `p-${i}`,
      stage: 'reply',
      amount: 5,
      unit: 'working_days',
      effectiveFrom: '2026-01-01',
      basis: '试验规则',
      ...p,
    })),
  }).policies

const question = (overrides: Partial<DeadlineQuestion> = {}): DeadlineQuestion => ({
  stage: 'reply',
  type: 'complaint',
  categoryId: '02-05',
  urgency: 'normal',
  channel: 'web',
  districtId: 'east-bay',
  on: '2026-11-21',
  ...overrides,
})

describe('which deadline rule holds', () => {
  test('a leaf of the category tree is closer than its branch, and both closer than a type', () => {
    const list = policies({ type: 'complaint' }, { category: '02' }, { category: '02-05' })
    expect(chooseDeadline(list, question())?.id).toBe('p-2')
    expect(chooseDeadline(list, question({ categoryId: '02-06' }))?.id).toBe('p-1')
    expect(chooseDeadline(list, question({ categoryId: '03-01' }))?.id).toBe('p-0')
  })

  test('a branch is not matched by the digits of another one', () => {
    const list = policies({ category: '02' })
    expect(chooseDeadline(list, question({ categoryId: '020-01' }))).toBeNull()
  })

  test('urgency is closer than channel, channel than region, region than type', () => {
    const list = policies(
      { type: 'complaint' },
      { region: 'east-bay' },
      { channel: 'web' },
      { urgency: 'urgent' },
    )
    expect(chooseDeadline(list, question({ urgency: 'urgent' }))?.id).toBe('p-3')
    expect(chooseDeadline(list, question())?.id).toBe('p-2')
    expect(chooseDeadline(list, question({ channel: 'voice' }))?.id).toBe('p-1')
    expect(chooseDeadline(list, question({ channel: 'voice', districtId: null }))?.id).toBe('p-0')
  })

  test('a rule holds from its first to its last day, and the newer of two equal rules wins', () => {
    const list = policies(
      { effectiveFrom: '2026-01-01', effectiveUntil: '2026-11-20' },
      { effectiveFrom: '2026-11-21' },
      { effectiveFrom: '2026-12-01' },
    )
    expect(chooseDeadline(list, question({ on: '2026-11-20' }))?.id).toBe('p-0')
    expect(chooseDeadline(list, question({ on: '2026-11-21' }))?.id).toBe('p-1')
    expect(chooseDeadline(list, question({ on: '2026-12-05' }))?.id).toBe('p-2')
    expect(chooseDeadline(list, question({ on: '2025-12-31' }))).toBeNull()
  })

  test('rules of another stage never apply', () => {
    expect(chooseDeadline(policies({ stage: 'sign' }), question())).toBeNull()
  })
})

describe('the due time in words', () => {
  const calendar = createWorkCalendar(buildCalendarFile())
  const days = (amount: number) => ({ amount, unit: 'working_days' as const })

  test('says the term, the first counted day and the last moment', () => {
    const due = explainDue(calendar, days(5), '投诉', new Date('2026-11-21T20:00:00+08:00'))
    expect(due.text).toBe('投诉 5 个工作日，11月23日(周一)起算，11月27日(周五)18:00前')
    expect(due.at.toISOString()).toBe('2026-11-27T10:00:00.000Z')
  })

  test('names the holidays that were taken out and the make-up days that count', () => {
    const due = explainDue(calendar, days(5), '求助', new Date('2026-09-29T10:00:00+08:00'))
    expect(due.text).toBe(
      '求助 5 个工作日，9月30日(周三)起算，扣除国庆节5天，10月10日(周六)调休上班计入，10月12日(周一)18:00前',
    )
  })

  test('says so when the holiday plan of the year is not known yet', () => {
    const due = explainDue(calendar, days(3), '投诉', new Date('2026-12-30T10:00:00+08:00'))
    expect(due.text).toContain('放假安排还没有公布')
    expect(due.isProvisional).toBe(true)
  })

  test('natural time runs day and night', () => {
    const two = explainDue(
      calendar,
      { amount: 2, unit: 'hours' },
      '求助',
      new Date('2026-11-21T23:00:00+08:00'),
    )
    expect(two.text).toBe('求助 2 小时，即时起算，昼夜连续计算，11月22日(周日)01:00前')
    const min = explainDue(
      calendar,
      { amount: 30, unit: 'minutes' },
      '签收',
      new Date('2026-11-21T12:00:00Z'),
    )
    expect(min.at.toISOString()).toBe('2026-11-21T12:30:00.000Z')
    const ten = explainDue(calendar, { amount: 10, unit: 'days' }, '建议', new Date('2026-11-21T12:00:00Z'))
    expect(ten.at.toISOString()).toBe('2026-12-01T12:00:00.000Z')
  })

  test('office hours skip nights and weekends', () => {
    const start = new Date('2026-11-20T17:00:00+08:00')
    const due = explainDue(calendar, { amount: 2, unit: 'working_hours' }, '投诉', start)
    expect(due.text).toBe('投诉 2 个工作小时，11月20日(周五)17:00起算，11月23日(周一)10:00前')
  })

  test('natural time may begin when the office opens next, and office time may begin at once', () => {
    const saturday = new Date('2026-11-21T20:00:00+08:00')
    const natural = { amount: 24, unit: 'hours', starts: 'next_working_day' } as const
    expect(explainDue(calendar, natural, '求助', saturday).text).toBe(
      '求助 24 小时，11月23日(周一)09:00起算，昼夜连续计算，11月24日(周二)09:00前',
    )
    const tuesday = new Date('2026-11-24T10:00:00+08:00')
    const atOnce = { amount: 1, unit: 'working_days', starts: 'at_once', ends: 'midnight' } as const
    expect(explainDue(calendar, atOnce, '咨询', tuesday).text).toBe(
      '咨询 1 个工作日，11月24日(周二)起算，11月24日(周二)24:00前',
    )
    const half = { amount: 1.5, unit: 'hours' } as const
    expect(explainDue(calendar, half, '求助', tuesday).at.toISOString()).toBe('2026-11-24T03:30:00.000Z')
  })

  test('midnight is said as the end of the day before', () => {
    expect(sayInstant(new Date('2026-11-23T16:00:00Z'), 'Asia/Shanghai')).toBe('11月23日(周一)24:00')
  })
})
