import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gatherCalls } from '../../../src/platform/gather-calls.ts'

/** Doubles numbers; a negative one cannot be done, alone or with others. */
const doubling = () => {
  const groups: number[][] = []
  const call = gatherCalls<number, number>({
    together: async (take) => {
      await Promise.resolve()
      const items = take()
      groups.push(items)
      if (items.some((n) => n < 0)) throw new Error('one of them is negative')
      return items.map((n) => n * 2)
    },
    alone: async (n) => {
      if (n < 0) throw new Error(`${n} is negative`)
      return n * 2
    },
  })
  return { call, groups }
}

describe('calls that are gathered', () => {
  test('what comes at once is done together, in the order of coming, and what comes meanwhile next', async () => {
    const { call, groups } = doubling()
    const first = [1, 2, 3].map(call)
    const then = first[0]?.then(() => Promise.all([4, 5].map(call)))
    expect(await Promise.all(first)).toEqual([2, 4, 6])
    expect(await then).toEqual([8, 10])
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
  })

  test('never more than 128 together', async () => {
    const { call, groups } = doubling()
    await Promise.all(Array.from({ length: 150 }, (_, n) => call(n)))
    expect(groups.map((group) => group.length)).toEqual([128, 22])
  })

  test('any mix of failures: each call hears of itself alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -3, max: 9 }), { maxLength: 90 }), async (numbers) => {
        const { call } = doubling()
        const ends = await Promise.allSettled(numbers.map(call))
        expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : 'failed'))).toEqual(
          numbers.map((n) => (n < 0 ? 'failed' : n * 2)),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('when nothing can even begin, everybody hears why, and the next call is tried anew', async () => {
    let isBroken = true
    const call = gatherCalls<number, number>({
      together: async (take) => {
        if (isBroken) throw new Error('no connection')
        return take()
      },
      alone: async (n) => {
        if (isBroken) throw new Error('no connection')
        return n
      },
    })
    const ends = await Promise.allSettled([1, 2].map(call))
    expect(ends.map((end) => end.status)).toEqual(['rejected', 'rejected'])
    isBroken = false
    expect(await call(3)).toBe(3)
  })
})
