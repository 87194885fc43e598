import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
  await town.tail.start()
})
afterAll(() => town.tail.stop())

/** Reads an event stream until `isEnough` says so, 5 s at most, then hangs up as a closed page does. */
const readUntil = async (
  path: string,
  headers: Record<string, string>,
  isEnough: (text: string) => boolean,
) => {
  const hangUp = new AbortController()
  const response = await town.app.request(path, { headers, signal: hangUp.signal })
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const timer = setTimeout(() => void reader?.cancel(), 5_000)
  while (reader && !isEnough(text)) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  clearTimeout(timer)
  await reader?.cancel()
  hangUp.abort()
  return text
}

test("the department's reply reaches an open page by itself", async () => {
  const { citizen, number } = await fileComplaint(town)
  const urban = await town.signIn('urban')
  await act(urban, number, 'sign')
  const heard = readUntil(`${citizen.path}/stream?after=999`, citizen.headers, (t) =>
    t.includes('今晚恢复照明'),
  )
  // `after` beyond the end is corrected by nothing: this page hears only what is new from its own last number on.
  const whole = readUntil(`${citizen.path}/stream`, citizen.headers, (t) => t.includes('今晚恢复照明'))
  await new Promise((resolve) => setTimeout(resolve, 200))
  await publish(town, urban, number, { publicReply: '灯头已更换，今晚恢复照明。' })
  expect(await whole).toMatch(/event: message[\s\S]*今晚恢复照明/)
  expect(await heard).not.toContain('今晚恢复照明')
}, 20_000)

test('a page that was away reads from the last number it saw on', async () => {
  const citizen = await town.citizen()
  await citizen.say('居住证怎么办')
  await citizen.say('你好')
  const { messages } = await citizen.thread()
  const seen = messages[1]?.seq ?? 0
  const caughtUp = await readUntil(
    `${citizen.path}/stream`,
    { ...citizen.headers, 'last-event-id': String(seen) },
    (t) => t.split('event: message').length > messages.length - 2,
  )
  const ids = [...caughtUp.matchAll(/id: (\d+)/g)].map((m) => Number(m[1]))
  expect(ids).toEqual(messages.filter((m) => m.seq > seen).map((m) => m.seq))
})

test('a stream without the token is refused', async () => {
  const citizen = await town.citizen()
  expect((await town.app.request(`${citizen.path}/stream`)).status).toBe(401)
})

test('the console hears of a change by ids only', async () => {
  const agent = await town.signIn('agent')
  const listening = readUntil('/console/api/live', agent.headers, (t) => t.includes('ticket.moved'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  await fileComplaint(town)
  const heard = await listening
  expect(heard).toContain('ticket.moved')
  expect(heard).not.toContain('路灯')
}, 20_000)

test('what happens between the sign-in and the opening of the stream is heard as well', async () => {
  const agent = await town.signIn('agent')
  const { changedUpTo } = await agent.ok<{ changedUpTo: number }>('GET', '/session')
  await fileComplaint(town)
  const heard = await readUntil(`/console/api/live?after=${changedUpTo}`, agent.headers, (t) =>
    t.includes('ticket.moved'),
  )
  expect(heard).toContain('ticket.moved')
}, 20_000)

test('an open page reads at once that the chat is paused, and that it is open again', async () => {
  const citizen = await town.citizen()
  const admin = await town.signIn('admin')
  const heard = readUntil(
    `${citizen.path}/stream`,
    citizen.headers,
    (t) => (t.match(/event: door/g) ?? []).length >= 3,
  )
  const set = async (paused: boolean): Promise<void> => {
    const { version } = await admin.ok<{ version: number }>('GET', '/channels')
    const rule = { id: 'web', paused, pausedWords: paused ? '今晚升级，请打 12345' : '' }
    await admin.ok('PUT', '/channels/web', { rule, why: '升级', seen: version })
  }
  await new Promise((resolve) => setTimeout(resolve, 200))
  await set(true)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await set(false)
  const doors = [...(await heard).matchAll(/event: door\ndata: (.*)/g)].map((m) => JSON.parse(m[1] ?? ''))
  expect(doors.map(({ paused }) => paused)).toEqual([null, '今晚升级，请打 12345', null])
}, 20_000)
