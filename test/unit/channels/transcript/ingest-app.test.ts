import { describe, expect, it } from 'vitest'
import {
  createIngestApp,
  type IngestResult,
  type TranscriptDeps,
} from '../../../../channels/transcript/ingest-app.ts'
import { describeMissing } from '../../../../channels/transcript/transcript-config.ts'
import { signPush } from '../../../../src/platform/signed-push.ts'
import { frontDesk, handClock, wait } from '../front-desk.ts'
import { readVectors } from '../read-vectors.ts'

const SECRET = 'a-long-shared-secret'
const NOW = '2026-11-21T08:00:00.000Z'
const SECONDS = String(Date.parse(NOW) / 1000)
const open = (desk: ReturnType<typeof frontDesk>, more: Partial<TranscriptDeps> = {}) =>
  createIngestApp({ config: { secret: SECRET }, clock: handClock(NOW), receive: desk.receive, ...more })
const echo = () => frontDesk((inbound) => [{ kind: 'answer', text: `收到：${inbound.text}` }])

const post = (app: ReturnType<typeof open>, payload: unknown, headers: Record<string, string> = {}) => {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const signature = signPush(SECRET, SECONDS, Buffer.from(body))
  return app.request('/', {
    method: 'POST',
    body,
    headers: { 'X-Timestamp': SECONDS, 'X-Signature': signature, ...headers },
  })
}
const resultOf = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as IngestResult
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; details?: string[] } }).error
const aliyun = () => readVectors('asr/aliyun-nls-filetrans.json').payload
const own = (from: number, said: [string, string][], more: object = {}) => ({
  callId: 'call-1',
  caller: '13800138000',
  final: false,
  segments: said.map(([role, text], index) => ({ seq: from + index, role, text })),
  ...more,
})

describe('a finished call', () => {
  it('reaches the front desk as the citizen’s turns, with the replies for the agent’s desk', async () => {
    const desk = echo()
    const result = await resultOf(
      post(open(desk), { call_id: 'call-1', caller: '13800138000', agent_no: '8021', transcript: aliyun() }),
    )
    expect(result).toMatchObject({
      callId: 'call-1',
      vendor: 'aliyun-nls',
      final: true,
      segments: 4,
      unknownSegments: 0,
    })
    expect(result.replies.map((reply) => reply.text)).toEqual([
      '收到：我家小区门口的路灯坏了三天了,没人管。',
      '收到：文三路翠苑二区东门。',
    ])
    expect(desk.calls[0]).toEqual({
      channel: 'transcript',
      channelMessageId: 'call-1:1',
      channelUserId: '13800138000',
      text: '我家小区门口的路灯坏了三天了,没人管。',
      receivedAt: NOW,
    })
  })

  it('can be pushed again without being received again', async () => {
    const desk = echo()
    const app = open(desk)
    const first = await resultOf(post(app, aliyun()))
    const second = await resultOf(post(app, aliyun()))
    expect(first.callId).toBe('d429dd7dd75711e89305ab6170fe84f1')
    expect(first.turns.map(({ repeat }) => repeat)).toEqual([false, false])
    expect(second.turns.map(({ repeat }) => repeat)).toEqual([true, true])
    expect(second.replies).toEqual(first.replies)
  })

  it('of a caller without a number is kept apart by the call', async () => {
    const desk = echo()
    await post(open(desk), own(0, [['citizen', '路灯坏了']], { final: true, caller: '' }))
    expect(desk.calls[0]!.channelUserId).toBe('call:call-1')
  })
})

