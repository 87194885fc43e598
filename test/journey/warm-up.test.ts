import { afterAll, beforeAll, expect, test } from 'vitest'
import { lastEventSeq } from '../../src/platform/events/event-repository.ts'
import { openTown } from '../support/open-town.ts'

let town: Awaited<ReturnType<typeof openTown>>
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

test('warming up leaves no trace, changes no answer, and lets other work through', async () => {
  const { desk } = town
  const asked = ['居住证怎么办', '老公想离婚要去哪里', '帮我写一首诗']
  const answer = async (text: string) => {
    const meaning = desk.understand(text, town.clock.now())
    const hits = await desk.search(meaning)
    return { hits, decision: desk.decide(meaning, hits) }
  }
  const before = await Promise.all(asked.map(answer))
  const events = await lastEventSeq(desk.db)
  const talks = await desk.db.selectFrom('conversation').select('id').execute()

  let others = 0
  let isOver = false
  const other = (): void => {
    others += 1
    if (!isOver) setImmediate(other)
  }
  setImmediate(other)
  await desk.warmUp()
  isOver = true

  // As many turns for others as there are matters that are looked up.
  expect(others).toBeGreaterThan(500)
  expect(await Promise.all(asked.map(answer))).toEqual(before)
  expect(await lastEventSeq(desk.db)).toBe(events)
  expect(await desk.db.selectFrom('conversation').select('id').execute()).toEqual(talks)
})
