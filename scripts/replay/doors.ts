import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import type { Reply } from '../../src/contracts/message.ts'
import type { Clock } from '../../src/contracts/ports.ts'
import { openConversation } from '../../src/conversations/open-conversation.ts'
import { handleMessage } from '../../src/intake/handle-message.ts'
import { openDesk } from '../../src/open-desk.ts'
import { isoNow } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/id.ts'

/** One talk with the front desk. `say` gives what it answers. */
export type Talk = { say(text: string): Promise<Reply[]> }

/** A way to the front desk. */
export type Door = {
  name: string
  /** Begins a talk for a citizen. The same `user` is the same citizen. */
  begin(user: string): Promise<Talk>
  close(): Promise<void>
}

/** The front desk in this process, on a database of its own unless `databaseUrl` names one. */
export const openOwnDoor = async (databaseUrl: string | undefined, clock: Clock): Promise<Door> => {
  const dir = databaseUrl ? null : await mkdtemp(join(tmpdir(), 'yingsheng-replay-'))
  const url = databaseUrl ?? `file:${join(dir ?? '', 'replay.db')}`
  const desk = await openDesk(readConfig({ DATABASE_URL: url }), { clock })
  const begin = async (user: string): Promise<Talk> => {
    const who = { channel: 'loopback' as const, channelUserId: user, tokenHash: null }
    const conversationId = await desk.db
      .transaction()
      .execute((tx) => openConversation(tx, who, isoNow(clock)))
    const say = async (text: string): Promise<Reply[]> => {
      const { replies } = await handleMessage(desk, {
        channel: 'loopback',
        channelMessageId: newId(),
        channelUserId: user,
        conversationId,
        text,
        receivedAt: isoNow(clock),
      })
      return replies
    }
    return { say }
  }
  return {
    name: `本进程，${desk.engine.name}${dir ? ' 临时库' : ''}`,
    begin,
    close: async () => {
      await desk.close()
      if (dir) rmSync(dir, { recursive: true, force: true })
    },
  }
}

const TRIES_MAX = 5
const WAIT_MAX_S = 30

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** Asks a server over HTTP. A limit is waited for when it is short; everything else that is no answer is thrown. */
const post = async (url: string, headers: Record<string, string>, body: unknown): Promise<unknown> => {
  for (let tries = 1; ; tries++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    })
    if (response.ok) return response.json()
    const said = (await response.json().catch(() => null)) as { error?: { message?: string } } | null
    const waitS = Number(response.headers.get('retry-after') ?? '0')
    if (response.status === 429 && waitS > 0 && waitS <= WAIT_MAX_S && tries < TRIES_MAX) {
      await pause(waitS)
      continue
    }
    throw new Error(`HTTP ${response.status} ${said?.error?.message ?? ''}`)
  }
}

/**
 * A running server's public doors. Each talk comes from an address of its own, which a server behind a proxy
 * (`TRUST_PROXY=true`) believes; any other lets one address begin 120 talks in an hour and refuses the rest.
 */
export const openHttpDoor = (baseUrl: string): Door => {
  const base = baseUrl.replace(/\/+$/, '')
  let talks = 0
  return {
    name: base,
    begin: async () => {
      talks++
      const from = { 'x-forwarded-for': `10.${(talks >> 16) & 255}.${(talks >> 8) & 255}.${talks & 255}` }
      const begun = (await post(`${base}/api/conversations`, from, {})) as {
        conversationId: string
        token: string
      }
      const headers = { ...from, authorization: `Bearer ${begun.token}` }
      return {
        say: async (text) => {
          const url = `${base}/api/conversations/${begun.conversationId}/messages`
          return ((await post(url, headers, { clientMessageId: newId(), text })) as { replies: Reply[] })
            .replies
        },
      }
    },
    close: async () => {},
  }
}
