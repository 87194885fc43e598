import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TicketForCitizen } from '../../src/contracts/ticket.ts'
import { countEvents } from '../../src/insight/metrics/count-events.ts'
import { makeFigures } from '../../src/insight/metrics/make-figures.ts'
import { act, fileComplaint, LAMP, publish } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

type Bad = {
  said: string
  isOpen: boolean
  finding: string
  staffName: string | null
  outcome: string
  claim: object | null
}
type Page = {
  ticket: {
    state: string
    solved: string | null
    satisfied: number | null
    contactName: string
    contactPhone: string
    contactMasked: boolean
  }
  steps: { action: string; title: string; publicText: string }[]
  badRatings: Bad[]
  actions: string[]
}

let town: Town
let urban: Staff
let leader: Staff
let agent: Staff
let dispatcher: Staff
let supervisor: Staff
beforeAll(async () => {
  town = await openTown()
  const logins = ['urban', 'urbanlead', 'agent', 'dispatcher', 'supervisor']
  const staff = await Promise.all(logins.map((login) => town.signIn(login)))
  ;[urban, leader, agent, dispatcher, supervisor] = staff as [Staff, Staff, Staff, Staff, Staff]
})
afterAll(() => town.close())

const replied = async (matter = LAMP) => {
  const filed = await fileComplaint(town, matter, '13700001234')
  await act(urban, filed.number, 'sign')
  await publish(town, urban, filed.number, { publicReply: '路灯已经修好，今晚请您看看亮不亮。' })
  await town.settle()
  return filed
}
const rate = async (number: string, code: string, body: object): Promise<TicketForCitizen> => {
  const response = await town.app.request(`/api/tickets/${number}/rating`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, ...body }),
  })
  return (await response.json()) as TicketForCitizen
}
const read = (who: Staff, number: string) => who.ok<Page>('GET', `/tickets/${number}`)
const refused = async (who: Staff, number: string, door: string, body: object): Promise<number> => {
  const detail = await who.ok<{ ticket: { version: number } }>('GET', `/tickets/${number}`)
  const { version } = detail.ticket
  return (await who.request('POST', `/tickets/${number}/${door}`, { version, ...body })).status
}
const EVIDENCE = { code: 'mistaken', evidence: '11月23日回电，诉求人说是点错了，灯是亮的' }

describe('a bad rating is work', () => {
  test('solved and not satisfied: it has an owner and a due time, is verified, explained to the citizen, and over', async () => {
    const { citizen, number, code } = await replied()
    await rate(number, code, { solved: 'solved', satisfied: 2, reason: '打了三次电话没人接' })
    const open = await agent.ok<{ rows: { number: string; said: string; dueAt: string }[] }>(
      'GET',
      '/bad-ratings',
    )
    expect(open.rows.find((row) => row.number === number)).toMatchObject({ said: '解决了 · 不满意' })
    await act(agent, number, 'verify-rating', { finding: 'no_fault', text: '核实：单位电话当天故障' })
    const seen = await read(agent, number)
    expect(seen.badRatings[0]).toMatchObject({ isOpen: true, staffName: '林坐席' })
    await act(agent, number, 'explain-rating', {
      publicReply: '当天单位电话线路故障，已经修复，给您添麻烦了。',
    })
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('电话线路故障')
    expect((await read(agent, number)).badRatings[0]).toMatchObject({ isOpen: false, outcome: '已说明' })
    const told = JSON.stringify(await (await town.track(number, code)).json())
    expect(told).not.toContain('核实：')
  })

  test('the unit at fault does it again, also when the citizen said solved', async () => {
    const { number, code } = await replied()
    await rate(number, code, { solved: 'partly', satisfied: 1 })
    const again = await act(dispatcher, number, 'rework', { reason: '只修了一盏，还有两盏不亮' })
    expect(again.ticket.state).toBe('dispatched')
    expect((await read(agent, number)).badRatings[0]).toMatchObject({ outcome: '已重办' })
  })

  test('who is content makes no work, and nobody can order a rework of it', async () => {
    const { number, code } = await replied()
    await rate(number, code, { solved: 'solved', satisfied: 3 })
    expect((await read(agent, number)).badRatings).toEqual([])
    expect(await refused(dispatcher, number, 'rework', { reason: '想让它再办一次' })).toBe(409)
    expect(
      await refused(agent, number, 'verify-rating', { finding: 'unclear', text: '没有差评也核实' }),
    ).toBe(409)
  })

  test('the unit appeals once with evidence; the hotline verifies; a supervisor decides, and the rating counts no more', async () => {
    const { number, code } = await replied()
    await rate(number, code, { solved: 'solved', satisfied: 1 })
    expect(await refused(urban, number, 'appeal-rating', { code: 'mistaken', evidence: '不服' })).toBe(400)
    expect(await refused(urban, number, 'appeal-rating', { ...EVIDENCE, code: 'because' })).toBe(400)
    await act(urban, number, 'appeal-rating', EVIDENCE)
    expect(await refused(dispatcher, number, 'propose-exclusion', EVIDENCE)).toBe(409)
    expect(await refused(supervisor, number, 'decide-exclusion', { approve: true })).toBe(409)
    await act(agent, number, 'verify-rating', { finding: 'no_fault', text: '回电：诉求人说点错了' })
    expect(await refused(dispatcher, number, 'decide-exclusion', { approve: true })).toBe(403)
    await act(supervisor, number, 'decide-exclusion', { approve: true, note: '证据清楚' })
    const page = await read(supervisor, number)
    expect(page.badRatings[0]).toMatchObject({ isOpen: false, outcome: '已剔除' })
    const titles = page.steps.map((step) => step.title)
    expect(titles).toEqual(expect.arrayContaining(['申诉差评', '核实差评', '同意剔除']))
    expect(page.ticket).toMatchObject({ solved: 'solved', satisfied: 1 })
    expect(await refused(urban, number, 'appeal-rating', EVIDENCE)).toBe(409)
  })

  test('whoever proposes does not decide, nor who verified; a refusal says why and may not be repeated by the unit', async () => {
    const { number, code } = await replied()
    await rate(number, code, { solved: 'solved', satisfied: 2 })
    await act(agent, number, 'verify-rating', { finding: 'unclear', text: '两边说法不一样' })
    await act(supervisor, number, 'propose-exclusion', EVIDENCE)
    expect(await refused(supervisor, number, 'decide-exclusion', { approve: true })).toBe(403)
    const { number: second, code: secondCode } = await replied()
    await rate(second, secondCode, { solved: 'solved', satisfied: 2 })
    await act(leader, second, 'appeal-rating', EVIDENCE)
    expect(await refused(supervisor, second, 'decide-exclusion', { approve: false })).toBe(400)
    await act(supervisor, second, 'decide-exclusion', { approve: false, note: '没有通话记录，不能认定' })
    expect(await refused(urban, second, 'appeal-rating', EVIDENCE)).toBe(409)
  })

  test('a dispute that is excluded still owes the citizen an answer', async () => {
    const { number, code } = await replied()
    await rate(number, code, {
      solved: 'unsolved',
      satisfied: 1,
      reason: '要求把整条街的灯都换成我喜欢的样子',
    })
    await act(agent, number, 'verify-rating', { finding: 'no_fault', text: '路灯都亮，样式不在职责内' })
    await act(dispatcher, number, 'propose-exclusion', { ...EVIDENCE, code: 'unreasonable' })
    await act(supervisor, number, 'decide-exclusion', { approve: true })
    expect((await read(agent, number)).badRatings[0]).toMatchObject({ isOpen: true })
    await act(dispatcher, number, 'uphold', { publicReply: '路灯都已经亮了，样式由全市统一规划，请您理解。' })
    expect((await read(agent, number)).badRatings[0]).toMatchObject({ isOpen: false, outcome: '已剔除' })
  })

  test('the figures show each exclusion with its reason', async () => {
    await countEvents(town.desk)
    const { db, rules } = town.desk
    const day = '2026-11-23'
    const figures = await makeFigures(db, rules, { from: day, to: day, asOf: day })
    const reasons = figures.city.satisfied.excluded.map((one) => one.reason)
    expect(reasons).toEqual(expect.arrayContaining(['mistaken', 'unreasonable']))
  })
})

