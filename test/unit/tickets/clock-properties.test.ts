import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAfterMore, dueAfterPause } from '../../../src/tickets/clocks/shift-due.ts'
import type { TicketClock } from '../../../src/tickets/clocks/ticket-clock.ts'
import { createWorkCalendar } from '../../../src/tickets/work-calendar.ts'
import { anyCalendarFile, anyStart, FIRST_DAY, TABLE_DAYS } from '../../support/any-calendar.ts'
import { CLOCK_CASES, shareOf } from '../../support/property-runs.ts'
import { buildSlowCalendar } from '../../support/slow-calendar.ts'

// A table of minutes takes a moment to build: the calendars are a pool, and every case picks one of them.
const CALENDARS = CLOCK_CASES > 100_000 ? 400 : 120
const POOL = fc.sample(anyCalendarFile, { numRuns: CALENDARS, seed: 12345 }).map((file) => ({
  file,
  fast: createWorkCalendar(file),
  slow: buildSlowCalendar(file, FIRST_DAY, TABLE_DAYS),
}))
const anyTown = fc.nat(CALENDARS - 1).map((index) => POOL[index] as (typeof POOL)[number])

const anyRule = fc.record({
  starts: fc.constantFrom('next_working_day' as const, 'at_once' as const),
  ends: fc.constantFrom('closing' as const, 'midnight' as const),
})
const anyDays = fc.integer({ min: 1, max: 15 })
const anyMinutes = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 4_000 }))
/** Pauses after the start: each begins so many minutes after the one before ended. */
const anyPauses = fc.array(fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 1, max: 6_000 })), {
  minLength: 1,
  maxLength: 3,
})

const MINUTE_MS = 60_000
const later = (instant: Date, minutes: number): Date => new Date(instant.getTime() + minutes * MINUTE_MS)
const asPauses = (start: Date, gaps: readonly (readonly [number, number])[]): [Date, Date][] => {
  let at = start
  return gaps.map(([gap, length]) => {
    const from = later(at, gap)
    at = later(from, length)
    return [from, at]
  })
}

type Running = Pick<TicketClock, 'countsFrom' | 'dueAt' | 'unit' | 'ends'>
const clockOf = (
  counted: { due: Date; from: Date },
  unit: Running['unit'],
  ends: Running['ends'] = 'closing',
): Running => ({
  countsFrom: counted.from.toISOString(),
  dueAt: counted.due.toISOString(),
  unit,
  ends,
})

const PROPERTIES = 8
const { numRuns, timeoutMs } = shareOf(PROPERTIES)
const holds = <T extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...args: T) => void,
): void => {
  test(name, { timeout: timeoutMs }, () => {
    fc.assert(fc.property(...(arbitraries as never as [fc.Arbitrary<T[0]>]), check as never), { numRuns })
  })
}

describe(`clocks over any calendar, ${CLOCK_CASES} cases`, () => {
  holds(
    'working days end where a walk minute by minute ends',
    [anyTown, anyStart, anyDays, anyRule],
    ({ fast, slow }, start, days, rule) => {
      expect(fast.addWorkingDays(start, days, rule).due).toEqual(slow.dueInDays(start, days, rule))
    },
  )

  holds(
    'office minutes end where a walk minute by minute ends',
    [anyTown, anyStart, anyMinutes, anyRule],
    ({ fast, slow }, start, minutes, rule) => {
      const counted = fast.addWorkingMinutes(start, minutes, rule)
      expect(counted.due).toEqual(slow.dueInMinutes(start, minutes, rule.starts))
      expect(slow.isOpen(later(counted.due, -1))).toBe(true)
      expect(slow.isOpen(counted.from)).toBe(true)
    },
  )

  holds(
    'a due time lies inside working time, after the start',
    [anyTown, anyStart, anyDays, anyRule],
    ({ fast, slow }, start, days, rule) => {
      const counted = fast.addWorkingDays(start, days, { ...rule, ends: 'closing' })
      expect(counted.due.getTime()).toBeGreaterThan(start.getTime())
      expect(slow.isOpen(later(counted.due, -1))).toBe(true)
      expect(fast.isWorkday(counted.lastDay)).toBe(true)
      expect(counted.from.getTime()).toBeLessThan(counted.due.getTime())
    },
  )

  holds(
    'more is never due earlier, and a later start never earlier',
    [anyTown, anyStart, anyDays, anyDays, fc.nat(3_000), anyRule],
    ({ fast }, start, a, b, wait, rule) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)]
      const due = (at: Date, days: number): number => fast.addWorkingDays(at, days, rule).due.getTime()
      expect(due(start, more)).toBeGreaterThanOrEqual(due(start, less))
      expect(due(later(start, wait), less)).toBeGreaterThanOrEqual(due(start, less))
      const inMinutes = (at: Date, minutes: number): number =>
        fast.addWorkingMinutes(at, minutes, rule).due.getTime()
      expect(inMinutes(start, more * 60)).toBeGreaterThanOrEqual(inMinutes(start, less * 60))
      expect(inMinutes(later(start, wait), less)).toBeGreaterThanOrEqual(inMinutes(start, less))
    },
  )

  holds(
    'working days paused end where a walk that skips the pauses ends, never earlier',
    [anyTown, anyStart, fc.integer({ min: 1, max: 8 }), anyRule, anyPauses],
    ({ fast, slow }, start, days, rule, gaps) => {
      const pauses = asPauses(start, gaps)
      const counted = fast.addWorkingDays(start, days, rule)
      let clock = clockOf(counted, 'working_days', rule.ends)
      for (const [from, to] of pauses) {
        const { due } = dueAfterPause(fast, clock, from, to)
        expect(due.toISOString() >= clock.dueAt).toBe(true)
        clock = { ...clock, dueAt: due.toISOString() }
      }
      expect(clock.dueAt).toBe(slow.dueInDays(start, days, rule, pauses).toISOString())
    },
  )

  holds(
    'office minutes paused end where a walk that skips the pauses ends, never earlier',
    [anyTown, anyStart, anyMinutes, anyRule, anyPauses],
    ({ fast, slow }, start, minutes, rule, gaps) => {
      const pauses = asPauses(start, gaps)
      const counted = fast.addWorkingMinutes(start, minutes, rule)
      let clock = clockOf(counted, 'working_hours')
      for (const [from, to] of pauses) {
        const { due } = dueAfterPause(fast, clock, from, to)
        expect(due.toISOString() >= clock.dueAt).toBe(true)
        clock = { ...clock, dueAt: due.toISOString() }
      }
      expect(clock.dueAt).toBe(slow.dueInMinutes(start, minutes, rule.starts, pauses).toISOString())
    },
  )

  holds(
    'an extension by days counts on from the due day, as if the term had been longer',
    [anyTown, anyStart, anyDays, fc.integer({ min: 1, max: 5 }), anyRule],
    ({ fast, slow }, start, days, more, rule) => {
      const { due } = fast.addWorkingDays(start, days, rule)
      const extended = dueAfterMore(
        fast,
        due.toISOString(),
        { amount: more, unit: 'working_days' },
        rule.ends,
      )
      expect(extended.due).toEqual(slow.dueInDays(start, days + more, rule))
    },
  )

  holds(
    'office time between two instants is what a count of minutes says',
    [anyTown, anyStart, fc.nat(40_000)],
    ({ fast, slow }, from, length) => {
      const to = later(from, length)
      expect(fast.workingMsBetween(from, to)).toBe(slow.openMinutes(from, to) * MINUTE_MS)
    },
  )
})
