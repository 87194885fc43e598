import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LoggedEvent } from '../../../src/contracts/events.ts'
import { startWebConversation } from '../../../src/conversations/open-conversation.ts'
import { createLiveHub } from '../../../src/http/live-hub.ts'
import { onError } from '../../../src/http/on-error.ts'
import { publicApi } from '../../../src/http/public.ts'
import type { Desk } from '../../../src/intake/desk.ts'
import type { EventTail } from '../../../src/platform/events/tail-events.ts'
import { createLog } from '../../../src/platform/log.ts'
import { buildDesk } from '../../support/build-desk.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'

const log = createLog('silent')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A tail that is told by hand what happened. */
const handTail = () => {
  const listeners = new Set<(event: LoggedEvent) => void | Promise<void>>()
  const tail: EventTail = {
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    nudge: () => {},
    start: async () => {},
    stop: async () => {},
  }
  const tell = async (subjectId: string): Promise<void> => {
    const event: LoggedEvent = {
      seq: 1,
      at: '2026-11-21T12:00:00.000Z',
      type: 'message.said',
      subjectType: 'conversation',
      subjectId,
      actorKind: 'bot',
      actorId: 'bot',
      data: {},
    }
    for (const listener of listeners) await listener(event)
  }
  return { tail, tell }
}

describe('the live hub', () => {
  test('a page that stopped reading does not hold up the event log for everybody else', async () => {
    const { tail, tell } = handTail()
    const hub = createLiveHub(tail)
    hub.watchAll(() => new Promise(() => {}))
    const heard: string[] = []
    hub.watch('conversation', 'c1', (event) => void heard.push(event.subjectId))
    const told = await Promise.race([tell('c1').then(() => 'told'), pause(500).then(() => 'stuck')])
    expect([told, heard]).toEqual(['told', ['c1']])
  })

  test('a listener that throws harms neither the process nor the others', async () => {
    const { tail, tell } = handTail()
    const hub = createLiveHub(tail)
    hub.watchAll(() => Promise.reject(new Error('database is away')))
    hub.watchAll(() => {
      throw new Error('at once')
    })
    const heard: string[] = []
    hub.watchAll((event) => void heard.push(event.subjectId))
    await tell('c1')
    await pause(10)
    expect(heard).toEqual(['c1'])
  })
})

describeOnEachDatabase('a citizen’s stream', (open) => {
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  let others: NodeJS.UnhandledRejectionListener[]
  beforeEach(() => {
    unhandled.length = 0
    others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', note)
  })
  afterEach(() => {
    process.off('unhandledRejection', note)
    for (const listener of others) process.on('unhandledRejection', listener)
  })

  const openApi = async () => {
    const base = await open()
    const desk = { ...buildDesk(base), log } as unknown as Desk
    const { tail, tell } = handTail()
    const app = publicApi(desk, { hub: createLiveHub(tail), trustProxy: false })
    app.onError(onError(log))
    const { conversationId, token } = await startWebConversation(desk)
    const get = (path: string, signal?: AbortSignal) =>
      app.request(`/conversations/${conversationId}${path}`, {
        headers: { authorization: `Bearer ${token}` },
        ...(signal ? { signal } : {}),
      })
    return { base, desk, get, tell, conversationId }
  }

  test.each(['1.5', '99999999999', '-Infinity', 'Infinity', '-1', 'x', '1e400'])(
    'asked to go on after %s it neither brings the server down nor goes silent',
    async (after) => {
      const { get } = await openApi()
      const stop = new AbortController()
      const response = await get(`/stream?after=${after}`, stop.signal)
      await pause(100)
      if (response.status === 200) await response.body?.cancel()
      stop.abort()
      await pause(20)
      expect(response.status).toBeLessThan(500)
      expect(unhandled).toEqual([])
    },
  )

  test('when the database fails the stream ends, so that the page comes back, and the process lives', async () => {
    const { base, get, tell, conversationId } = await openApi()
    const response = await get('/stream')
    const text = response.text()
    await pause(50)
    await base.close()
    await tell(conversationId)
    const ended = await Promise.race([text.then(() => 'ended'), pause(3_000).then(() => 'open')])
    expect([ended, unhandled]).toEqual(['ended', []])
  })

  test('a thread asked for after a number no thread reaches is empty or refused, never a fault', async () => {
    const { get } = await openApi()
    expect((await get('/messages?after=99999999999')).status).toBeLessThan(500)
  })
})
