import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

let town: Town
let agent: Staff
beforeAll(async () => {
  town = await openTown()
  await town.tail.start()
  agent = await town.signIn('agent')
})
afterAll(() => town.close())

/** Reads a stream until `done` says so; gives its text. */
const read = async (headers: Record<string, string>, query: string, done: (text: string) => boolean) => {
  const response = await town.app.request(`/console/api/live${query}`, {
    headers: { ...agent.headers, ...headers },
  })
  const reader = response.body!.getReader()
  let text = ''
  while (!done(text)) {
    const { value, done: ended } = await reader.read()
    if (ended) break
    text += new TextDecoder().decode(value)
  }
  await reader.cancel()
  return text
}
const idsOf = (text: string): number[] =>
  [...text.matchAll(/event: change\ndata: \{"seq":(\d+)/g)].map((m) => Number(m[1]))

test('a console that comes back is told exactly what it missed, by the header or by the address', async () => {
  const started = await read({}, '', (text) => text.includes('event: start'))
  const from = Number(/id: (\d+)/.exec(started)?.[1])
  const citizen = await town.citizen()
  await citizen.say('居住证怎么办')
  await citizen.say('转人工')
  const missed = (text: string) => idsOf(text).length >= 6
  const byHeader = idsOf(await read({ 'last-event-id': String(from) }, '', missed))
  const byQuery = idsOf(await read({}, `?after=${from}`, missed))
  expect(byHeader[0]).toBe(from + 1)
  expect(byHeader).toEqual([...new Set(byHeader)].sort((a, b) => a - b))
  expect(byQuery.slice(0, 6)).toEqual(byHeader.slice(0, 6))
})

test('whoever missed too much, or names a number that never was, is told to fetch everything anew', async () => {
  const reset = (text: string) => text.includes('event: reset')
  expect(await read({}, '?after=999999999', reset)).toContain('event: reset')
  for (let n = 0; n < 110; n++) await (await town.citizen()).say('居住证怎么办')
  expect(await read({}, '?after=0', reset)).toContain('event: reset')
}, 60_000)
