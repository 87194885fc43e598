import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OpenTicket, type TicketForCitizen } from '../../src/contracts/ticket.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { act, fileComplaint, LAMP } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

type Call = { id: string; number: string; phone: string; isDue: boolean; agentName: string | null }
type Calls = { rows: Call[]; own: (Call & { publicReply: string })[]; isQuiet: boolean }

// A town of its own: the clock is moved into the night.
let town: Town
let urban: Staff
let leader: Staff
let hotline: Staff
let agent: Staff
let other: Staff
/** Time passes; sessions end with it. */
const pass = async (hours: number): Promise<void> => {
  town.clock.advance(hours * HOUR)
  const logins = ['urban', 'urbanlead', 'dispatcher', 'agent', 'agent2']
  const staff = await Promise.all(logins.map((login) => town.signIn(login)))
  ;[urban, leader, hotline, agent, other] = staff as [Staff, Staff, Staff, Staff, Staff]
}
beforeAll(async () => {
  town = await openTown()
  await pass(0)
})
afterAll(() => town.close())

const HOUR = 60 * 60_000
const replied = async (number: string): Promise<void> => {
  await act(urban, number, 'sign')
  await act(urban, number, 'reply', { publicReply: '路灯已经修好，今晚请您看看亮不亮。' })
  await act(leader, number, 'sign-reply', { approve: true })
  await act(hotline, number, 'audit', { approve: true })
  await town.settle()
}
const tracked = async (number: string, code: string): Promise<TicketForCitizen> =>
  (await (await town.track(number, code)).json()) as TicketForCitizen
