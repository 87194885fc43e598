import { beforeEach, expect, test } from 'vitest'
import { findConversation } from '../../src/conversations/conversation-repository.ts'
import { listThread } from '../../src/conversations/message-repository.ts'
import { askInfo, referTicket } from '../../src/dispatch/answer-at-desk.ts'
import { conferOnTicket, designateUnit } from '../../src/dispatch/confer-ticket.ts'
import { dispatchTicket } from '../../src/dispatch/dispatch-ticket.ts'
import { requestExtension, reviewExtension } from '../../src/dispatch/extend-ticket.ts'
import { reopenTicket } from '../../src/dispatch/reopen-ticket.ts'
import { auditReply, replyToTicket, signReply } from '../../src/dispatch/reply-ticket.ts'
import { requestReturn, reviewReturn } from '../../src/dispatch/return-ticket.ts'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import { suspendTicket } from '../../src/dispatch/suspend-ticket.ts'
import { sweepTickets } from '../../src/dispatch/sweep-tickets.ts'
import { requestTermination, reviewTermination } from '../../src/dispatch/terminate-ticket.ts'
import { bringIn, orderBelow, recallPart, reportPart, reviewCo } from '../../src/dispatch/work-together.ts'
import { askFollowUp } from '../../src/feedback/ask-follow-up.ts'
import { recordRating } from '../../src/feedback/rate-ticket.ts'
import { addFacts } from '../../src/tickets/amend-ticket.ts'
import { maySeeTicket } from '../../src/tickets/may-see-ticket.ts'
import { listParts } from '../../src/tickets/part-repository.ts'
import { presentForCitizen } from '../../src/tickets/present-ticket.ts'
import { listSteps } from '../../src/tickets/step-repository.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { countTickets } from '../../src/tickets/ticket-list-repository.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { answerTicket } from '../support/answer-ticket.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildStaff, buildTalk, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const lights = buildStaff(['handler'], 'lights')
const leader = buildStaff(['signer'], 'lights')
const parks = buildStaff(['handler'], 'parks')
const dispatcher = buildStaff(['dispatcher'])
const citizen = buildCitizen()
const DAY_MS = 24 * 60 * 60_000

