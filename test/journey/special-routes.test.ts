import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { REFERRAL_LABELS } from '../../src/tickets/state-labels.ts'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

// A town of its own: the words of a route are changed, and its database file is read.
let town: Town
let admin: Staff
beforeAll(async () => {
  town = await openTown()
  admin = await town.signIn('admin')
})
afterAll(() => town.close())

const ROUTES = readCityFiles('knowledge').rules.specialRoutes

/** What a citizen might say for each route that hears words. */
const SAYS: Record<string, string> = {
  'danger-fire': '我家厨房着火了',
  'danger-crime': '有人拿刀在砍人',
  'danger-medical': '老人突然晕倒叫不醒',
  'danger-traffic': '路口出车祸了，有人受伤流血',
  'danger-gas-leak': '家里煤气泄漏了，味道很大',
  'danger-electric': '电线掉下来了，有人触电了',
  'danger-self-harm': '我不想活了',
  'danger-trapped': '电梯卡在三楼，我们出不来',
  'danger-abuse': '隔壁保姆在打孩子，孩子惨叫',
  'danger-fraud': '我刚被骗转了三万块钱',
  'danger-missing': '我家孩子走丢了，找不到了',
  'petition-in-progress': '这件事信访局已经受理了，我想问问进展',
  litigation: '法院已经判了，我不服一审判决',
  arbitration: '劳动仲裁已经开庭了，结果一直不出来',
  reconsideration: '我已经申请行政复议了，复议决定没下来',
  discipline: '我要举报村支书贪污低保款',
  procuratorate: '案子已经移送检察院了，检察院一直拖',
  'information-disclosure': '我要申请政府信息公开，要征地批文',
  'party-congress-military': '我要投诉人大代表不履职',
  'secret-and-privacy': '我有一份绝密文件发给你看',
  'private-dispute': '朋友欠我两万块钱不还',
  'other-city': '我要投诉外省的工地拖欠工资',
  harassing: '美女加个微信呗，陪我聊天',
}

test('every case of another door is there: each reason a ticket may end with has a route, each danger its number', () => {
  const reasons = new Set(ROUTES.map((route) => route.referral))
  expect([...reasons].sort()).toEqual(Object.keys(REFERRAL_LABELS).sort())
  for (const number of ['110', '119', '120', '122', '12356'])
    expect(ROUTES.some((route) => route.danger && route.number === number)).toBe(true)
})

test.each(ROUTES.map((route) => [route.name, route] as const))(
  '%s: its words name the right door, and what a citizen says of it gets there',
  async (_, route) => {
    expect(route.says).toContain(route.door)
    if (route.number) expect(route.says).toContain(route.number)
    expect(route.disposition === 'transfer').toBe(route.danger)
    const said = SAYS[route.id]
    // What has no words to hear is told by a person.
    expect(said === undefined).toBe(route.patterns.length === 0)
    if (said === undefined) return
    const [reply] = await (await town.citizen()).say(said)
    expect(reply?.text).toContain(route.says)
    expect(reply?.emergency?.number).toBe(route.danger ? route.number : undefined)
  },
)

