import { beforeEach, expect, test } from 'vitest'
import type { Meaning } from '../../../src/contracts/meaning.ts'
import { findConversation, saveContext } from '../../../src/conversations/conversation-repository.ts'
import { takeConversation } from '../../../src/conversations/hold-conversation.ts'
import { listThread } from '../../../src/conversations/message-repository.ts'
import { receiveOnce } from '../../../src/conversations/receive-once.ts'
import { signTicket } from '../../../src/dispatch/sign-ticket.ts'
import { askFollowUp } from '../../../src/feedback/ask-follow-up.ts'
import { recordRating } from '../../../src/feedback/rate-ticket.ts'
import type { Desk } from '../../../src/intake/desk.ts'
import { editDraft } from '../../../src/intake/edit-draft-in-talk.ts'
import { answerLeftovers, handleMessage } from '../../../src/intake/handle-message.ts'
import { createLog } from '../../../src/platform/log.ts'
import { parseTalkWords } from '../../../src/understanding/talk-words.ts'
import { answerTicket } from '../../support/answer-ticket.ts'
import { buildDesk, type TestDesk } from '../../support/build-desk.ts'
import { buildCitizen, buildStaff, buildTalk, buildTicket } from '../../support/build-ticket.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'

const readPlainly = (text: string): Meaning => ({
  original: text,
  text,
  tokens: [],
  words: [],
  intent: 'smalltalk',
  intentConfidence: 1,
  entities: { phones: [], idCards: [], ticketNumbers: [], dates: [], places: [] },
  urgency: 'normal',
  redacted: text,
})

describeOnEachDatabase('turns that go wrong', (open) => {
  let base: TestDesk
  let desk: Desk
  beforeEach(async () => {
    base = buildDesk(await open())
    desk = {
      ...base,
      talkWords: parseTalkWords({}),
      log: createLog('silent'),
      understand: (text: string) => {
        if (text.includes('毒')) throw new Error('cannot be understood')
        return readPlainly(text)
      },
      search: async () => [],
      learn: async () => undefined,
      decide: () => ({ kind: 'none', confidence: 0, hits: [] }),
      classify: () => [],
      leanNature: (_matter: string, ruled: object) => ruled,
      languageModel: null,
      llmBudgetMs: 0,
      publicBaseUrl: 'http://localhost',
    } as unknown as Desk
  })
  const inbound = (conversationId: string, id: string, text: string) => ({
    channel: 'web' as const,
    channelMessageId: `${conversationId}:${id}`,
    channelUserId: conversationId,
    conversationId,
    text,
    receivedAt: base.clock.now().toISOString(),
  })

  /** A talk whose citizen was asked about a reply, and has said 解决了 there. */
  const rated = async () => {
    const talk = await buildTalk(desk)
    const { ticket } = await buildTicket(desk, { conversationId: talk })
    const actor = buildStaff(['handler'], 'lights')
    await signTicket(desk, { ticketId: ticket.id, actor })
    await answerTicket(desk, ticket.id, '路灯已经修好。')
    await askFollowUp(desk, ticket.id)
    await handleMessage(desk, inbound(talk, 'm-1', '解决了'))
    return { talk, ticketId: ticket.id }
  }

  test('a grade said in the talk after another one on the tracking page is answered in words, and the talk goes on', async () => {
    const { talk, ticketId } = await rated()
    const actor = buildCitizen()
    await recordRating(desk, { ticketId, actor, solved: 'solved', satisfied: 5 })
    const { replies } = await handleMessage(desk, inbound(talk, 'm-2', '不满意'))
    expect(replies.map((r) => r.text).join()).toContain('已经评价过')
    const next = await handleMessage(desk, inbound(talk, 'm-3', '谢谢'))
    expect(next.replies.map((r) => r.text).join()).toContain('不客气')
    base.clock.advance(5 * 60_000)
    expect(await answerLeftovers(desk)).toBe(0)
  })

  test('one message that cannot be answered does not keep the others that were left waiting', async () => {
    const [bad, good] = [await buildTalk(desk), await buildTalk(desk)]
    await receiveOnce(desk, inbound(bad, 'm', '有毒'))
    base.clock.advance(1_000)
    await receiveOnce(desk, inbound(good, 'm', '谢谢'))
    base.clock.advance(5 * 60_000)
    await answerLeftovers(desk).catch(() => {})
    expect((await listThread(desk.db, good, 0, 10)).map((m) => m.author)).toEqual(['citizen', 'bot'])
  })

  test('while an agent holds the talk the draft card does not make the bot speak', async () => {
    const talk = await buildTalk(desk)
    const found = await findConversation(desk.db, talk)
    if (!found) throw new Error('no talk')
    const draft = {
      type: 'complaint' as const,
      categoryId: '01-01',
      matter: '路灯坏了',
      wish: '',
      placeText: '和平路',
      districtId: null,
      happenedAt: '',
      contactName: '',
      contactPhone: '',
      confidential: false,
      followUp: null,
      urgency: 'normal' as const,
      asking: null,
      asked: [],
      shown: true,
    }
    await saveContext(desk.db, talk, found.version, { ...found.context, draft })
    await takeConversation(
      desk,
      { id: 'a1', login: 'lin', name: '小林', roles: ['agent'], departmentId: null },
      talk,
    )
    await expect(editDraft(desk, talk, 'wish', '修好')).rejects.toMatchObject({ code: 'conflict' })
    expect((await listThread(desk.db, talk, 0, 10)).map((m) => m.author)).toEqual(['agent'])
  })
})
