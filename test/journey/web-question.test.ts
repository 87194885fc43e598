import { beforeAll, describe, expect, test } from 'vitest'
import { oneOf, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

describe('a question on the web page', () => {
  test('is answered from one entry, with its title, version, source and department', async () => {
    const citizen = await town.citizen()
    const answer = oneOf(await citizen.say('身份证丢了怎么补办'), 'answer')
    const [citation] = answer.citations ?? []
    expect(citation).toMatchObject({ entryId: 'id-card-lost', version: 1, department: '市公安局' })
    expect(citation?.source).toContain('居民身份证法')
    expect(answer.confidence).toBeGreaterThan(0.5)
    expect(answer.messageId).toBeTruthy()
  })

  test('a follow-up that names no matter of its own is answered for the same matter', async () => {
    const citizen = await town.citizen()
    await citizen.say('身份证丢了怎么补办')
    const answer = oneOf(await citizen.say('要带什么材料'), 'answer')
    expect(answer.citations?.[0]?.entryId).toBe('id-card-lost')
    expect(answer.text).toContain('户口簿')
    const fee = oneOf(await citizen.say('那多少钱？'), 'answer')
    expect(fee.citations?.[0]?.entryId).toBe('id-card-lost')
    expect(fee.text).toContain('40')
  })

  test('an offered next question is picked by its number', async () => {
    const citizen = await town.citizen()
    const answer = oneOf(await citizen.say('身份证丢了怎么补办'), 'answer')
    const second = answer.options?.[1]
    expect(second).toBeDefined()
    const next = oneOf(await citizen.say('第二个'), 'answer')
    expect(next.citations?.[0]?.title).toBe(second?.value)
  })

  test('the same clientMessageId again gives the same replies and changes nothing', async () => {
    const citizen = await town.citizen()
    const first = await citizen.say('身份证丢了怎么补办', 'm-1')
    const again = await citizen.say('身份证丢了怎么补办', 'm-1')
    expect(again).toEqual(first)
    expect((await citizen.thread()).messages).toHaveLength(1 + first.length)
  })

  test('the same clientMessageId twice at once is answered once', async () => {
    const citizen = await town.citizen()
    const [one, two] = await Promise.all([
      citizen.say('居住证怎么办', 'm-1'),
      citizen.say('居住证怎么办', 'm-1'),
    ])
    expect(one).toEqual(two)
    expect((await citizen.thread()).messages.filter((m) => m.author === 'citizen')).toHaveLength(1)
    expect((await citizen.thread()).messages).toHaveLength(1 + one.length)
  })

  test('two citizens may use the same clientMessageId', async () => {
    const [one, two] = [await town.citizen(), await town.citizen()]
    await one.say('居住证怎么办', 'same')
    expect(oneOf(await two.say('身份证丢了怎么补办', 'same'), 'answer').citations?.[0]?.entryId).toBe(
      'id-card-lost',
    )
  })

  test('as an event stream it brings the same replies and an end', async () => {
    const citizen = await town.citizen()
    const response = await town.app.request(`${citizen.path}/messages`, {
      method: 'POST',
      headers: { ...citizen.headers, accept: 'text/event-stream' },
      body: JSON.stringify({ clientMessageId: 'm-1', text: '身份证丢了怎么补办' }),
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const events = [...(await response.text()).matchAll(/event: (\w+)\ndata: (.*)/g)].map((m) => [m[1], m[2]])
    const replies = events.filter(([name]) => name === 'reply').map(([, data]) => JSON.parse(data ?? ''))
    expect(replies).toEqual(await citizen.say('身份证丢了怎么补办', 'm-1'))
    expect(events.at(-1)?.[0]).toBe('done')
  })

  test('nonsense is declined as unsure, with a person and a ticket as the ways on, and the ticket keeps the words', async () => {
    const citizen = await town.citizen()
    const decline = oneOf(await citizen.say('红烧肉怎么做才好吃'), 'decline')
    expect(decline.options?.map((o) => o.value)).toEqual(['转人工', '登记工单'])
    await citizen.say('登记工单')
    const draft = oneOf(await citizen.say('不留'), 'confirm')
    expect(draft.draft?.find((l) => l.field === 'matter')?.value).toContain('红烧肉怎么做才好吃')
  })

  test('an answer can be called useful and then wrong; nobody else can rate it', async () => {
    const citizen = await town.citizen()
    const { messageId } = oneOf(await citizen.say('身份证丢了怎么补办'), 'answer')
    const rate = (who: typeof citizen, verdict: string) =>
      town.app.request(`${who.path}/feedback`, {
        method: 'POST',
        headers: who.headers,
        body: JSON.stringify({ messageId, verdict }),
      })
    expect((await rate(citizen, 'useful')).status).toBe(200)
    expect((await rate(citizen, 'wrong')).status).toBe(200)
    expect((await rate(await town.citizen(), 'useless')).status).toBe(404)
  })
})