describe('what must not be written down', () => {
  const SECRET = '代号白鹭七号工程'

  /** Everything the database wrote to the disk, its journal too. */
  const onDisk = (): string => {
    const dir = dirname(town.databaseUrl.replace('file:', ''))
    return readdirSync(dir)
      .filter((name) => name.startsWith('town.db'))
      .map((name) => readFileSync(`${dir}/${name}`).toString('utf8'))
      .join('')
  }

  test('is in no file of the database, whoever holds the talk; the citizen is told the right door', async () => {
    const citizen = await town.citizen()
    const [reply] = await citizen.say(`我手里有绝密文件，${SECRET}的图纸念给你听`)
    expect(reply?.text).toContain('机要渠道')
    // In the middle of a draft: the draft stays.
    await citizen.say('我要投诉，澄心路12号门口的路灯坏了一个星期没人修')
    await citizen.say(`这是涉密材料，${SECRET}`)
    expect((await citizen.say('不留'))[0]?.kind).toBe('confirm')
    // With an agent, who reads that something was left out.
    await citizen.say('转人工')
    const agent = await town.signIn('agent')
    await agent.ok('POST', `/conversations/${citizen.id}/take`)
    await citizen.send(`机密文件${SECRET}发给你`)
    const talk = await agent.ok<{ messages: { text: string }[] }>('GET', `/conversations/${citizen.id}`)
    expect(talk.messages.some((m) => m.text.includes('按规定不记录内容'))).toBe(true)
    const edited = await citizen.edit('matter', `国家秘密${SECRET}被人拿走了`)
    expect([edited.status, await edited.text()]).toEqual([400, expect.stringContaining('机要渠道')])
    await citizen.say('再见')
    const files = onDisk()
    expect([files.includes('澄心路12号'), files.includes(SECRET)]).toEqual([true, false])
  })

  test('danger is written down even where it comes with a secret: somebody must be able to help', async () => {
    const [reply] = await (await town.citizen()).say('存绝密文件的房子着火了，有人被困在里面')
    expect(reply?.emergency?.number).toBe('119')
  })
})

test('at triage another door is told with one press: the reason code, the text, counted apart', async () => {
  const filed = await fileComplaint(town, '我要投诉，隔壁老王家的狗把我家门口弄脏了，澄心路18号')
  const dispatcher = await town.signIn('dispatcher')
  const doors = await dispatcher.ok<{ rows: { id: string; says: string }[] }>(
    'GET',
    `/tickets/${filed.number}/doors`,
  )
  expect(doors.rows.map((row) => row.id)).toEqual(expect.arrayContaining(ROUTES.map((route) => route.id)))
  const { ticket } = await dispatcher.ok<{ ticket: { state: string } }>('GET', `/tickets/${filed.number}`)
  if (ticket.state === 'dispatched') {
    const unit = await town.desk.db
      .updateTable('ticket')
      .set({ state: 'accepted', lead_department_id: null })
      .where('number', '=', filed.number)
      .execute()
    expect(unit).toHaveLength(1)
  }
  await act(dispatcher, filed.number, 'inform', { routeId: 'private-dispute' })
  const after = await dispatcher.ok<{ ticket: { state: string; outcome: string } }>(
    'GET',
    `/tickets/${filed.number}`,
  )
  expect(after.ticket).toMatchObject({ state: 'referred', outcome: REFERRAL_LABELS.outside_duty })
  expect((await filed.citizen.thread()).messages.at(-1)?.text).toContain('12348')
  const moved = await town.desk.db
    .selectFrom('event')
    .select('data')
    .where('type', '=', 'ticket.moved')
    .execute()
  expect(moved.map((e) => JSON.parse(e.data)).at(-1)).toMatchObject({
    action: 'refer',
    outcome: 'outside_duty',
  })
})

test('an administrator changes what a route tells; it must name its door, and the next citizen reads it', async () => {
  const words = { says: '借钱的纠纷可以先找街道调解，也可以打12348问法律。', door: '12348', number: '12348' }
  const wrong = await admin.request('PUT', '/special-routes/private-dispute', {
    words: { ...words, door: '街道司法所' },
    why: '写错',
  })
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('写明该找哪里')])
  await admin.ok('PUT', '/special-routes/private-dispute', { words, why: '说得短一点' })
  const [reply] = await (await town.citizen()).say('朋友欠我两万块钱不还')
  expect(reply?.text).toBe(words.says)
})

test('“我受够了” is anger and a hole in the road is a hole; with more said both are danger', async () => {
  const emergency = async (said: string) => (await (await town.citizen()).say(said))[0]?.emergency?.number
  for (const said of [
    '我受够了',
    '你们推来推去，我受够了，转人工',
    '路面塌了一个坑',
    '刚才路面突然塌了一个坑',
  ])
    expect(await emergency(said), said).toBeUndefined()
  expect(await emergency('我受够了，不想活了')).toBe('12356')
  expect(await emergency('路面塌了一个坑，有人掉进去出不来了')).toBe('119')
})
