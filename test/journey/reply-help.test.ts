import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CheckedReply } from '../../src/dispatch/check-reply.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

let town: Town
let urban: Staff
beforeAll(async () => {
  town = await openTown()
  urban = await town.signIn('urban')
})
afterAll(() => town.close())

const REPLY = '您好，11月23日下午已更换澄心路的路灯灯具并通电，当晚复查正常。'

test('a reply is checked while it is written, and one that names the citizen does not leave', async () => {
  const { number } = await fileComplaint(town)
  await act(urban, number, 'sign')
  const first = await urban.ok<CheckedReply>('POST', `/tickets/${number}/check-reply`, {
    publicReply: '高度重视，尽快处理。',
  })
  expect(first.findings.map((f) => f.question)).toEqual(
    expect.arrayContaining(['wording', 'result', 'contact']),
  )
  await act(urban, number, 'contact', { way: 'phone', note: '电话说明了情况' })
  const second = await urban.ok<CheckedReply>('POST', `/tickets/${number}/check-reply`, {
    publicReply: REPLY,
  })
  expect(second.findings.filter((f) => f.question === 'contact')).toEqual([])

  const { ticket } = await urban.ok<{ ticket: { version: number } }>('GET', `/tickets/${number}`)
  const refused = await urban.request('POST', `/tickets/${number}/reply`, {
    publicReply: '已联系13800138000，路灯修好了。',
    version: ticket.version,
  })
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('请删去')
})

test('what was answered before helps with the next one, without anybody’s number', async () => {
  const before = await fileComplaint(town)
  await act(urban, before.number, 'sign')
  await publish(town, urban, before.number, { publicReply: `${REPLY}值班手机13900139000。` })
  const { number } = await fileComplaint(town)
  const { replies } = await urban.ok<{ replies: { number: string; reply: string }[] }>(
    'GET',
    `/tickets/${number}/similar-replies`,
  )
  expect(replies[0]?.number).toBe(before.number)
  expect(replies[0]?.reply).toContain('更换')
  expect(replies[0]?.reply).not.toContain('13900139000')
})

test('a return stands ready with another unit and its ground, and can be sent as it stands', async () => {
  const { number } = await fileComplaint(town, '我要投诉，澄心路12号楼下烧烤摊半夜还在吵，油烟也大')
  const { units } = await urban.ok<{
    units: { departmentId: string; basis: string; reason: string; departmentName: string }[]
  }>('GET', `/tickets/${number}/return-advice`)
  const [first] = units
  expect(first?.departmentId).not.toBe('urban-management')
  expect(first?.basis.length).toBeGreaterThan(4)
  const after = await act(urban, number, 'return', {
    reason: first?.reason,
    basis: first?.basis,
    proposedDepartmentId: first?.departmentId,
  })
  expect(after.ticket.state).toBe('return_req')
})

test('a unit the catalogue names for another category only stands last, and its reason says that the matter would have to be that one', async () => {
  const { number } = await fileComplaint(
    town,
    '我要投诉，翠柏巷30号门口的路灯坏了一个星期没人修',
    '13800138077',
  )
  const { units } = await urban.ok<{ units: { reason: string; isOfMatter: boolean }[] }>(
    'GET',
    `/tickets/${number}/return-advice`,
  )
  // Street lamps are led by this very unit: nothing may be said for it that the catalogue does not say.
  for (const { reason, isOfMatter } of units) {
    expect(isOfMatter).toBe(false)
    expect(reason).toMatch(/^这件事更像“.+”，派单目录里由|^派单目录里，这类事项中/)
  }
})
