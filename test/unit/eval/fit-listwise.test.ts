import { expect, test } from 'vitest'
import { fitListwise } from '../../../eval/fit-listwise.ts'

test('a fit finds what tells the right item, ignores what does not, and always comes out the same', () => {
  const lists = Array.from({ length: 12 }, (_, n) => ({
    evidence: [
      [1, n % 2],
      [0.2, (n + 1) % 2],
      [0.1, 1],
    ],
    rightness: [1, 0, 0],
  }))
  const [telling = 0, idle = 0] = fitListwise(lists, 0.001)
  expect(telling).toBeGreaterThan(3)
  expect(telling).toBeGreaterThan(5 * Math.abs(idle))
  expect(fitListwise(lists, 0.001)).toEqual([telling, idle])
  expect(Math.abs(fitListwise(lists, 0.1)[0] ?? 0)).toBeLessThan(telling)
})
