import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countEvents } from '../../src/insight/metrics/count-events.ts'
import { warnClocks } from '../../src/tickets/clocks/warn-clocks.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { newAddress, openTown, type Staff, type Town } from '../support/open-town.ts'

/** 催办 and 督办 as the citizen, the unit and the supervisor live through them. */
let town: Town
let urban: Staff
let supervisor: Staff
let dispatcher: Staff
/** A session ends after eight quiet hours: whoever comes back the next day signs in again. */
const comeToWork = async (): Promise<void> => {
  urban = await town.signIn('urban')
  supervisor = await town.signIn('supervisor')
  dispatcher = await town.signIn('dispatcher')
}
beforeAll(async () => {
  town = await openTown()
  await comeToWork()
})
afterAll(() => town.close())

const HOUR_MS = 3_600_000
type View = {
  canUrge: boolean
  urgeText: string | null
  timeline: { title: string; text: string }[]
}
const track = async (number: string, code: string): Promise<View> =>
  (await town.track(number, code)).json() as Promise<View>
const urgeOnPage = (number: string, code: string, text = '') =>
  town.app.request(`/api/tickets/${number}/urge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': newAddress() },
    body: JSON.stringify({ code, text }),
  })
type Detail = {
  ticket: { urgeDueAt: string | null; urgeCount: number; supervised: boolean; superviseDueAt: string | null }
  actions: string[]
  blocked: { action: string; say: string }[]
  steps: { action: string; internalNote: string }[]
}
const look = (staff: Staff, number: string) => staff.ok<Detail>('GET', `/tickets/${number}`)
const watched = async (kind: string): Promise<string[]> =>
  (await supervisor.ok<{ rows: { number: string }[] }>('GET', `/overview/watched/${kind}`)).rows.map(
    (r) => r.number,
  )
const casesOf = async (metric: string, query = ''): Promise<number> => {
  await countEvents(town.desk)
  const { today } = await supervisor.ok<{ today: string }>('GET', '/overview')
  const span = `from=2026-11-01&to=2026-12-31&asOf=${today}`
  const path = `/insight/cases?${span}&metric=${metric}${query}`
  return (await supervisor.ok<{ total: number }>('GET', path)).total
}

describe('a citizen who waits', () => {
  test('urges on the tracking page: told by when somebody answers, not twice in a row, and answered in their talk', async () => {
    const { number, code, citizen } = await fileComplaint(town)
    expect(await track(number, code)).toMatchObject({ canUrge: true, urgeText: null })
    const urged = (await (await urgeOnPage(number, code, '三天没人来了')).json()) as View
    expect(urged.timeline[0]?.title).toBe('催办')
    expect(urged.timeline[0]?.text).toMatch(/已催办，.*最迟11月24日\(周二\)18:00前回应办得怎么样/)
    expect(urged).toMatchObject({ canUrge: false })
    expect(urged.urgeText).toMatch(/已经催办过，最迟.*前回应；.*以后可以再催/)
    const again = await urgeOnPage(number, code)
    expect(again.status).toBe(409)
    expect(((await again.json()) as { error: { message: string } }).error.message).toBe(urged.urgeText)

    const seen = await look(urban, number)
    expect(seen.ticket).toMatchObject({ urgeCount: 1, urgeDueAt: '2026-11-24T10:00:00.000Z' })
    expect(seen.steps[0]).toMatchObject({ action: 'urge', internalNote: '三天没人来了' })
    expect(await watched('urged')).toEqual([number])

    await act(urban, number, 'answer-urge', { text: '材料已经订了，周三上门修' })
    expect(await watched('urged')).toEqual([])
    expect((await look(urban, number)).ticket.urgeDueAt).toBeNull()
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('关于您的催办：材料已经订了，周三上门修')
    expect((await track(number, code)).timeline[0]?.text).toBe('材料已经订了，周三上门修')
    const twice = await urban.request('POST', `/tickets/${number}/answer-urge`, {
      text: '再说一遍',
      version: 99,
    })
    expect(twice.status).toBe(409)
  })

  test('says it in the talk, with the number or without, and hears how it stands', async () => {
    const { number, citizen } = await fileComplaint(
      town,
      '我要投诉，织锦路3号门口的路灯坏了一个月没人修，天黑看不清',
    )
    const [said] = await citizen.say('怎么还没人管')
    expect(said?.text).toContain(number)
    expect(said?.text).toContain('已催办')
    const [rest] = await citizen.say('催一下')
    expect(rest?.text).toContain('以后可以再催')
    expect((await look(urban, number)).ticket.urgeCount).toBe(1)
    town.clock.advance(25 * HOUR_MS)
    await comeToWork()
    const [later] = await citizen.say(`催办 ${number}`)
    expect(later?.text).toContain('已再次催办')
    expect((await look(urban, number)).ticket.urgeCount).toBe(2)
  })

  test('without a ticket of their own is asked for one; a matter told with impatience stays a matter', async () => {
    const stranger = await town.citizen()
    const [none] = await stranger.say('帮我催一下')
    expect(none?.text).toContain('没有登记过工单')
    const other = await town.citizen()
    const replies = await other.say('我要投诉，双塔大街5号的井盖坏了怎么还没人管')
    expect(replies.some((r) => r.kind === 'collect' || r.kind === 'confirm')).toBe(true)
    const foreign = await town.citizen()
    const { number } = await fileComplaint(town, '我要投诉，海棠大道9号的路灯一直不亮没人修，晚上很黑')
    const [refused] = await foreign.say(`催一下 ${number}`)
    expect(refused?.text).toContain('查询码')
    expect((await look(dispatcher, number)).ticket.urgeCount).toBe(0)
  })

  test('an agent urges on a call with the reason; a wrong query code urges nothing', async () => {
    const { number, citizen } = await fileComplaint(
      town,
      '我要投诉，松岗路8号楼前的路灯坏了没人修，老人不敢出门',
    )
    const agent = await town.signIn('agent')
    const short = await agent.request('POST', `/tickets/${number}/urge`, { text: '催', version: 3 })
    expect(short.status).toBe(400)
    await act(agent, number, 'urge', { text: '诉求人来电催问' })
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('已催办')
    expect((await urgeOnPage(number, 'WRONGCODE')).status).toBe(404)
  })
})

describe('a supervisor', () => {
  test('orders with reason and level; the unit answers by its own clock, the order is lifted with a reason', async () => {
    const { number, code } = await fileComplaint(town, '我要投诉，创智大道66号的路灯坏了三周没人修，很危险')
    await act(urban, number, 'sign')
    await act(supervisor, number, 'supervise', { level: 'urgent', reason: '第三次反映，请查明原因' })
    expect((await track(number, code)).timeline[0]?.text).toMatch(/热线已督办这件工单，要求.*前说明办理情况/)
    expect(await watched('supervised')).toContain(number)
    const seen = await look(urban, number)
    expect(seen.ticket.supervised).toBe(true)
    expect(seen.ticket.superviseDueAt).not.toBeNull()
    expect(seen.steps[0]?.internalNote).toBe('第三次反映，请查明原因')
    const twice = await supervisor.request('POST', `/tickets/${number}/supervise`, {
      level: 'normal',
      reason: '再督办一次看看',
      version: 5,
    })
    expect(twice.status).toBe(409)

    await act(urban, number, 'answer-supervision', { text: '灯杆断裂，已下单更换' })
    expect((await look(urban, number)).ticket.superviseDueAt).toBeNull()
    expect(await watched('supervised')).toContain(number)
    await act(supervisor, number, 'lift-supervision', { reason: '反馈清楚，跟到答复' })
    expect(await watched('supervised')).not.toContain(number)
    expect((await track(number, code)).timeline.map((s) => s.text).join()).not.toContain('灯杆断裂')
  })

  test('an order the unit sleeps through turns red, counts as late, and stays in sight after the ticket is answered', async () => {
    const { number } = await fileComplaint(town, '我要投诉，未来湖路18号的路灯忽明忽暗没人修，晃眼')
    await act(urban, number, 'sign')
    await act(supervisor, number, 'supervise', { level: 'critical', reason: '多人反映，请马上说明' })
    town.clock.advance(5 * HOUR_MS)
    await warnClocks(town.desk)
    await publish(town, urban, number, { publicReply: '灯具已更换，今晚起正常亮灯。' })
    await town.settle()
    expect(await watched('supervised')).toContain(number)
    expect(await casesOf('supervise_answered', '&side=miss')).toBe(1)
  })

  test('every urge, order and answer is counted, and stands behind its figure', async () => {
    expect(await casesOf('urged', '&side=hit&dim=citizen')).toBe(3)
    expect(await casesOf('urged', '&side=hit&dim=staff')).toBe(1)
    expect(await casesOf('supervised', '&side=hit')).toBe(2)
    expect(await casesOf('urge_answered', '&side=hit')).toBeGreaterThanOrEqual(1)
    expect(await casesOf('supervise_answered', '&side=hit')).toBe(1)
  })
})

test('places are counted by street and leave as a file, lists of what is watched too, without anybody in them', async () => {
  const { rows } = await supervisor.ok<{ rows: { district: string; street: string; opened: number }[] }>(
    'GET',
    '/insight/places?from=2026-11-23&to=2026-11-30',
  )
  expect(rows.reduce((sum, row) => sum + row.opened, 0)).toBe(6)
  expect(rows.map((row) => row.district)).toContain('东澜区')
  const file = await supervisor.request('GET', '/insight/places/file?from=2026-11-23&to=2026-11-30&as=csv')
  expect(await file.text()).toMatch(/"区县","街道","经度","纬度"/)
  const list = await (await supervisor.request('GET', '/overview/watched/supervised/file?as=csv')).text()
  expect(list).toContain('工单号')
  expect(list).not.toContain('13800138000')
  expect((await supervisor.request('GET', '/overview/watched/supervised/file?as=xlsx')).status).toBe(200)
})
