import { expect, test } from 'vitest'
import { killAgain } from '../../bench/bench-kills.ts'
import { freshTown, sharedTown } from '../support/open-town.ts'

// The long run is `npm run bench -- kills --kills 100`; docs/ticket-speed.md has its figures.
test('a real server killed in the middle of its work has everything it said yes to, once', async () => {
  await sharedTown()
  const done = await killAgain(3, 1_200, 4, freshTown())
  expect(done.wrong).toEqual([])
  expect(done.kills).toBe(3)
  expect(done.tickets).toBeGreaterThan(0)
  expect(done.messages).toBeGreaterThan(done.tickets)
}, 300_000)