describe('a call in progress', () => {
  it('hands on a turn only when the agent has spoken after it, however the pieces come', async () => {
    const desk = echo()
    const app = open(desk)
    const texts = () => desk.calls.map(({ channelMessageId, text }) => [channelMessageId, text])
    await post(
      app,
      own(0, [
        ['agent', '您好'],
        ['citizen', '路灯坏了'],
      ]),
    )
    expect(texts()).toEqual([])
    await post(app, own(2, [['citizen', '三天了']]))
    expect(texts()).toEqual([])
    expect((await resultOf(post(app, own(3, [['agent', '哪里？']])))).segments).toBe(4)
    expect(texts()).toEqual([['call-1:1', '路灯坏了，三天了']])
    const final = await resultOf(post(app, own(4, [['citizen', '和平路']], { final: true })))
    expect(final.turns).toMatchObject([
      { seq: 1, repeat: true },
      { seq: 4, repeat: false },
    ])
    expect(texts().at(-1)).toEqual(['call-1:4', '和平路'])
  })

  it('knows its speakers from the greeting even when that came in an earlier piece', async () => {
    const desk = echo()
    const app = open(desk)
    const piece = (ResultDetail: object[]) => ({ Response: { Data: { ResultDetail } } })
    const said = (SpeakerId: number, FinalSentence: string) => ({
      SpeakerId,
      FinalSentence,
      StartMs: 0,
      EndMs: 1,
    })
    await post(app, {
      callId: 'c',
      final: false,
      transcript: piece([said(1, '您好，12345热线'), said(0, '喂')]),
    })
    await post(app, { callId: 'c', fromSeq: 2, transcript: piece([said(0, '路灯坏了')]) })
    expect(desk.calls.map(({ text }) => text)).toEqual(['喂，路灯坏了'])
  })

  it('is handed on one turn after the other when two pieces arrive together', async () => {
    let busy = 0
    let mostBusy = 0
    const desk = echo()
    const receive: TranscriptDeps['receive'] = async (inbound) => {
      busy += 1
      mostBusy = Math.max(mostBusy, busy)
      await wait(20)
      busy -= 1
      return desk.receive(inbound)
    }
    const app = open(desk, { receive })
    const first = own(0, [
      ['citizen', '一'],
      ['agent', '好'],
    ])
    await Promise.all([post(app, first), post(app, own(2, [['citizen', '二']], { final: true }))])
    expect(mostBusy).toBe(1)
    expect([...new Set(desk.calls.map(({ text }) => text))]).toEqual(['一', '二'])
  })
})

describe('a push that is not let in', () => {
  it('has no valid signature, or an old one', async () => {
    const desk = echo()
    const app = open(desk)
    const body = JSON.stringify(aliyun())
    const old = String(Number(SECONDS) - 301)
    const cases = [
      { 'X-Signature': 'sha256=00' },
      { 'X-Signature': '' },
      { 'X-Timestamp': String(Number(SECONDS) + 1) },
      { 'X-Timestamp': old, 'X-Signature': signPush(SECRET, old, Buffer.from(body)) },
      { 'X-Timestamp': 'now', 'X-Signature': signPush(SECRET, 'now', Buffer.from(body)) },
    ]
    for (const headers of cases) {
      const response = await post(app, body, headers)
      expect(response.status).toBe(401)
      expect((await errorOf(response)).code).toBe('unauthenticated')
    }
    const fresh = String(Number(SECONDS) - 299)
    expect(
      (
        await post(app, body, {
          'X-Timestamp': fresh,
          'X-Signature': signPush(SECRET, fresh, Buffer.from(body)),
        })
      ).status,
    ).toBe(200)
    const unset = open(desk, { config: { secret: '' } })
    expect(
      (await post(unset, body, { 'X-Signature': signPush('', SECONDS, Buffer.from(body)) })).status,
    ).toBe(401)
  })

  it('is unreadable, of no known format, or too large', async () => {
    const desk = echo()
    const app = open(desk)
    for (const payload of [
      '{',
      '[]',
      {},
      { callId: 'c', transcript: {} },
      { transcript: aliyun() },
      { callId: 'a b', transcript: aliyun() },
    ]) {
      const response = await post(app, payload)
      expect(response.status).toBe(400)
      expect((await errorOf(response)).details!.length).toBeGreaterThan(0)
    }
    expect((await post(app, own(0, [['citizen', '字'.repeat(2001)]]))).status).toBe(400)
    expect((await post(app, `"${'a'.repeat(4 * 1024 * 1024)}"`)).status).toBe(413)
    expect(desk.calls).toHaveLength(0)
  })

  it('meets a fault on our side: it can simply be pushed again', async () => {
    let isDown = true
    const desk = echo()
    const receive: TranscriptDeps['receive'] = (inbound) =>
      isDown ? Promise.reject(new Error('down')) : desk.receive(inbound)
    const app = open(desk, { receive })
    expect((await post(app, aliyun())).status).toBe(500)
    isDown = false
    expect((await resultOf(post(app, aliyun()))).turns).toHaveLength(2)
  })
})

describe('the start-up statement', () => {
  it('names what is missing in plain words', () => {
    expect(describeMissing({ secret: SECRET })).toEqual([])
    expect(describeMissing({})[0]).toContain('TRANSCRIPT_SECRET')
    expect(describeMissing({ secret: 'short' })[0]).toContain('太短')
  })
})
