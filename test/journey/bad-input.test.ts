import { beforeAll, describe, expect, test } from 'vitest'
import { fileComplaint, submit } from '../support/file-complaint.ts'
import { oneOf, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error

describe('bad input is met with one calm sentence', () => {
  test('an empty message and one of blanks are answered with what could be said', async () => {
    const citizen = await town.citizen()
    for (const text of ['', '   ', '\n\t', '\u200b\u200b']) {
      const [reply] = await citizen.say(text)
      expect(reply?.kind).toBe('notice')
      expect(reply?.text.length).toBeGreaterThan(10)
    }
  })

  test('ten thousand characters are refused with 413 in words, and the talk goes on', async () => {
    const citizen = await town.citizen()
    const refused = await citizen.send('路灯不亮。'.repeat(2000))
    expect(refused.status).toBe(413)
    expect((await errorOf(refused)).message).toMatch(/超过 5000 字.*还在/)
    expect((await citizen.thread()).messages).toHaveLength(0)
    oneOf(await citizen.say('居住证怎么办'), 'answer')
  })

  test('five thousand characters are read', async () => {
    const citizen = await town.citizen()
    const long = `我要投诉，${'澄心路的路灯坏了没人修。'.repeat(500)}`.slice(0, 5000)
    const replies = await citizen.say(long)
    expect(['collect', 'confirm']).toContain(replies[0]?.kind)
    const draft = replies[0]?.kind === 'confirm' ? replies : await citizen.say('不留')
    oneOf(draft, 'confirm')
    await submit(citizen)
  })

  test('a body of megabytes is refused before it is read, whatever it says it is', async () => {
    const citizen = await town.citizen()
    const refused = await town.app.request(`${citizen.path}/messages`, {
      method: 'POST',
      headers: citizen.headers,
      body: new Uint8Array(3 * 1024 * 1024).fill(65),
    })
    expect(refused.status).toBe(413)
    expect((await errorOf(refused)).code).toBe('too_long')
  })

  test('emoji alone, punctuation alone and one letter get an answer, never a fault', async () => {
    const citizen = await town.citizen()
    for (const text of ['😂😂😂', '👍', '???', '。。。', 'a', '1', '\u0000\u0001\u0002', '\ud800', '🏳️‍🌈']) {
      const replies = await citizen.say(text)
      expect(replies.length, JSON.stringify(text)).toBeGreaterThan(0)
    }
  })

  test('HTML and script are words: stored, shown in the draft and on the tracking page as they were written', async () => {
    const words = '<script>alert(1)</script><img src=x onerror=alert(2)> 路灯坏了没人修'
    const citizen = await town.citizen()
    await citizen.say(`我要投诉，澄心路12号 ${words}`)
    const draft = oneOf(await citizen.say('13800138000'), 'confirm')
    expect(draft.draft?.find((l) => l.field === 'matter')?.value).toContain('<script>alert(1)</script>')
    const { ticket } = await submit(citizen)
    const page = await town.track(ticket?.number ?? '', ticket?.queryCode ?? '')
    expect(page.headers.get('content-type')).toContain('application/json')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(((await page.json()) as { matter: string }).matter).toContain('<script>alert(1)</script>')
  })

  test('SQL and template signs are words as well', async () => {
    const citizen = await town.citizen()
    for (const text of ["'; drop table ticket; --", '{{7*7}} <%= 7*7 %> %s %n', '../../etc/passwd']) {
      expect((await citizen.say(text)).length).toBeGreaterThan(0)
    }
    const agent = await town.signIn('agent')
    for (const q of ["' or 1=1 --", '%', '_', '\\']) {
      const list = await agent.request('GET', `/tickets?view=all&q=${encodeURIComponent(q)}`)
      expect(list.status).toBe(200)
    }
  })

  test.each([
    ['no JSON at all', 'not json'],
    ['half of JSON', '{"clientMessageId":"a","text":'],
    ['a list', '[1,2]'],
    ['null', 'null'],
    ['text that is no text', '{"clientMessageId":"a","text":{"$ne":1}}'],
    ['no message id', '{"text":"你好"}'],
    ['a message id of a novel', JSON.stringify({ clientMessageId: 'x'.repeat(5000), text: '你好' })],
    [
      'an attachment of no kind',
      '{"clientMessageId":"a","text":"你好","attachments":[{"kind":"virus","url":"x"}]}',
    ],
  ])('%s is a 400 with a sentence', async (_name, body) => {
    const citizen = await town.citizen()
    const refused = await town.app.request(`${citizen.path}/messages`, {
      method: 'POST',
      headers: citizen.headers,
      body,
    })
    expect(refused.status).toBe(400)
    expect((await errorOf(refused)).message).toMatch(/[\u4e00-\u9fff]/)
    expect((await citizen.thread()).messages).toHaveLength(0)
  })

  test('bytes that are no text and a body without a type are refused, not answered with a fault', async () => {
    const citizen = await town.citizen()
    const { 'content-type': _, ...untyped } = citizen.headers
    const bytes = Uint8Array.from({ length: 512 }, (_, i) => (i * 37) & 255)
    for (const headers of [
      citizen.headers,
      untyped,
      { ...untyped, 'content-type': 'application/octet-stream' },
    ]) {
      const refused = await town.app.request(`${citizen.path}/messages`, {
        method: 'POST',
        headers,
        body: bytes,
      })
      expect([400, 415]).toContain(refused.status)
      expect((await errorOf(refused)).message).toMatch(/[\u4e00-\u9fff]/)
    }
  })

  test('an unknown talk, a foreign token, a wrong token and none are refused alike', async () => {
    const [mine, other] = [await town.citizen(), await town.citizen()]
    const tries: [string, Record<string, string>][] = [
      ['/api/conversations/no-such-talk', mine.headers],
      [other.path, mine.headers],
      [mine.path, { ...mine.headers, authorization: 'Bearer wrong' }],
      [mine.path, { 'content-type': 'application/json' }],
      [mine.path, { ...mine.headers, authorization: `Basic ${mine.token}` }],
    ]
    const bodies = new Set<string>()
    for (const [path, headers] of tries) {
      const body = JSON.stringify({ clientMessageId: 'm', text: '你好' })
      const write = await town.app.request(`${path}/messages`, { method: 'POST', headers, body })
      const read = await town.app.request(`${path}/messages`, { headers })
      expect([write.status, read.status]).toEqual([401, 401])
      bodies.add(await write.text()).add(await read.text())
    }
    expect(bodies.size).toBe(1)
  })

  test('a wrong query code and an unknown number get the same answer', async () => {
    const { number } = await fileComplaint(town)
    const wrong = await town.track(number, 'WRONGCOD')
    const unknown = await town.track('20261123-99999', 'WRONGCOD')
    const none = await town.app.request(`/api/tickets/${number}`, {
      headers: { 'x-forwarded-for': '10.8.0.1' },
    })
    expect([wrong.status, unknown.status, none.status]).toEqual([404, 404, 404])
    const bodies = new Set([await wrong.text(), await unknown.text(), await none.text()])
    expect(bodies.size).toBe(1)
  })

  test('the code may be typed small and with spaces', async () => {
    const { number, code } = await fileComplaint(town)
    const typed = ` ${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`
    expect((await town.track(number, encodeURIComponent(typed))).status).toBe(200)
  })

  test('after ten wrong codes the ticket waits, with the seconds to wait, the right code too', async () => {
    const { number, code } = await fileComplaint(town)
    const statuses: number[] = []
    for (let i = 0; i < 15; i++) statuses.push((await town.track(number, 'WRONGCOD')).status)
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(404))
    expect(statuses.slice(10)).toEqual(Array(5).fill(429))
    const locked = await town.track(number, code)
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('one address that tries many numbers waits as well', async () => {
    const statuses = new Set<number>()
    for (let i = 0; i < 31; i++) {
      statuses.add(
        (await town.track(`20261123-8${String(i).padStart(4, '0')}`, 'WRONGCOD', '10.7.7.7')).status,
      )
    }
    expect([...statuses]).toEqual([404, 429])
  })

  test('twenty messages in a second: some are put off with the seconds to wait, and sent again none is lost', async () => {
    const citizen = await town.citizen()
    const ids = Array.from({ length: 20 }, (_, i) => `burst-${i}`)
    const answers = await Promise.all(ids.map((id) => citizen.send('居住证怎么办', id)))
    const refused = ids.filter((_, i) => answers[i]?.status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(5)
    expect(answers.filter((a) => a.status === 200).length).toBeGreaterThanOrEqual(5)
    const first = answers.find((a) => a.status === 429)
    expect(Number(first?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await errorOf(first as Response)).message).toContain('不会丢')

    for (const id of refused) {
      let status = 429
      for (let tries = 0; tries < 40 && status === 429; tries++) {
        status = (await citizen.send('居住证怎么办', id)).status
        if (status === 429) await new Promise((resolve) => setTimeout(resolve, 250))
      }
      expect(status).toBe(200)
    }
    const inbound = (await citizen.thread()).messages.filter((m) => m.author === 'citizen')
    expect(inbound).toHaveLength(20)
  }, 60_000)

  test('a path that does not exist answers in the same shape', async () => {
    const lost = await town.app.request('/api/nothing/here')
    expect(lost.status).toBe(404)
    expect(await errorOf(lost)).toMatchObject({ code: 'not_found' })
  })

  test('the same draft field wrongly filled is refused and the draft stays', async () => {
    const citizen = await town.citizen()
    await citizen.say('我要投诉，澄心路12号门口的路灯坏了一个星期没人修')
    await citizen.say('13800138000')
    for (const [field, value] of [
      ['type', '闲聊'],
      ['phone', '一三八'],
      ['matter', ''],
      ['nothing', 'x'],
    ] as const) {
      expect((await citizen.edit(field, value)).status).toBe(400)
    }
    await submit(citizen)
  })
})
