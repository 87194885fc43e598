import { beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../src/contracts/ticket.ts'
import { findConversation, saveContext } from '../../src/conversations/conversation-repository.ts'
import { listThread } from '../../src/conversations/message-repository.ts'
import { say } from '../../src/conversations/say.ts'
import { dispatchTicket } from '../../src/dispatch/dispatch-ticket.ts'
import { findOverdue } from '../../src/dispatch/find-overdue.ts'
import { orderRework, upholdReply } from '../../src/dispatch/judge-dispute.ts'
import { recordContact } from '../../src/dispatch/record-contact.ts'
import { replyToTicket } from '../../src/dispatch/reply-ticket.ts'
import { requestReturn, reviewReturn } from '../../src/dispatch/return-ticket.ts'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import { findAnswerFeedback } from '../../src/feedback/answer-feedback-repository.ts'
import { askFollowUp, followUpJobs } from '../../src/feedback/ask-follow-up.ts'
import { closeSilent } from '../../src/feedback/close-silent.ts'
import { rateAnswer } from '../../src/feedback/rate-answer.ts'
import { recordRating } from '../../src/feedback/rate-ticket.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { presentForCitizen } from '../../src/tickets/present-ticket.ts'
import { listSteps } from '../../src/tickets/step-repository.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { answerTicket } from '../support/answer-ticket.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildStaff, buildTalk, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const log = createLog('silent')
const handler = buildStaff(['handler'], 'lights')
const dispatcher = buildStaff(['dispatcher'])
const citizen = buildCitizen()
const REPLY = '三盏路灯已于今晚修好，是线路老化，我们会多巡查。'
const DAY_MS = 24 * 60 * 60_000

describeOnEachDatabase('the life of a ticket', (open) => {
  let desk: TestDesk
  let talk: string
  let ticket: Ticket
  beforeEach(async () => {
    desk = buildDesk(await open())
    talk = await buildTalk(desk)
    ticket = (await buildTicket(desk, { conversationId: talk })).ticket
  })
  const id = () => ({ ticketId: ticket.id })
  const work = () => runDueJobs({ ...desk, log }, followUpJobs(desk))
  const published = (): Promise<void> => answerTicket(desk, ticket.id, REPLY, '张师傅 8 点到场')
  const answered = async (): Promise<void> => {
    await signTicket(desk, { ...id(), actor: handler })
    await published()
  }
  const asked = async (): Promise<void> => {
    await answered()
    await work()
  }
  const view = async () =>
    presentForCitizen(
      desk.rules,
      (await findTicket(desk.db, ticket.id))!,
      await listSteps(desk.db, ticket.id),
    )

  test('from the complaint to the rating, the citizen reads every public word and no internal one', async () => {
    await signTicket(desk, { ...id(), actor: handler })
    await recordContact(desk, { ...id(), actor: handler, way: 'phone', note: '约好明晚到场' })
    await published()
    expect((await view()).stateLabel).toBe('已答复')
    expect(await work()).toBe(1)
    const thread = await listThread(desk.db, talk, 0, 10)
    expect(thread.map((m) => m.reply?.speaker)).toEqual([
      { kind: 'department', name: '市照明处' },
      { kind: 'system', name: '12345' },
    ])
    expect(thread[0]?.text).toBe(REPLY)
    expect(thread[1]?.reply).toMatchObject({
      asks: 'solved',
      options: [{ label: '解决了' }, { label: '部分解决' }, { label: '没解决' }],
    })
    const rated = await recordRating(desk, { ...id(), actor: citizen, solved: 'solved' })
    expect(rated).toMatchObject({ asks: 'satisfied', ticket: { state: 'closed', solved: 'solved' } })
    const graded = await recordRating(desk, { ...id(), actor: citizen, solved: 'solved', satisfied: 5 })
    expect(graded).toMatchObject({ asks: null, ticket: { state: 'closed', satisfied: 5 } })
    const seen = await view()
    expect(seen).toMatchObject({ publicReply: REPLY, canRate: false, canWithdraw: false, canAddFacts: false })
    expect(seen.timeline.map((s) => s.action)).toEqual([
      ...['rate', 'rate', 'deliver_reply', 'pass_reply', 'contact', 'sign', 'dispatch', 'open'],
    ])
    expect(seen.timeline.find((s) => s.action === 'contact')?.text).toBe(
      '承办单位登记：11月21日(周六)20:00 已与您联系(电话)。',
    )
    const words = JSON.stringify(seen)
    for (const secret of ['张师傅', '约好明晚', handler.name]) expect(words).not.toContain(secret)
  })

  test('after the question, the talk waits for the rating', async () => {
    await asked()
    const conversation = await findConversation(desk.db, talk)
    expect(conversation?.context.pending).toEqual({
      kind: 'rate',
      ticketId: ticket.id,
      asks: 'solved',
      more: [],
    })
  })

  test('the follow-up keeps what the talk was about', async () => {
    await answered()
    const before = (await findConversation(desk.db, talk))!
    await saveContext(desk.db, talk, before.version, { ...before.context, topicEntryId: 'lamp', misses: 1 })
    await work()
    expect((await findConversation(desk.db, talk))?.context).toMatchObject({
      topicEntryId: 'lamp',
      misses: 1,
    })
  })

  test('a follow-up that runs twice asks once', async () => {
    await answered()
    await Promise.allSettled([askFollowUp(desk, ticket.id), askFollowUp(desk, ticket.id)])
    await askFollowUp(desk, ticket.id)
    await work()
    expect((await listThread(desk.db, talk, 0, 10)).filter((m) => m.reply?.asks === 'solved')).toHaveLength(1)
    expect((await listSteps(desk.db, ticket.id)).filter((s) => s.action === 'deliver_reply')).toHaveLength(1)
  })

  test('a ticket without a talk is answered and followed up too', async () => {
    ticket = (await buildTicket(desk, { conversationId: null })).ticket
    await asked()
    expect(await view()).toMatchObject({ state: 'followup', publicReply: REPLY, canRate: true })
  })

  test('a reply that cannot be stored is not said either', async () => {
    await expect(replyToTicket(desk, { ...id(), actor: handler, publicReply: REPLY })).rejects.toMatchObject({
      code: 'conflict',
    })
    await signTicket(desk, { ...id(), actor: handler })
    await expect(replyToTicket(desk, { ...id(), actor: handler, publicReply: '  ' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await expect(
      replyToTicket(desk, { ...id(), actor: handler, publicReply: '长'.repeat(5_001) }),
    ).rejects.toMatchObject({ code: 'too_long' })
    expect(await listThread(desk.db, talk, 0, 10)).toEqual([])
    expect(await work()).toBe(0)
  })

  test('a reply while the citizen is writing goes through: both end in the thread', async () => {
    await signTicket(desk, { ...id(), actor: handler })
    const chat = (n: number) =>
      desk.db.transaction().execute((tx) =>
        say(tx, {
          conversationId: talk,
          author: 'bot',
          reply: { kind: 'notice', text: `第${n}句` },
          at: desk.clock.now().toISOString(),
        }),
      )
    await Promise.all([...Array.from({ length: 8 }, (_, n) => chat(n)), published()])
    expect(await listThread(desk.db, talk, 0, 20)).toHaveLength(9)
  })

  test('unsolved needs a reason and is verified; the unit at fault does it again against a new term', async () => {
    await asked()
    await expect(recordRating(desk, { ...id(), actor: citizen, solved: 'unsolved' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    desk.clock.advance(3 * DAY_MS)
    const { ticket: back } = await recordRating(desk, {
      ...id(),
      actor: citizen,
      solved: 'unsolved',
      reason: '昨晚又灭了',
    })
    expect(back).toMatchObject({ state: 'verify', leadDepartmentId: 'lights', solved: 'unsolved' })
    expect((await view()).timeline[0]?.text).toContain('昨晚又灭了')
    await expect(orderRework(desk, { ...id(), actor: handler, reason: '没有修好' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const again = await orderRework(desk, { ...id(), actor: dispatcher, reason: '线路没有换，只换了灯泡' })
    expect(again).toMatchObject({ state: 'dispatched', leadDepartmentId: 'lights', designated: true })
    expect(again.firstDueAt).toBe(ticket.dueAt)
    expect((again.dueAt ?? '') > (ticket.dueAt ?? '')).toBe(true)
    expect((await listThread(desk.db, talk, 0, 20)).at(-1)?.text).toContain('退回市照明处重办')
    await asked()
    const rated = await recordRating(desk, { ...id(), actor: citizen, solved: 'partly' })
    expect(rated).toMatchObject({ asks: 'satisfied', ticket: { state: 'closed', solved: 'partly' } })
  })

  test('where nobody is at fault the citizen is told why, and the ticket is closed with their rating', async () => {
    await asked()
    await recordRating(desk, { ...id(), actor: citizen, solved: 'unsolved', reason: '希望多装两盏' })
    const text = '这条路的路灯间距符合标准，多装要等明年的计划，我们已经记下。'
    const closed = await upholdReply(desk, { ...id(), actor: dispatcher, publicReply: text })
    expect(closed).toMatchObject({ state: 'closed', solved: 'unsolved' })
    expect((await listThread(desk.db, talk, 0, 20)).at(-1)?.text).toContain(text)
  })

  test('the same rating again changes nothing, another grade afterwards is refused', async () => {
    await asked()
    const rate = (satisfied?: number) =>
      recordRating(desk, {
        ...id(),
        actor: citizen,
        solved: 'solved',
        ...(satisfied === undefined ? {} : { satisfied }),
      })
    const first = await rate(4)
    expect((await rate(4)).ticket.version).toBe(first.ticket.version)
    expect((await rate()).ticket.version).toBe(first.ticket.version)
    await expect(rate(1)).rejects.toMatchObject({ code: 'conflict' })
    await expect(rate(6)).rejects.toMatchObject({ code: 'invalid_request' })
  })

  test('staff can never rate, whatever they are', async () => {
    await asked()
    const all = buildStaff(['admin', 'agent', 'dispatcher', 'handler', 'supervisor'], 'lights')
    for (const solved of ['solved', 'unsolved'] as const) {
      await expect(
        recordRating(desk, { ...id(), actor: all as Actor, solved, reason: '代评' }),
      ).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect((await findTicket(desk.db, ticket.id))?.solved).toBeNull()
  })

  test('a rating before the answer is refused', async () => {
    await expect(recordRating(desk, { ...id(), actor: citizen, solved: 'solved' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('seven days of silence close it without counting as solved, and the citizen may still speak', async () => {
    await asked()
    desk.clock.advance(6 * DAY_MS)
    expect(await closeSilent(desk)).toBe(0)
    desk.clock.advance(DAY_MS + 1)
    expect(await closeSilent(desk)).toBe(1)
    expect(await closeSilent(desk)).toBe(0)
    expect(await findTicket(desk.db, ticket.id)).toMatchObject({
      state: 'closed',
      solved: null,
      satisfied: null,
    })
    expect((await view()).canRate).toBe(true)
    const late = await recordRating(desk, { ...id(), actor: citizen, solved: 'unsolved', reason: '一直没好' })
    expect(late.ticket).toMatchObject({ state: 'verify', solved: 'unsolved' })
  })

  test('an approved return goes to the desk and on to the right department; the due time stays', async () => {
    const whose = { proposedDepartmentId: 'parks', basis: '《公园条例》第十二条' }
    for (const lacking of [
      { reason: '不管', ...whose },
      { reason: '公园内路灯由园林管理', ...whose, basis: '' },
      { reason: '公园内路灯由园林管理', ...whose, proposedDepartmentId: 'lights' },
      { reason: '公园内路灯由园林管理', ...whose, proposedDepartmentId: 'moon' },
    ]) {
      await expect(requestReturn(desk, { ...id(), actor: handler, ...lacking })).rejects.toMatchObject({
        code: 'invalid_request',
      })
    }
    const asks = await requestReturn(desk, {
      ...id(),
      actor: handler,
      reason: '公园内路灯由园林管理',
      ...whose,
    })
    expect(asks).toMatchObject({ state: 'return_req', leadDepartmentId: 'lights' })
    await expect(
      reviewReturn(desk, { ...id(), actor: handler, approve: true, note: '' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const back = await reviewReturn(desk, { ...id(), actor: dispatcher, approve: true, note: '' })
    expect(back).toMatchObject({ state: 'accepted', leadDepartmentId: null, returnCount: 1, signDueAt: null })
    const sent = await dispatchTicket(desk, {
      ...id(),
      actor: dispatcher,
      departmentId: 'parks',
      note: '公园内',
    })
    expect(sent).toMatchObject({ state: 'dispatched', leadDepartmentId: 'parks', dueAt: ticket.dueAt })
    expect(sent.signDueAt).not.toBeNull()
    await expect(signTicket(desk, { ...id(), actor: handler })).rejects.toMatchObject({ code: 'forbidden' })
    const words = JSON.stringify(await view())
    expect(words).not.toContain('公园内路灯由园林管理')
  })

  test('a refused return needs a reason and waits for the same signature', async () => {
    await signTicket(desk, { ...id(), actor: handler })
    await requestReturn(desk, {
      ...id(),
      actor: handler,
      reason: '我们觉得不归我们',
      basis: '职责清单第二条',
      proposedDepartmentId: 'parks',
    })
    await expect(
      reviewReturn(desk, { ...id(), actor: dispatcher, approve: false, note: '' }),
    ).rejects.toMatchObject({ code: 'invalid_request' })
    const kept = await reviewReturn(desk, {
      ...id(),
      actor: dispatcher,
      approve: false,
      note: '按派单目录由照明处主办',
    })
    expect(kept).toMatchObject({
      state: 'dispatched',
      leadDepartmentId: 'lights',
      returnCount: 0,
      signedAt: null,
    })
    expect((await signTicket(desk, { ...id(), actor: handler })).state).toBe('handling')
  })

  test('a department nobody knows is refused', async () => {
    ticket = (await buildTicket(desk, { departmentId: null })).ticket
    for (const departmentId of ['moon', '']) {
      await expect(dispatchTicket(desk, { ...id(), actor: dispatcher, departmentId })).rejects.toMatchObject({
        code: 'invalid_request',
      })
    }
  })

  test('what was not signed or answered in time is found, the longest overdue first', async () => {
    expect((await findOverdue(desk)).total).toBe(0)
    desk.clock.moveTo('2026-11-23T10:00:01.000Z')
    expect((await findOverdue(desk, 'lights')).tickets.map((t) => t.id)).toEqual([ticket.id])
    expect((await findOverdue(desk, 'parks')).total).toBe(0)
    await signTicket(desk, { ...id(), actor: handler })
    expect((await findOverdue(desk)).total).toBe(0)
    desk.clock.moveTo('2026-11-27T10:00:01.000Z')
    expect((await findOverdue(desk)).total).toBe(1)
    await published()
    expect((await findOverdue(desk)).total).toBe(0)
  })

  test('the verdict on an answer is kept with its entry, one per answer, the last one counts', async () => {
    const citation = { entryId: 'lamp', version: 3, title: '路灯', updatedAt: '2026-03-01T00:00:00.000Z' }
    const at = desk.clock.now().toISOString()
    const messageId = await desk.db.transaction().execute((tx) =>
      say(tx, {
        conversationId: talk,
        author: 'bot',
        reply: { kind: 'answer', text: '请报修。', citations: [citation] },
        at,
      }),
    )
    await rateAnswer(desk, talk, { messageId, verdict: 'useful', comment: '' })
    await rateAnswer(desk, talk, { messageId, verdict: 'wrong', comment: '电话是空号' })
    expect(await findAnswerFeedback(desk.db, messageId)).toMatchObject({
      verdict: 'wrong',
      comment: '电话是空号',
      entry_id: 'lamp',
      version: 3,
    })
    const other = await buildTalk(desk)
    await expect(
      rateAnswer(desk, other, { messageId, verdict: 'useful', comment: '' }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})