describeOnEachDatabase('the rules between unit, hotline and citizen', (open) => {
  let desk: TestDesk
  let talk: string
  let ticket: Ticket
  beforeEach(async () => {
    desk = buildDesk(await open())
    // A Monday morning: everything that waits for a working day can still happen today.
    desk.clock.moveTo('2026-11-23T02:00:00.000Z')
    talk = await buildTalk(desk)
    ticket = (await buildTicket(desk, { conversationId: talk })).ticket
  })
  const by = (actor: typeof lights) => ({ ticketId: ticket.id, actor })
  const now = async (): Promise<Ticket> => (await findTicket(desk.db, ticket.id))!
  const told = async (): Promise<string> => (await listThread(desk.db, talk, 0, 50)).at(-1)?.text ?? ''
  const view = async () => presentForCitizen(desk.rules, await now(), await listSteps(desk.db, ticket.id))
  const giveBack = (actor: typeof lights, proposedDepartmentId: string) =>
    requestReturn(desk, { ...by(actor), reason: '不归我们管', basis: '职责清单第三条', proposedDepartmentId })
  const sorry = (message: string) => ({ code: 'conflict', message: expect.stringContaining(message) })

  test('a return after its window is refused with the time: the unit handles it', async () => {
    await signTicket(desk, by(lights))
    desk.clock.moveTo('2026-11-24T10:00:01.000Z')
    await expect(giveBack(lights, 'parks')).rejects.toMatchObject(
      sorry('退单要在11月24日(周二)18:00前申请，现在已经过了，由您的单位办理。'),
    )
    expect((await now()).state).toBe('handling')
  })

  test('after the third return the hotline designates, and a designated unit cannot return', async () => {
    for (const [actor, next] of [
      [lights, 'parks'],
      [parks, 'lights'],
      [lights, 'parks'],
    ] as const) {
      await giveBack(actor, next)
      await reviewReturn(desk, { ...by(dispatcher), approve: true, note: '' })
      const isLast = (await now()).returnCount === 3
      if (!isLast) {
        await expect(
          designateUnit(desk, { ...by(dispatcher), departmentId: next, reason: '按目录应由它办' }),
        ).rejects.toMatchObject(sorry('退单满 3 次或会商之后才能指定'))
      }
      const sending = dispatchTicket(desk, { ...by(dispatcher), departmentId: next })
      if (isLast) await expect(sending).rejects.toMatchObject(sorry('已经退单 3 次，不再派单'))
      else await sending
    }
    await conferOnTicket(desk, {
      ...by(dispatcher),
      unitIds: ['lights', 'parks'],
      reason: '公园外道路的路灯归谁',
    })
    expect(await now()).toMatchObject({ state: 'conferring', leadDepartmentId: null })
    await designateUnit(desk, { ...by(dispatcher), departmentId: 'lights', reason: '会商确定由照明处办' })
    await expect(giveBack(lights, 'parks')).rejects.toMatchObject(sorry('热线指定由您的单位办理的，不能退单'))
    expect(JSON.stringify((await view()).timeline)).toContain('热线指定由市照明处办理')
  })

  test('an extension is asked for before the due time, once, and the citizen is told the new one', async () => {
    await signTicket(desk, by(lights))
    const first = (await now()).dueAt
    await requestExtension(desk, { ...by(lights), reason: '配件要从外地调运' })
    expect((await view()).timeline[0]?.text).toContain('配件要从外地调运')
    await expect(reviewExtension(desk, { ...by(lights), approve: true, note: '' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    // Decided after the due time: what counts is when it was asked for.
    desk.clock.moveTo('2026-11-30T11:00:00.000Z')
    const put = await reviewExtension(desk, { ...by(dispatcher), approve: true, note: '情况属实' })
    expect(put).toMatchObject({ state: 'handling', firstDueAt: first, extensionCount: 1 })
    expect((put.dueAt ?? '') > (first ?? '')).toBe(true)
    expect(await told()).toContain('延期已同意')
    await expect(requestExtension(desk, { ...by(lights), reason: '还要再等几天' })).rejects.toMatchObject(
      sorry('最多延期 1 次'),
    )
  })

  test('an extension after the due time is refused, and a refused one leaves the old time', async () => {
    await signTicket(desk, by(lights))
    await requestExtension(desk, { ...by(lights), reason: '人手不够要延期' })
    const kept = await reviewExtension(desk, {
      ...by(dispatcher),
      approve: false,
      note: '人手不足不是延期理由',
    })
    expect(kept).toMatchObject({ state: 'handling', dueAt: ticket.dueAt, extensionCount: 0 })
    expect(await told()).toContain('仍按原定时间答复您')
    desk.clock.moveTo('2026-12-05T02:00:00.000Z')
    await expect(requestExtension(desk, { ...by(lights), reason: '人手不够要延期' })).rejects.toMatchObject(
      sorry('已经到期'),
    )
  })

  test('a suspension stops the clock, ends by itself and never shortens', async () => {
    await signTicket(desk, by(lights))
    const until = new Date(desk.clock.now().getTime() + 3 * DAY_MS).toISOString()
    for (const wrong of [new Date(0).toISOString(), '2028-01-01T00:00:00.000Z']) {
      await expect(
        suspendTicket(desk, { ...by(lights), reason: '等停电窗口', until: wrong }),
      ).rejects.toMatchObject({ code: 'invalid_request' })
    }
    await suspendTicket(desk, { ...by(lights), reason: '等供电公司停电窗口', until })
    expect(await told()).toContain('等供电公司停电窗口')
    expect((await view()).dueText).toContain('现在暂停计时')
    desk.clock.advance(2 * DAY_MS)
    expect(await sweepTickets(desk)).toBe(0)
    desk.clock.advance(DAY_MS + 1)
    await Promise.all([sweepTickets(desk), sweepTickets(desk)])
    const after = await now()
    expect(after).toMatchObject({ state: 'handling', pausedAt: null, firstDueAt: ticket.dueAt })
    // Monday was not counted yet when it stopped: the ends of Tuesday and Wednesday are what was lost.
    expect(after.dueAt).toBe('2026-12-02T10:00:00.000Z')
    expect((await listSteps(desk.db, ticket.id)).filter((s) => s.action === 'resume')).toHaveLength(1)
  })

  test('what is missing is asked in the talk; the answer goes on with the clock, silence ends it, and it can come back', async () => {
    ticket = (await buildTicket(desk, { conversationId: talk, departmentId: null })).ticket
    await askInfo(desk, { ...by(dispatcher), text: '是哪一盏灯，灯杆上的编号是多少' })
    expect(await told()).toContain('灯杆上的编号是多少')
    expect(await view()).toMatchObject({ stateLabel: '待补充', asksInfo: '是哪一盏灯，灯杆上的编号是多少' })
    desk.clock.advance(2 * DAY_MS)
    const back = await addFacts(desk, { ...by(citizen as never), text: '灯杆编号 0123' })
    expect(back).toMatchObject({ state: 'accepted', pausedAt: null, stepDueAt: null })
    expect((back.dueAt ?? '') > (ticket.dueAt ?? '')).toBe(true)
    await askInfo(desk, { ...by(dispatcher), text: '再说一下几点不亮' })
    desk.clock.advance(5 * DAY_MS + 1)
    expect(await sweepTickets(desk)).toBe(1)
    expect(await now()).toMatchObject({ state: 'terminated' })
    expect(await view()).toMatchObject({ canReopen: true, canAddFacts: false })
    await expect(reopenTicket(desk, { ...by(citizen as never), text: '灯杆编号0123' })).rejects.toMatchObject(
      sorry('没有新的情况'),
    )
    const again = await reopenTicket(desk, { ...by(citizen as never), text: '晚上七点以后就不亮了' })
    expect(again).toMatchObject({ state: 'accepted', closedAt: null })
    expect((again.dueAt ?? '') > desk.clock.now().toISOString()).toBe(true)
  })

  test('one lead answers: co-handlers and lower units report first, and only their own part', async () => {
    await signTicket(desk, by(lights))
    expect(maySeeTicket(await now(), parks)).toBe(false)
    await bringIn(desk, { ...by(lights), departmentId: 'parks', task: '修剪挡灯的树枝', asks: true })
    expect(maySeeTicket(await now(), parks)).toBe(false)
    // The hotline is asked to decide: the ticket is on its list until it has.
    const decided = { states: ['audit'] as const, orAskedOf: ['parks', 'lights'] }
    expect(await countTickets(desk.db, desk.engine, decided, 10)).toBe(1)
    await reviewCo(desk, { ...by(dispatcher), partSeq: 1, approve: true, note: '' })
    expect(await countTickets(desk.db, desk.engine, decided, 10)).toBe(0)
    expect(maySeeTicket(await now(), parks)).toBe(true)
    const inbox = { departmentId: 'parks', orPartOf: true, states: ['handling'] as const }

    expect(await countTickets(desk.db, desk.engine, inbox, 10)).toBe(1)
    await orderBelow(desk, {
      ...by(lights),
      departmentId: null,
      unitName: '海棠街道',
      task: '请社区带路，联系人13800005678',
    })
    const parts = await listParts(desk.db, ticket.id)
    expect(JSON.stringify(parts)).not.toContain('13800005678')
    await expect(replyToTicket(desk, { ...by(lights), publicReply: '已经修好了' })).rejects.toMatchObject(
      sorry('还有 2 项协办或下级的事没有办完'),
    )
    await expect(reportPart(desk, { ...by(lights), partSeq: 1, text: '替园林局回报' })).rejects.toMatchObject(
      { code: 'forbidden' },
    )
    await reportPart(desk, { ...by(parks), partSeq: 1, text: '树枝已经修剪' })
    await expect(reportPart(desk, { ...by(parks), partSeq: 1, text: '再报一次' })).rejects.toMatchObject(
      sorry('已经了结'),
    )
    expect(await countTickets(desk.db, desk.engine, inbox, 10)).toBe(0)
    await recallPart(desk, { ...by(lights), partSeq: 2, reason: '社区已经不用去了' })
    expect((await replyToTicket(desk, { ...by(lights), publicReply: '已经修好了' })).state).toBe(
      'unit_review',
    )
    expect((await listThread(desk.db, talk, 0, 50)).map((m) => m.text).join()).not.toContain('树枝已经修剪')
  })

  test('what goes to a lower unit names the place and nobody; a number spelt out stops it', async () => {
    await signTicket(desk, by(lights))
    const order = (task: string) =>
      orderBelow(desk, { ...by(lights), departmentId: null, unitName: '海棠街道', task })
    await expect(order('到澄心路12号看灯，打一三八零零零零五六七八')).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('“一三八零零零零五六七八”'),
    })
    expect(await listParts(desk.db, ticket.id)).toEqual([])
    await order('到澄心路12号看灯，李小明住在302，王女士也打过138-0000-5678')
    const said = '到澄心路12号看灯，[姓名]住在[住户号]，[姓名]也打过[电话]'
    expect((await listParts(desk.db, ticket.id))[0]?.task).toBe(said)
    expect((await listSteps(desk.db, ticket.id)).at(-1)?.internalNote).toBe(`海棠街道：${said}`)
  })

  test('a request for help the hotline refuses is no part any more', async () => {
    await signTicket(desk, by(lights))
    await bringIn(desk, { ...by(lights), departmentId: 'parks', task: '请园林来换灯', asks: true })
    const refused = { ...by(dispatcher), partSeq: 1, approve: false, note: '换灯是你们自己的事' }
    await reviewCo(desk, refused)
    await expect(reviewCo(desk, refused)).rejects.toMatchObject({ code: 'conflict' })
    expect(await now()).toMatchObject({ openParts: 0, coDepartmentIds: [] })
  })

  test('nothing of a reply is read before unit and hotline have passed it; sent back, it goes the same way again', async () => {
    await signTicket(desk, by(lights))
    await replyToTicket(desk, { ...by(lights), publicReply: '第一稿：正在处理中' })
    await signReply(desk, { ...by(leader), approve: false, note: '没有写处理结果' })
    await replyToTicket(desk, { ...by(lights), publicReply: '第二稿：已经换了灯头' })
    await signReply(desk, { ...by(leader), approve: true, note: '' })
    await expect(auditReply(desk, { ...by(dispatcher), approve: false, note: '' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await auditReply(desk, { ...by(dispatcher), approve: false, note: '没有写哪天修的' })
    expect(await listThread(desk.db, talk, 0, 50)).toEqual([])
    expect(JSON.stringify(await view())).not.toContain('稿：')
    await answerTicket(desk, ticket.id, '第三稿：11月23日已经换了灯头')
    expect(await told()).toBe('第三稿：11月23日已经换了灯头')
    expect(await view()).toMatchObject({ stateLabel: '已答复', publicReply: '第三稿：11月23日已经换了灯头' })
  })

  test('a city that wants neither signature nor audit publishes at once, with both steps in the story', async () => {
    const { city } = desk.rules
    const flow = { ...city.flow, unitSigns: false, hotlineAudits: false }
    desk = { ...desk, rules: { ...desk.rules, city: { ...city, flow } } }
    await signTicket(desk, by(lights))
    const done = await replyToTicket(desk, { ...by(lights), publicReply: '已经换了灯头' })
    expect(done).toMatchObject({ state: 'replied', publicReply: '已经换了灯头', draftReply: null })
    const story = (await listSteps(desk.db, ticket.id)).map((s) => `${s.actorKind} ${s.action}`)
    expect(story.slice(-3)).toEqual(['staff reply', 'system sign_reply', 'system pass_reply'])
    expect(await told()).toBe('已经换了灯头')
  })

  test('a termination is asked for by the unit, decided by the hotline and explained to the citizen', async () => {
    await signTicket(desk, by(lights))
    const asking = { ...by(lights), reasonCode: 'no_basis' as const, reason: '没有依据可以增设' }
    await requestTermination(desk, asking)
    await reviewTermination(desk, { ...by(dispatcher), approve: false, publicReply: '', note: '先去现场看' })
    expect((await now()).state).toBe('handling')
    await requestTermination(desk, asking)
    const text = '这段路不在规划的路灯范围内，可以向街道提出增设建议。'
    await reviewTermination(desk, { ...by(dispatcher), approve: true, publicReply: text, note: '' })
    expect(await now()).toMatchObject({ state: 'terminated', outcomeCode: 'no_basis' })
    expect(await told()).toContain(text)
  })

  test('a matter of another door is told where to go, and is archived in time', async () => {
    ticket = (await buildTicket(desk, { conversationId: talk, departmentId: null })).ticket
    const text = '劳动争议请先申请仲裁，电话 12333。'
    await referTicket(desk, { ...by(dispatcher), reasonCode: 'statutory', publicReply: text })
    expect(await told()).toContain(text)
    desk.clock.advance(30 * DAY_MS + 1)
    expect(await sweepTickets(desk)).toBe(1)
    expect(await view()).toMatchObject({ stateLabel: '已归档', canReopen: true, publicReply: text })
  })

  test('the same action twice, and an action after the ticket moved: one step, and a sentence that says what happened', async () => {
    const seen = ticket.version
    const tries = await Promise.allSettled([
      signTicket(desk, { ...by(lights), version: seen }),
      signTicket(desk, { ...by(lights), version: seen }),
    ])
    expect(tries.map((t) => t.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(
      requestReturn(desk, {
        ...by(lights),
        version: seen,
        reason: '不归我们管',
        basis: '职责清单第三条',
        proposedDepartmentId: 'parks',
      }),
    ).rejects.toMatchObject(sorry(`${lights.name}刚刚做了“签收”，工单现在是“办理中”，您的“申请退单”没有生效`))
    await answerTicket(desk, ticket.id, '已经换了灯头')
    const thread = (await listThread(desk.db, talk, 0, 50)).length
    await expect(auditReply(desk, { ...by(dispatcher), approve: true, note: '' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await listThread(desk.db, talk, 0, 50)).length).toBe(thread)
    expect((await listSteps(desk.db, ticket.id)).filter((s) => s.action === 'sign')).toHaveLength(1)
    expect((await findConversation(desk.db, talk))?.id).toBe(talk)
  })

  test('a rated and closed ticket is reopened by the desk only with something new', async () => {
    await signTicket(desk, by(lights))
    await answerTicket(desk, ticket.id, '已经换了灯头')
    await askFollowUp(desk, ticket.id)
    await recordRating(desk, { ...by(citizen as never), solved: 'solved', satisfied: 4 })
    await expect(reopenTicket(desk, { ...by(dispatcher), text: '修好路灯' })).rejects.toMatchObject(
      sorry('原来的答复是“已经换了灯头”'),
    )
    await expect(reopenTicket(desk, { ...by(lights), text: '另一侧又坏了两盏' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const again = await reopenTicket(desk, { ...by(dispatcher), text: '另一侧又坏了两盏' })
    expect(again).toMatchObject({ state: 'accepted', solved: null, satisfied: null, leadDepartmentId: null })
  })
})