const page = (number: string, door: string, body: object) =>
  town.app.request(`/api/tickets/${number}/${door}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
/** A ticket whose talk cannot be written to any more: the call it came from is over. */
const byTelephone = async (phone: string) => {
  const filed = await fileComplaint(town, LAMP, phone)
  await town.desk.db
    .updateTable('conversation')
    .set({ channel: 'voice' })
    .where('id', '=', filed.citizen.id)
    .execute()
  return filed
}
const calls = (who: Staff = agent) => who.ok<Calls>('GET', '/follow-ups')

describe('the list of calls', () => {
  test('one agent takes a call, nobody else can; what the citizen says by telephone is kept as theirs, written down by whom', async () => {
    const { number, code } = await byTelephone('13900000001')
    await replied(number)
    const waiting = (await calls()).rows.find((row) => row.number === number)
    expect(waiting).toMatchObject({ phone: '139****0001', isDue: true, agentName: null })
    const { id } = waiting ?? { id: '' }
    const taken = await agent.ok<Calls>('POST', `/follow-ups/${id}/take`)
    expect(taken.own[0]).toMatchObject({ phone: '13900000001', number })
    const late = await other.request('POST', `/follow-ups/${id}/take`)
    expect(late.status).toBe(409)
    expect(JSON.stringify(await late.json())).toContain('林坐席')
    const said = { result: 'connected', solved: 'partly', satisfied: 4, words: '亮了两盏，还差一盏' }
    expect((await other.request('POST', `/follow-ups/${id}/record`, said)).status).toBe(409)
    const without = { ...said, solved: undefined }
    expect((await agent.request('POST', `/follow-ups/${id}/record`, without)).status).toBe(400)
    await agent.ok('POST', `/follow-ups/${id}/record`, said)
    const view = await tracked(number, code)
    expect(view).toMatchObject({ stateLabel: '已办结', rating: { solved: 'partly', satisfied: 4 } })
    expect(JSON.stringify(view.timeline)).toContain('由回访员记下')
    expect((await calls()).rows.some((row) => row.number === number)).toBe(false)
  })

  test('a unit cannot call about what it did, nor anybody who is not an agent', async () => {
    const { number } = await byTelephone('13900000002')
    await replied(number)
    const { id } = (await calls()).rows.find((row) => row.number === number) ?? { id: '' }
    for (const login of ['urban', 'dispatcher', 'supervisor', 'editor']) {
      const staff = await town.signIn(login)
      expect((await staff.request('POST', `/follow-ups/${id}/take`)).status).toBe(403)
    }
    expect((await urban.request('GET', '/follow-ups')).status).toBe(403)
  })

  test('several tickets of one number are one call; not answered three times, they close without a rating', async () => {
    const first = await byTelephone('13900000003')
    await replied(first.number)
    const second = await byTelephone('13900000003')
    await replied(second.number)
    for (let tries = 1; tries <= 3; tries++) {
      const { rows } = await calls()
      const row = rows.find((one) => one.number === first.number)
      await agent.ok('POST', `/follow-ups/${row?.id}/take`)
      const { own } = await calls()
      expect(own.map((one) => one.number).sort()).toEqual([first.number, second.number].sort())
      await agent.ok('POST', `/follow-ups/${row?.id}/record`, { result: 'no_answer' })
      if (tries === 3) break
      // Rung today: nobody rings again before tomorrow.
      const again = await agent.request('POST', `/follow-ups/${row?.id}/take`)
      expect(again.status).toBe(409)
      await pass(24)
    }
    for (const { number, code } of [first, second])
      expect(await tracked(number, code)).toMatchObject({ stateLabel: '已办结', canRate: true })
    expect(JSON.stringify(await agent.ok('GET', `/tickets/${first.number}`))).toContain(
      '第 3 次回访电话：未接',
    )
  })

  test('in the quiet hours no call is given out, and a question waits for the morning', async () => {
    const called = await byTelephone('13900000004')
    const { citizen, number } = await fileComplaint(town, LAMP, '13900000005')
    await pass(12)
    await replied(called.number)
    await replied(number)
    expect((await citizen.thread()).messages.some((m) => m.reply?.asks === 'solved')).toBe(false)
    const list = await calls()
    expect(list.isQuiet).toBe(true)
    const row = list.rows.find((one) => one.number === called.number)
    expect(row).toMatchObject({ isDue: false })
    expect((await agent.request('POST', `/follow-ups/${row?.id}/take`)).status).toBe(409)
    await pass(10)
    await town.settle()
    expect((await citizen.thread()).messages.at(-1)?.reply?.asks).toBe('solved')
  })
})

describe('solved and satisfied, asked apart', () => {
  beforeAll(async () => {
    town.clock.moveTo('2026-12-01T02:00:00.000Z')
    await pass(0)
  })

  test('unsolved goes to the hotline at once, and how satisfied they are is still asked; both are kept', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await replied(number)
    const heard = (await citizen.say('没解决，门口那盏还是不亮')).at(-1)
    expect(heard).toMatchObject({ asks: 'satisfied' })
    expect(heard?.text).toContain(number)
    expect((await tracked(number, code)).stateLabel).toBe('待核实')
    await citizen.say('不满意')
    expect((await tracked(number, code)).rating).toEqual({ solved: 'unsolved', satisfied: 2 })
  })

  test('"修好了吗" asks us and is no rating', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await replied(number)
    await citizen.say('路灯修好了吗')
    expect(await tracked(number, code)).toMatchObject({ stateLabel: '待回访', rating: { solved: null } })
    await citizen.say('修好了')
    expect(await tracked(number, code)).toMatchObject({ rating: { solved: 'solved', satisfied: null } })
  })

  test('two tickets in one message are rated one after the other', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await citizen.say('我要投诉，澄心路90号门口的路灯灯杆歪了，快倒了')
    for (let turn = 0; turn < 4; turn++) {
      const last = (await citizen.say(turn === 0 ? '不留' : '确认提交')).at(-1)
      if (last?.kind === 'ticket') break
      if (last?.options?.some((o) => o.value === '是另一件事')) {
        if ((await citizen.say('是另一件事')).some((r) => r.kind === 'ticket')) break
      }
    }
    const own = await town.desk.db
      .selectFrom('ticket')
      .select('number')
      .where('conversation_id', '=', citizen.id)
      .orderBy('number')
      .execute()
    expect(own).toHaveLength(2)
    await pass(12)
    for (const ticket of own) await replied(ticket.number)
    await pass(12)
    await town.settle()
    const question = (await citizen.thread()).messages.at(-1)
    expect(question?.text).toMatch(/2 件工单/)
    await citizen.say('解决了')
    const next = (await citizen.say('满意')).at(-1)
    expect(next).toMatchObject({ asks: 'solved' })
    expect(next?.text).toContain(own[1]?.number)
    expect((await citizen.say('部分解决')).at(-1)).toMatchObject({ asks: 'satisfied' })
    expect(await tracked(number, code)).toMatchObject({ rating: { solved: 'solved', satisfied: 4 } })
  })
})

describe('words that were asked for', () => {
  test('go to the ticket that asked, not to the newest one; other words go nowhere', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    const { db } = town.desk
    const asked = await db
      .selectFrom('ticket')
      .selectAll()
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    const newer = await openTicket(town.desk, {
      input: OpenTicket.parse({
        type: 'help',
        categoryId: '02-03',
        title: '另一件事',
        matter: '另一件事的内容',
      }),
      routing: {
        departmentId: null,
        coDepartmentIds: [],
        score: 0,
        why: '',
        catalogueLineId: null,
        candidates: [],
      },
      citizenId: asked.citizen_id,
      conversationId: citizen.id,
      channel: 'web',
      actor: { kind: 'citizen', id: asked.citizen_id, name: '诉求人' },
      idempotencyKey: 'newer',
    })
    const back = { reason: '不在本单位管的路上', basis: '职责清单第三条', proposedDepartmentId: 'housing' }
    await act(urban, number, 'return', back)
    await act(hotline, number, 'review-return', { approve: true })
    await act(agent, number, 'ask-info', { text: '灯杆上的编号是多少' })
    await citizen.say('身份证丢了怎么补办')
    expect(await tracked(number, code)).toMatchObject({ stateLabel: '待补充' })
    await citizen.say('补充：编号是 LD-0123')
    expect(await tracked(number, code)).toMatchObject({ stateLabel: '待派单', asksInfo: null })
    const steps = await db
      .selectFrom('ticket_step')
      .selectAll()
      .where('ticket_id', '=', newer.ticket.id)
      .execute()
    expect(JSON.stringify(steps)).not.toContain('LD-0123')
  })
})

describe('who does not want to be asked says so where they are', () => {
  beforeAll(async () => {
    town.clock.moveTo('2026-12-08T02:00:00.000Z')
    await pass(0)
  })

  test('in the talk, and takes it back there', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    expect((await citizen.say('不要回访')).at(-1)?.text).toContain('不再回访')
    expect((await tracked(number, code)).followUpWish).toBe('none')
    await replied(number)
    expect((await citizen.thread()).messages.some((m) => m.reply?.asks)).toBe(false)
    expect(await tracked(number, code)).toMatchObject({ stateLabel: '已办结', canRate: true })
    await citizen.say('可以回访了')
    expect((await tracked(number, code)).followUpWish).toBe('yes')
  })

  test('on the form, on the tracking page and through an agent', async () => {
    const citizen = await town.citizen()
    await citizen.say(LAMP)
    await citizen.say('13900000009')
    expect((await citizen.edit('followUp', '不要打电话')).status).toBe(200)
    expect((await citizen.edit('followUp', '随便')).status).toBe(400)
    let said = await citizen.say('确认提交')
    if (!said.some((r) => r.kind === 'ticket')) said = await citizen.say('是另一件事')
    const { ticket } = said.find((r) => r.kind === 'ticket') ?? {}
    const [number, code] = [ticket?.number ?? '', ticket?.queryCode ?? '']
    expect((await tracked(number, code)).followUpWish).toBe('no_call')
    expect(await (await page(number, 'follow-up', { code, wish: 'none' })).json()).toMatchObject({
      followUpWish: 'none',
    })
    expect((await page(number, 'follow-up', { code: 'WRONGONE', wish: 'yes' })).status).toBe(404)
    await agent.ok('POST', `/tickets/${number}/follow-up-wish`, { wish: 'yes' })
    expect((await tracked(number, code)).followUpWish).toBe('yes')
    expect((await urban.request('POST', `/tickets/${number}/follow-up-wish`, { wish: 'none' })).status).toBe(
      403,
    )
  })
})

test('whoever says at night that it is not solved is heard before anybody asks; whoever asks something is answered', async () => {
  // Ten in the evening: nobody is asked.
  town.clock.moveTo('2026-12-20T14:00:00.000Z')
  await pass(0)
  const { citizen, number } = await fileComplaint(
    town,
    '我要投诉，澄心路45号门口的路灯坏了一个星期没人修',
    '13900000045',
  )
  await replied(number)
  const state = async (): Promise<string> =>
    (await urban.ok<{ ticket: { state: string } }>('GET', `/tickets/${number}`)).ticket.state
  await citizen.say('路灯修好了没有')
  expect(await state()).toBe('followup')
  expect((await citizen.thread()).messages.some((m) => m.reply?.asks === 'solved')).toBe(false)
  const [heard] = await citizen.say('没解决，昨晚还是一盏都不亮')
  expect(heard?.text).toContain('核实')
  expect(await state()).toBe('verify')
  const other = await fileComplaint(town, '我要投诉，澄心路46号门口的路灯坏了一个星期没人修', '13900000046')
  await replied(other.number)
  const [asks] = await other.citizen.say('已经修好了，谢谢')
  expect(asks?.text).toContain('满意')
})