describe('a rating is private', () => {
  test('before the ticket is over its unit reads nothing of it: no grade, no words, not in the story, not in a list', async () => {
    const { citizen, number } = await replied()
    await citizen.say('没解决，门口那盏还是不亮')
    await citizen.say('非常不满意')
    for (const who of [urban, leader]) {
      const page = await read(who, number)
      expect(page.ticket).toMatchObject({ state: 'verify', solved: null, satisfied: null })
      expect(page.badRatings).toEqual([])
      expect(JSON.stringify(page)).not.toMatch(/门口那盏|不满意|反映没解决|评满意度/)
      const list = await who.ok<{ rows: { number: string }[] }>('GET', '/bad-ratings')
      expect(list.rows.some((row) => row.number === number)).toBe(false)
    }
    const hotline = await read(agent, number)
    expect(JSON.stringify(hotline.steps)).toContain('门口那盏')
    expect(hotline.ticket.satisfied).toBeNull()
    expect(JSON.stringify(hotline.steps)).not.toContain('不满意')
  })

  test('over, the unit sees what was said and no longer by whom; the hotline sees both', async () => {
    const { number, code } = await replied()
    expect((await read(urban, number)).ticket.contactPhone).toBe('13700001234')
    await rate(number, code, { solved: 'solved', satisfied: 2, reason: '来得太晚' })
    const page = await read(urban, number)
    expect(page.ticket).toMatchObject({ satisfied: 2, contactMasked: true, contactPhone: '137****1234' })
    expect(JSON.stringify(page)).not.toContain('13700001234')
    expect((await read(agent, number)).ticket.contactPhone).toBe('13700001234')
    const list = JSON.stringify(await urban.ok('GET', '/bad-ratings'))
    expect(list).toContain(number)
    expect(list).not.toMatch(/13700001234|137\*/)
    const police = await town.signIn('police')
    expect(JSON.stringify(await police.ok('GET', '/bad-ratings'))).not.toContain(number)
  })

  test('staff cannot rate, through any door', async () => {
    const { number } = await replied()
    for (const who of [urban, leader, agent, dispatcher, supervisor]) {
      for (const door of ['rate', 'rating', 'grade', 'dispute'])
        expect(
          (await who.request('POST', `/tickets/${number}/${door}`, { solved: 'solved', satisfied: 5 }))
            .status,
        ).toBe(404)
      expect((await read(who, number)).actions).not.toEqual(expect.arrayContaining(['rate']))
    }
    const without = await rate(number, 'WRONGONE', { solved: 'solved', satisfied: 5 })
    expect(without).toMatchObject({ error: { code: 'not_found' } })
  })
})
