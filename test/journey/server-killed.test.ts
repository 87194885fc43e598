import { expect, test } from 'vitest'
import { killAgain } from '../../bench/bench-kills.ts'

// The long run is `npm run bench -- kills --kills 100`; docs/ticket-speed.md has its figures.
test('a real server killed in the middle of its work has everything it said yes to, once', async () => {
  const done = await killAgain(2, 1_500, 4)
  expect(done.wrong).toEqual([])
  expect(done.kills).toBe(2)
  expect(done.tickets).toBeGreaterThan(0)
  expect(done.messages).toBeGreaterThan(done.tickets)
}, 120_000)
