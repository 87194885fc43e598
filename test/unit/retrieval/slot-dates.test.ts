import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSlotDates, isValidOn } from '../../../src/retrieval/index/slot-dates.ts'

const Day = fc.constantFrom(undefined, '2026-01-01', '2026-06-30', '2026-12-31')
const Step = fc.oneof(
  fc.record({ slot: fc.nat(3000), validFrom: Day, validUntil: Day }),
  fc.record({ gone: fc.nat(3000) }),
)

it('tells of every slot whether what it holds is valid on a day, as a look at the entry would', () => {
  fc.assert(
    fc.property(fc.array(Step, { maxLength: 40 }), (steps) => {
      const dates = createSlotDates()
      const held = new Map<number, { validFrom?: string | undefined; validUntil?: string | undefined }>()
      const check = (days: readonly string[], slots: Iterable<number>): void => {
        for (const day of days)
          for (const slot of slots) {
            const entry = held.get(slot)
            expect(dates.isValidOn(slot, day)).toBe(entry !== undefined && isValidOn(entry, day))
          }
      }
      for (const step of steps) {
        if ('gone' in step) {
          dates.drop(step.gone)
          held.delete(step.gone)
        } else {
          dates.hold(step.slot, step)
          held.set(step.slot, step)
        }
        // What was told of a day stays true while entries come and go.
        check(['2026-06-30', '2026-07-01'], 'gone' in step ? [step.gone] : [step.slot])
      }
      check(
        ['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01', '2027-01-01'],
        [0, 1500, 3000, ...held.keys()],
      )
    }),
  )
})
