import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, fileComplaint, LAMP, publish } from '../support/file-complaint.ts'
import { type Citizen, oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

let town: Town
let agent: Staff
let urban: Staff
beforeAll(async () => {
  town = await openTown()
  agent = await town.signIn('agent')
  urban = await town.signIn('urban')
})
afterAll(() => town.close())

/** Tells a matter up to the yes; gives what is said then. */
const tell = async (citizen: Citizen, matter: string, phone: string) => {
  let replies = await citizen.say(matter)
  for (let turn = 0; turn < 4 && replies.at(-1)?.kind === 'collect'; turn++)
    replies = await citizen.say(replies.at(-1)?.text.includes('手机号') ? phone : '说不清')
  oneOf(replies, 'confirm')
  return citizen.say('确认提交')
}
const tracked = async (number: string, code: string) =>
  (await (await town.track(number, code)).json()) as {
    stateLabel: string
    department: string
    dueText: string
  }

test('another citizen with the same lamp is told what is known, joins with one tap, and is answered alone', async () => {
  const first = await fileComplaint(town, LAMP, '13800138000')
  const other = await town.citizen()
  const offered = oneOf(
    await tell(other, '澄心路12号门口路灯坏了，一个星期没人修，太黑了', '13900139001'),
    'collect',
  )
  expect(offered.text).toContain('已有 1 位市民反映了')
  expect(offered.text).toMatch(/待签收|待派单/)
  // Nothing of who asked first: neither number, phone nor their words.
  expect(offered.text).not.toContain(first.number)
  expect(offered.text).not.toContain('13800138000')
  expect(offered.options?.map((o) => o.label)).toEqual(['一起反映', '是另一件事'])
  const { ticket } = oneOf(await other.say('一起反映'), 'ticket')
  expect(ticket?.number).not.toBe(first.number)
  const page = await tracked(ticket?.number ?? '', ticket?.queryCode ?? '')
  expect(page.stateLabel).toContain('与同一件事一起办理')
  expect(page.department).toContain('城')

  await act(urban, first.number, 'sign')
  await publish(town, urban, first.number, { publicReply: '路灯11月23日下午已经修好，请您看看亮不亮。' })
  await town.settle()
  for (const citizen of [first.citizen, other]) {
    const said = JSON.stringify(await citizen.thread())
    expect(said).toContain('路灯11月23日下午已经修好')
    expect(said).toContain('解决了吗')
  }
  expect(JSON.stringify(await other.thread())).not.toContain(first.number)
})

test('the same person without news gets the progress instead of a second ticket', async () => {
  const matter = '我要投诉，松涛路8号旁边烧烤店半夜还在吵，油烟也大'
  const { citizen, number } = await fileComplaint(town, matter, '13700137001')
  const again = oneOf(await tell(citizen, matter, '13700137001'), 'collect')
  expect(again.text).toContain(number)
  expect(again.text).toContain('不用重复登记')
  oneOf(await citizen.say('不用再登记'), 'notice')
  expect(new Set(JSON.stringify(await citizen.thread()).match(/\d{8}-\d{5}/g))).toEqual(new Set([number]))
})

test('with news, the same person’s words are added to the ticket they have', async () => {
  const matter = '我要投诉，文昌街6号旁边工地半夜还在打桩'
  const { citizen, number } = await fileComplaint(town, matter, '13700137009')
  const more = `${matter}。昨天夜里脚手架还掉下来，玻璃碎了一地，旁边幼儿园的孩子早上踩到`
  const offered = oneOf(await tell(citizen, more, '13700137009'), 'collect')
  expect(offered.options?.[0]?.label).toBe('补充到这件工单')
  expect(oneOf(await citizen.say('补充到这件工单'), 'notice').text).toContain(
    `已把这段情况补充到工单 ${number}`,
  )
  const { steps } = await agent.ok<{ steps: { publicText: string }[] }>('GET', `/tickets/${number}`)
  expect(JSON.stringify(steps)).toContain('玻璃碎了一地')
})

test('who says it is another matter gets their own ticket, and another place is never asked about', async () => {
  await fileComplaint(town, '我要投诉，梧桐巷3号门口的窨井盖没了', '13600136001')
  const other = await town.citizen()
  oneOf(await tell(other, '我要投诉，梧桐巷3号门口的窨井盖没了好几天', '13600136002'), 'collect')
  oneOf(await other.say('是另一件事'), 'ticket')
  const third = await town.citizen()
  oneOf(await tell(third, '我要投诉，梧桐巷90号门口的窨井盖没了', '13600136003'), 'ticket')
  // The same telephone, the same words, another road: two holes, two tickets.
  const again = await town.citizen()
  oneOf(await tell(again, '我要投诉，翠柏巷7号门口的窨井盖没了', '13600136003'), 'ticket')
})

test('the desk sees why two may be one, joins them by one key and takes them apart again', async () => {
  const a = await fileComplaint(town, '我要投诉，柳营街20号楼道里堆满杂物没人管', '13500135001')
  const b = await town.citizen()
  await tell(b, '我要投诉，柳营街20号楼道堆了很多杂物', '13500135002')
  const { ticket } = oneOf(await b.say('是另一件事'), 'ticket')
  const number = ticket?.number ?? ''
  const { rows } = await agent.ok<{ rows: { number: string; why: string[] }[] }>(
    'GET',
    `/tickets/${number}/same-matter`,
  )
  expect(rows[0]?.number).toBe(a.number)
  expect(rows[0]?.why.join()).toContain('地点相同')
  const joined = await act(agent, number, 'join', { masterNumber: a.number })
  expect(joined.ticket.state).toBe('merged')
  await town.settle()
  expect(JSON.stringify(await b.thread())).toContain('同一件事，一起办理')
  const split = await act(agent, number, 'split', { reason: '不是同一个单元' })
  expect(split.ticket.state).toBe('accepted')
})
