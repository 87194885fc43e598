import { beforeEach, expect, test } from 'vitest'
import type { Channel } from '../../../src/contracts/ports.ts'
import type { StaffMember } from '../../../src/contracts/staff.ts'
import { findConversation } from '../../../src/conversations/conversation-repository.ts'
import { deliverOutbox } from '../../../src/conversations/deliver-outbox.ts'
import {
  answerAsAgent,
  queueForAgent,
  releaseConversation,
  takeConversation,
} from '../../../src/conversations/hold-conversation.ts'
import { listThread } from '../../../src/conversations/message-repository.ts'
import { listUndelivered } from '../../../src/conversations/outbox-repository.ts'
import { receiveOnce } from '../../../src/conversations/receive-once.ts'
import { say } from '../../../src/conversations/say.ts'
import { signTicket } from '../../../src/dispatch/sign-ticket.ts'
import { askFollowUp } from '../../../src/feedback/ask-follow-up.ts'
import { LIMITS } from '../../../src/platform/limits.ts'
import { createLog } from '../../../src/platform/log.ts'
import { answerTicket } from '../../support/answer-ticket.ts'
import { buildDesk, START, type TestDesk } from '../../support/build-desk.ts'
import { buildStaff, buildTalk, buildTicket } from '../../support/build-ticket.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'

const AGENT: StaffMember = { id: 'a1', login: 'lin', name: '小林', roles: ['agent'], departmentId: null }

describeOnEachDatabase('a talk under pressure', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })
  const fromWechat = (channelMessageId: string, text: string) =>
    receiveOnce(desk, {
      channel: 'wechat',
      channelMessageId,
      channelUserId: 'openid-1',
      text,
      receivedAt: START,
    })

  test('five first messages of one person at once stand in one talk', async () => {
    const turns = await Promise.all([1, 2, 3, 4, 5].map((n) => fromWechat(`m-${n}`, `第${n}句`)))
    expect(new Set(turns.map((t) => t.conversationId)).size).toBe(1)
  })

  test('after a day of silence, messages at once begin one new talk, not several', async () => {
    const first = await fromWechat('m-0', '昨天的话')
    desk.clock.advance(30 * 60 * 60_000)
    const turns = await Promise.all([1, 2, 3, 4].map((n) => fromWechat(`n-${n}`, `第${n}句`)))
    expect(new Set(turns.map((t) => t.conversationId)).size).toBe(1)
    expect(turns[0]?.conversationId).not.toBe(first.conversationId)
  })

  test('a text with NUL characters is taken in on both engines', async () => {
    const turn = await fromWechat('nul', '路灯\u0000坏了')
    const [message] = await listThread(desk.db, turn.conversationId, 0, 10)
    expect(message?.text.replaceAll('\u0000', '')).toBe('路灯坏了')
  })

  test('an agent who sends the same words twice at once says them once', async () => {
    const talk = await buildTalk(desk)
    await takeConversation(desk, AGENT, talk)
    const said = { text: '请稍等', onceKey: 'k-1' }
    const ids = await Promise.all([1, 2, 3, 4].map(() => answerAsAgent(desk, AGENT, talk, said)))
    expect(new Set(ids).size).toBe(1)
    expect((await listThread(desk.db, talk, 0, 10)).filter((m) => m.text === '请稍等')).toHaveLength(1)
  })

  test('danger told while waiting for a person is seen in the queue, and the place in it is kept', async () => {
    const id = await buildTalk(desk)
    const queue = async (reason: string, at: string) => {
      const talk = await findConversation(desk.db, id)
      if (!talk) throw new Error('no talk')
      await desk.db
        .transaction()
        .execute((tx) => queueForAgent(tx, talk, talk.version, { kind: 'asked', reason }, at))
    }
    await queue('市民要求转人工', START)
    await queue('紧急：火灾', '2026-11-21T12:05:00.000Z')
    expect(await findConversation(desk.db, id)).toMatchObject({
      heldBy: 'waiting',
      waitReason: '紧急：火灾',
      waitSince: START,
    })
  })

  test('a channel that throws counts as a passing failure: seen, tried again, given up in the end', async () => {
    const talk = await buildTalk(desk)
    const reply = { kind: 'notice' as const, text: '有结果了' }
    await desk.db
      .transaction()
      .execute((tx) => say(tx, { conversationId: talk, author: 'system', reply, at: START }))
    const broken: Channel = { name: 'web', send: () => Promise.reject(new Error('socket hang up')) }
    for (let n = 0; n < LIMITS.deliveryAttempts; n++) {
      await deliverOutbox({ ...desk, log: createLog('silent') }, [broken])
      desk.clock.advance(LIMITS.deliveryLongestWaitMs + 1)
    }
    expect(await listUndelivered(desk.db, 10)).toMatchObject([{ state: 'failed' }])
  })

  test('a follow-up reopens a talk an agent had ended, so that its answer is read in the same talk', async () => {
    const { conversationId } = await fromWechat('m-1', '路灯坏了')
    const { ticket } = await buildTicket(desk, { conversationId })
    await takeConversation(desk, AGENT, conversationId)
    await releaseConversation(desk, AGENT, conversationId, 'ended')
    const actor = buildStaff(['handler'], 'lights')
    await signTicket(desk, { ticketId: ticket.id, actor })
    await answerTicket(desk, ticket.id, '路灯已经修好。')
    await askFollowUp(desk, ticket.id)
    desk.clock.advance(60_000)
    const answer = await fromWechat('m-2', '解决了')
    expect(answer.conversationId).toBe(conversationId)
  })
})
