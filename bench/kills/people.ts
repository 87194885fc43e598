import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '../../src/platform/id.ts'
import type { Acknowledged } from './acknowledged.ts'
import type { KeptServer } from './kept-server.ts'

type Reply = { kind: string; text: string; options?: { value: string }[]; ticket?: { number: string } }
type Sent = { status: number; body: Record<string, unknown>; cookie: string }

/** Sends until somebody answers: a request whose answer was lost is sent again as it was. */
const send = async (
  server: KeptServer,
  acknowledged: Acknowledged,
  path: string,
  request: RequestInit,
): Promise<Sent> => {
  for (;;) {
    await server.whenUp()
    try {
      const answer = await fetch(`${server.base}${path}`, { ...request, signal: AbortSignal.timeout(60_000) })
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, cookie }
    } catch {
      acknowledged.resent += 1
      await pause(20)
    }
  }
}

let addresses = 0
const newAddress = (): string => {
  const n = ++addresses
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
}

const MATTERS = ['路灯坏了一个星期没人修', '井盖破损一直没人管', '垃圾堆了三天没人清', '污水从下水道冒出来']
const ANOTHER = '是另一件事'
const TURNS_MAX = 8

const answerTo = (replies: readonly Reply[], phone: string): string | null => {
  const last = replies.at(-1)
  if (!last || replies.some((r) => r.ticket)) return null
  if (last.options?.some((o) => o.value === ANOTHER)) return ANOTHER
  if (last.kind === 'collect') return last.text.includes('手机') ? phone : '说不清'
  return last.kind === 'confirm' ? '确认提交' : null
}

/** A citizen with a matter of their own: tells it, answers what is asked, submits; once. */
const fileOne = async (server: KeptServer, acknowledged: Acknowledged, n: number): Promise<void> => {
  const from = { 'x-forwarded-for': newAddress() }
  const begun = await send(server, acknowledged, '/api/conversations', { method: 'POST', headers: from })
  const { conversationId: talk, token } = begun.body as { conversationId: string; token: string }
  const headers = { ...from, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  let text: string | null = `我要投诉，澄心路${n}号门口的${MATTERS[n % MATTERS.length]}`
  const phone = `139${String(n).padStart(8, '0')}`
  for (let turn = 0; text !== null && turn < TURNS_MAX; turn++) {
    const clientMessageId = newId()
    const { status, body } = await send(server, acknowledged, `/api/conversations/${talk}/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ clientMessageId, text }),
    })
    if (status !== 200) throw new Error(`${status} for “${text}”: ${JSON.stringify(body)}`)
    const replies = body.replies as Reply[]
    acknowledged.messages.push({ talk, clientMessageId, replies: replies.length })
    const number = replies.find((r) => r.ticket)?.ticket?.number
    if (number !== undefined) acknowledged.tickets.set(talk, number)
    text = answerTo(replies, phone)
  }
}

export type Crowd = { stop(): Promise<void> }

/** So many citizens at once, each filing one matter after another. */
export const startCitizens = (server: KeptServer, acknowledged: Acknowledged, together: number): Crowd => {
  let stopped = false
  let n = 0
  const all = Promise.all(
    Array.from({ length: together }, async () => {
      while (!stopped) await fileOne(server, acknowledged, ++n)
    }),
  )
  return {
    stop: async () => {
      stopped = true
      await all
    },
  }
}

/** Signing in may be hit by a kill as well. */
const signIn = async (
  server: KeptServer,
  acknowledged: Acknowledged,
  login: string,
): Promise<Record<string, string>> => {
  const headers = {
    'content-type': 'application/json',
    'x-requested-with': 'yingsheng',
    'x-forwarded-for': newAddress(),
  }
  const { status, body, cookie } = await send(server, acknowledged, '/console/api/session', {
    method: 'POST',
    headers,
    body: JSON.stringify({ login, password: server.passwords.get(login) ?? '' }),
  })
  if (status !== 200) throw new Error(`${login} could not sign in: ${status} ${JSON.stringify(body)}`)
  return { ...headers, cookie }
}

const STEPS: readonly { path: string; action: string; words: Record<string, string> }[] = [
  { path: 'sign', action: 'sign', words: {} },
  {
    path: 'reply',
    action: 'reply',
    words: { publicReply: '经现场查看，已安排人员维修，今天之内恢复正常。' },
  },
]

type Detail = { ticket: { version: number; state: string }; actions: string[] }

/** A handler who signs and answers what comes in. A move whose answer was lost counts only when it is seen to have happened. */
export const startHandler = async (server: KeptServer, acknowledged: Acknowledged): Promise<Crowd> => {
  let headers = await signIn(server, acknowledged, 'chengguan')
  let stopped = false
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await send(server, acknowledged, `/console/api${path}`, { headers })
    if (status === 200) return body as T
    if (status !== 401) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    // Nobody touched a key for so long that the screen locked itself.
    headers = await signIn(server, acknowledged, 'chengguan')
    return get(path)
  }
  const work = async (): Promise<void> => {
    const { rows } = await get<{ rows: { number: string; state: string }[] }>(
      '/tickets?view=inbox&state=dispatched',
    )
    if (rows.length === 0) await pause(200)
    for (const { number } of rows.slice(0, 5)) {
      for (const step of STEPS) {
        if (stopped) return
        const { ticket } = await get<Detail>(`/tickets/${number}`)
        const { status } = await send(server, acknowledged, `/console/api/tickets/${number}/${step.path}`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ ...step.words, version: ticket.version }),
        })
        // 409: the answer of the first try was lost, the move was made; the check of the story sees that it was made once.
        if (status === 200) acknowledged.moves.push({ number, action: step.action })
        else if (status !== 409) return
      }
    }
  }
  const all = (async () => {
    while (!stopped) await work()
  })()
  return {
    stop: async () => {
      stopped = true
      await all
    },
  }
}
