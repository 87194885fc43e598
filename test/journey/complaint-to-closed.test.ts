import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TicketForCitizen } from '../../src/contracts/ticket.ts'
import { act, fileComplaint, LAMP, publish } from '../support/file-complaint.ts'
import { type Citizen, oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

// A town of its own: what its dispatchers decide is learned and would send every other story's lamp elsewhere.
let town: Town
let urban: Staff
let agent: Staff
let dispatcher: Staff
beforeAll(async () => {
  town = await openTown()
  urban = await town.signIn('urban')
  agent = await town.signIn('agent')
  dispatcher = await town.signIn('dispatcher')
})
afterAll(() => town.close())

const tracked = async (number: string, code: string): Promise<TicketForCitizen> => {
  const response = await town.track(number, code)
  expect(response.status).toBe(200)
  return (await response.json()) as TicketForCitizen
}

/** Everything a citizen can read about a ticket: the thread and the tracking page, as text. */
const allTheyRead = async (citizen: Citizen, number: string, code: string): Promise<string> =>
  JSON.stringify([await citizen.thread(), await tracked(number, code)])

const replied = async (number: string): Promise<void> => {
  await act(urban, number, 'sign')
  await publish(town, urban, number, { publicReply: '路灯已经修好，今晚请您看看亮不亮。' })
  await town.settle()
}

describe('a complaint, from the first word to the closed ticket', () => {
  test('place and phone are asked for, the draft is shown whole, a field is changed, and only the yes opens a ticket', async () => {
    const citizen = await town.citizen()
    const place = oneOf(await citizen.say('我要投诉，路灯坏了一个星期没人修，晚上看不见路'), 'collect')
    expect(place.text).toContain('哪里')
    const phone = oneOf(await citizen.say('澄心路12号门口'), 'collect')
    expect(phone.text).toContain('手机号')
    const draft = oneOf(await citizen.say('13800138000'), 'confirm')
    const fieldIn = (lines: typeof draft.draft, field: string) => lines?.find((l) => l.field === field)?.value
    expect(fieldIn(draft.draft, 'type')).toBe('投诉')
    expect(fieldIn(draft.draft, 'place')).toContain('澄心路')
    expect(fieldIn(draft.draft, 'phone')).toBe('13800138000')
    expect(fieldIn(draft.draft, 'matter')).toContain('路灯坏了一个星期')

    const byWord = oneOf(await citizen.say('地点改成澄心路18号门口'), 'confirm')
    expect(fieldIn(byWord.draft, 'place')).toBe('澄心路18号门口')
    const byCard = (await (await citizen.edit('wish', '请三天内修好')).json()) as {
      replies: (typeof draft)[]
    }
    expect(fieldIn(byCard.replies[0]?.draft, 'wish')).toBe('请三天内修好')

    const receipt = oneOf(await citizen.say('确认提交'), 'ticket')
    expect(receipt.ticket?.number).toMatch(/^20261123-\d{5}$/)
    expect(receipt.ticket?.queryCode).toMatch(/^[2-9A-HJKMNP-Z]{8}$/)
    expect(receipt.ticket?.department).toBe('市城管局')
    expect(receipt.text).toMatch(/5 个工作日，11月24日.*起算，11月30日\(周一\)18:00前/)

    const view = await tracked(receipt.ticket?.number ?? '', receipt.ticket?.queryCode ?? '')
    expect(view).toMatchObject({ stateLabel: '待签收', place: '澄心路18号门口', wish: '请三天内修好' })
    expect(view.department).toContain('城')
  })

  test('saying yes twice opens one ticket', async () => {
    const { citizen } = await fileComplaint(town)
    const again = await citizen.say('确认提交')
    expect(again.some((r) => r.kind === 'ticket')).toBe(false)
  })

  test('a draft can be given up, and nothing of it is kept as a ticket', async () => {
    const citizen = await town.citizen()
    await citizen.say(LAMP)
    await citizen.say('13800138000')
    oneOf(await citizen.say('算了'), 'notice')
    expect((await citizen.edit('place', '别处')).status).toBe(409)
    expect(oneOf(await citizen.say('我的工单到哪了'), 'notice').text).toContain('没有登记过')
  })

  test('the department signs, contacts, replies; the citizen reads the reply in the thread and is asked whether it is solved, then how satisfied', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await act(urban, number, 'sign')
    expect((await tracked(number, code)).stateLabel).toBe('办理中')
    const { ticket } = await urban.ok<{ ticket: { version: number } }>('GET', `/tickets/${number}`)
    const { version } = ticket
    for (const bare of [{ way: 'phone' }, { way: 'phone', note: '  ' }, { note: '打过电话' }]) {
      const refused = await urban.request('POST', `/tickets/${number}/contact`, { ...bare, version })
      expect(refused.status).toBe(400)
    }
    await act(urban, number, 'contact', { way: 'phone', note: '内部：对方电话打不通第一次' })
    await urban.ok('POST', `/tickets/${number}/note`, { text: '内部：物料缺货，等三天' })
    await publish(town, urban, number, {
      publicReply: '三盏路灯已更换灯头，今晚恢复照明。',
      internalNote: '内部：同一人本月第四次投诉',
    })
    await town.settle()

    const { messages } = await citizen.thread()
    const answer = messages.find((m) => m.text.includes('已更换灯头'))
    expect(answer?.reply?.speaker).toMatchObject({ kind: 'department' })
    const question = messages.at(-1)
    expect(question?.reply?.asks).toBe('solved')
    expect(question?.reply?.options?.map((o) => o.label)).toEqual(['解决了', '部分解决', '没解决'])

    const satisfied = (await citizen.say('解决了')).at(-1)
    expect(satisfied?.asks).toBe('satisfied')
    expect(satisfied?.options).toHaveLength(5)
    await citizen.say('基本满意')
    expect(await tracked(number, code)).toMatchObject({ stateLabel: '已办结', canRate: false })
    expect(JSON.stringify(await urban.ok('GET', `/tickets/${number}`))).toContain(
      '内部：同一人本月第四次投诉',
    )
    expect(await allTheyRead(citizen, number, code)).not.toContain('内部')
    expect(await allTheyRead(citizen, number, code)).not.toContain('城管承办人')
  })

  test('a question in between does not lose the rating', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await replied(number)
    oneOf(await citizen.say('身份证丢了怎么补办'), 'answer')
    expect((await citizen.say('解决了')).at(-1)?.asks).toBe('satisfied')
    expect((await tracked(number, code)).stateLabel).toBe('已办结')
  })

  test('unsolved asks for the reason, is verified by the hotline and done again by the unit at fault', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await replied(number)
    expect((await citizen.say('没解决')).at(-1)?.asks).toBe('reason')
    const back = await citizen.say('灯只亮了一盏，另外两盏还是黑的')
    expect(back.at(-1)?.text).toContain(number)
    const view = await tracked(number, code)
    expect(view).toMatchObject({ stateLabel: '待核实' })
    expect(JSON.stringify(view.timeline)).toContain('另外两盏还是黑的')
    const again = await act(agent, number, 'rework', { reason: '内部：只换了一盏的灯泡' })
    expect(again.ticket.state).toBe('dispatched')
    expect(await allTheyRead(citizen, number, code)).toContain('重办')
    expect(await allTheyRead(citizen, number, code)).not.toContain('内部')
    await replied(number)
    // Asked once today already, they are asked about the rework tomorrow; on the page they may say so at any hour.
    expect((await citizen.thread()).messages.at(-1)?.reply?.asks).toBeUndefined()
    const rated = await town.app.request(`/api/tickets/${number}/rating`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, solved: 'partly', satisfied: 4 }),
    })
    expect(await rated.json()).toMatchObject({ stateLabel: '已办结' })
  })

  test('rated on the tracking page instead: unsolved without a reason is refused, solved with a grade closes', async () => {
    const { number, code } = await fileComplaint(town)
    await replied(number)
    const rate = (body: object) =>
      town.app.request(`/api/tickets/${number}/rating`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, ...body }),
      })
    expect((await rate({ solved: 'unsolved' })).status).toBe(400)
    expect((await rate({ solved: 'solved', satisfied: 6 })).status).toBe(400)
    const closed = await rate({ solved: 'solved', satisfied: 4 })
    expect(closed.status).toBe(200)
    expect(await closed.json()).toMatchObject({ stateLabel: '已办结' })
    expect((await rate({ solved: 'partly', satisfied: 1 })).status).toBe(409)
  })

  test('a return needs a reason, the desk approves it, and another department gets the ticket', async () => {
    const { number, code } = await fileComplaint(town)
    await act(urban, number, 'sign')
    const { ticket } = await urban.ok<{ ticket: { version: number } }>('GET', `/tickets/${number}`)
    const bare = await urban.request('POST', `/tickets/${number}/return`, {
      reason: '不归',
      basis: '职责清单第三条',
      proposedDepartmentId: 'housing',
      version: ticket.version,
    })
    expect(bare.status).toBe(400)
    await act(urban, number, 'return', {
      reason: '内部：这盏灯在小区里，由物业管理，请转住建',
      basis: '物业管理条例',
      proposedDepartmentId: 'housing',
    })
    expect((await tracked(number, code)).stateLabel).toBe('退单申请中')
    await act(dispatcher, number, 'review-return', { approve: true, note: '同意' })
    await act(dispatcher, number, 'dispatch', { departmentId: 'housing', note: '内部：请住建接' })
    expect((await urban.request('GET', `/tickets/${number}`)).status).toBe(404)
    const housing = await town.signIn('housing')
    await act(housing, number, 'sign')
    const view = await tracked(number, code)
    expect(view.department).toContain('住')
    expect(JSON.stringify(view)).not.toContain('内部')
  })

  test('two handlers of one department sign at once: one wins, the other is told what happened', async () => {
    const { number } = await fileComplaint(town)
    const { ticket } = await urban.ok<{ ticket: { version: number } }>('GET', `/tickets/${number}`)
    const sign = () => urban.request('POST', `/tickets/${number}/sign`, { version: ticket.version })
    const answers = await Promise.all([sign(), sign()])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
    const lost = answers.find((a) => a.status === 409)
    expect(await lost?.json()).toMatchObject({
      error: { code: 'conflict', message: expect.stringContaining('签收') },
    })
  })

  test('the citizen adds facts and asks for progress in the talk; withdrawing ends it', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await citizen.say('补充：昨晚又有老人在那里摔了一跤')
    expect(JSON.stringify(await tracked(number, code))).toContain('老人在那里摔了')
    expect(oneOf(await citizen.say('我的工单到哪了'), 'notice').text).toContain(number)
    const withdrawn = await town.app.request(`/api/tickets/${number}/withdraw`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, reason: '物业已经修好' }),
    })
    expect(await withdrawn.json()).toMatchObject({ stateLabel: '已撤回', canAddFacts: false })
    expect((await urban.request('POST', `/tickets/${number}/sign`, { version: 99 })).status).toBe(409)
  })

  test('what the desk asks for is asked in the talk, answered there, and the ticket goes on', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    const back = {
      reason: '内部：不在本单位管的路上',
      basis: '职责清单第三条',
      proposedDepartmentId: 'housing',
    }
    await act(urban, number, 'return', back)
    await act(dispatcher, number, 'review-return', { approve: true })
    await act(agent, number, 'ask-info', { text: '灯杆上的编号是多少' })
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('灯杆上的编号是多少')
    expect(await tracked(number, code)).toMatchObject({
      stateLabel: '待补充',
      asksInfo: '灯杆上的编号是多少',
    })
    oneOf(await citizen.say('补充：编号是 0123'), 'notice')
    const view = await tracked(number, code)
    expect(view).toMatchObject({ stateLabel: '待派单', asksInfo: null })
    expect(JSON.stringify(view.timeline)).toContain('编号是 0123')
  })

  test('an extension is told in the talk with the new time; a ticket over is opened again only by something new', async () => {
    const { citizen, number, code } = await fileComplaint(town)
    await act(urban, number, 'sign')
    await act(urban, number, 'extend', { reason: '灯头要从外地调运' })
    await act(dispatcher, number, 'review-extension', { approve: true, note: '内部：属实' })
    const told = (await citizen.thread()).messages.at(-1)?.text
    expect(told).toMatch(/延期已同意.*延至/)
    const late = await urban.request('POST', `/tickets/${number}/extend`, {
      reason: '还要再等几天',
      version: 99,
    })
    expect(late.status).toBe(409)
    await publish(town, urban, number, { publicReply: '灯头已换，今晚恢复照明。' })
    await town.settle()
    await citizen.say('解决了')
    const facts = (text: string) =>
      town.app.request(`/api/tickets/${number}/facts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, text }),
      })
    expect((await facts('路灯坏了一个星期没人修')).status).toBe(409)
    expect(await (await facts('昨晚同一根灯杆又灭了')).json()).toMatchObject({ stateLabel: '待派单' })
    expect(await allTheyRead(citizen, number, code)).not.toContain('内部')
  })

  test("somebody else's ticket is not told in a talk, only where to ask with the code", async () => {
    const { number } = await fileComplaint(town)
    const stranger = await town.citizen()
    const told = oneOf(await stranger.say(`工单${number}到哪了`), 'notice').text
    expect(told).toContain('/t/')
    expect(told).not.toContain('城管')
  })

  test('a report stays confidential: the department sees neither name nor phone, in the fields or in the words', async () => {
    const { number } = await fileComplaint(
      town,
      '我要举报澄心路夜市的路灯电线被人私接，晚上偷电，我电话13800138000',
    )
    const detail = await (await agent.request('GET', `/tickets/${number}`)).json()
    expect(detail).toMatchObject({ ticket: { confidential: true } })
    expect(JSON.stringify(detail)).not.toContain('13800138000')
  })
})
