import { beforeEach, expect, test } from 'vitest'
import type { Channel, SendResult } from '../../src/contracts/ports.ts'
import { deliverOutbox } from '../../src/conversations/deliver-outbox.ts'
import { claimDelivery, listUndelivered } from '../../src/conversations/outbox-repository.ts'
import { say } from '../../src/conversations/say.ts'
import { createLog } from '../../src/platform/log.ts'
import { buildDesk, START, type TestDesk } from '../support/build-desk.ts'
import { buildTalk } from '../support/build-ticket.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const log = createLog('silent')
const speak = (desk: TestDesk, conversationId: string, text: string) =>
  desk.db
    .transaction()
    .execute((tx) => say(tx, { conversationId, author: 'bot', reply: { kind: 'notice', text }, at: START }))

const channelThat = (answer: () => SendResult): Channel & { sent: string[] } => {
  const sent: string[] = []
  return {
    name: 'web',
    sent,
    send: async (_to, reply) => {
      sent.push(reply.text)
      return answer()
    },
  }
}

describeOnEachDatabase('the outbox', (open) => {
  let base: Opened
  let desk: TestDesk
  beforeEach(async () => {
    base = await open()
    desk = buildDesk(base)
  })

  test('what is said is delivered once, even by several workers', async () => {
    const talk = await buildTalk(desk)
    for (let i = 0; i < 12; i++) await speak(desk, talk, `第${i}句`)
    const channel = channelThat(() => ({ ok: true }))
    await Promise.all(Array.from({ length: 4 }, () => deliverOutbox({ ...desk, log }, [channel])))
    await deliverOutbox({ ...desk, log }, [channel])
    expect(channel.sent.sort()).toEqual(Array.from({ length: 12 }, (_, i) => `第${i}句`).sort())
    expect(await claimDelivery(desk.db, desk.engine, START, START)).toBeNull()
  })

  test('nothing said in a transaction that failed is ever sent', async () => {
    const talk = await buildTalk(desk)
    const failing = desk.db.transaction().execute(async (tx) => {
      await say(tx, {
        conversationId: talk,
        author: 'bot',
        reply: { kind: 'notice', text: '不该出现' },
        at: START,
      })
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    const channel = channelThat(() => ({ ok: true }))
    await deliverOutbox({ ...desk, log }, [channel])
    expect(channel.sent).toEqual([])
  })

  test('a refusal stays visible with its reason and is not tried again', async () => {
    const talk = await buildTalk(desk)
    await speak(desk, talk, '超过四十八小时')
    const channel = channelThat(() => ({ ok: false, retry: false, reason: 'window closed' }))
    await deliverOutbox({ ...desk, log }, [channel])
    desk.clock.advance(60 * 60_000)
    await deliverOutbox({ ...desk, log }, [channel])
    expect(channel.sent).toHaveLength(1)
    expect(await listUndelivered(desk.db, 10)).toMatchObject([
      { state: 'refused', last_error: 'window closed' },
    ])
  })

  test('a passing failure is tried again later and then arrives', async () => {
    const talk = await buildTalk(desk)
    await speak(desk, talk, '再试一次')
    let works = false
    const channel = channelThat(() => (works ? { ok: true } : { ok: false, retry: true, reason: 'timeout' }))
    await deliverOutbox({ ...desk, log }, [channel])
    await deliverOutbox({ ...desk, log }, [channel])
    expect(channel.sent).toHaveLength(1)
    works = true
    desk.clock.advance(60_000)
    await deliverOutbox({ ...desk, log }, [channel])
    expect(channel.sent).toHaveLength(2)
    expect(await listUndelivered(desk.db, 10)).toEqual([])
  })
})
