import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TicketForCitizen } from '../../src/contracts/ticket.ts'
import { sweepFollowUps } from '../../src/feedback/background-jobs.ts'
import { act, fileComplaint, LAMP } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

const DAY = 24 * 60 * 60_000

// A town of its own: weeks pass in it.
let town: Town
let staff: Record<string, Staff>
/** Days pass; sessions end with them. */
const pass = async (days: number): Promise<void> => {
  town.clock.advance(days * DAY)
  const logins = ['urban', 'urbanlead', 'dispatcher', 'agent']
  const people = await Promise.all(logins.map(async (login) => [login, await town.signIn(login)] as const))
  staff = Object.fromEntries(people)
}
const as = (login: string): Staff => {
  const one = staff[login]
  if (!one) throw new Error(`${login} did not sign in`)
  return one
}
beforeAll(async () => {
  town = await openTown()
  await pass(0)
})
afterAll(() => town.close())

/** A lamp that was repaired and rated solved. */
const solved = async (phone: string, isCall = false) => {
  const filed = await fileComplaint(town, LAMP, phone)
  await act(as('urban'), filed.number, 'sign')
  await act(as('urban'), filed.number, 'reply', { publicReply: '路灯已经修好，今晚请您看看亮不亮。' })
  await act(as('urbanlead'), filed.number, 'sign-reply', { approve: true })
  await act(as('dispatcher'), filed.number, 'audit', { approve: true })
  await town.settle()
  await filed.citizen.say('解决了')
  await filed.citizen.say('满意')
  if (isCall) {
    const { db } = town.desk
    await db
      .updateTable('conversation')
      .set({ channel: 'voice' })
      .where('id', '=', filed.citizen.id)
      .execute()
  }
  return filed
}
const sweep = async (): Promise<void> => {
  await sweepFollowUps(town.desk)
  await town.settle()
}
const tracked = async (number: string, code: string): Promise<TicketForCitizen> =>
  (await (await town.track(number, code)).json()) as TicketForCitizen

describe('真的修好了吗', () => {
  test('a lamp is asked about once, fourteen days after closing; it lasted', async () => {
    const { citizen, number, code } = await solved('13600000001')
    await pass(13)
    await sweep()
    expect((await citizen.thread()).messages.some((m) => m.reply?.asks === 'lasting')).toBe(false)
    await pass(2)
    await sweep()
    await sweep()
    const asked = (await citizen.thread()).messages.filter((m) => m.reply?.asks === 'lasting')
    expect(asked).toHaveLength(1)
    expect(asked[0]?.text).toContain(number)
    await citizen.say('还好')
    const view = await tracked(number, code)
    expect(view.stateLabel).toBe('已办结')
    expect(JSON.stringify(view.timeline)).toContain('一直是好的')
    await pass(3)
    await sweep()
    expect((await citizen.thread()).messages.filter((m) => m.reply?.asks === 'lasting')).toHaveLength(1)
  })

  test('broken again, it is told in a sentence and opened again', async () => {
    const { citizen, number, code } = await solved('13600000002')
    await pass(14)
    await sweep()
    expect((await citizen.say('又坏了')).at(-1)?.text).toContain('从什么时候开始')
    const told = (await citizen.say('上周三开始又不亮了，晚上全黑')).at(-1)
    expect(told?.text).toContain('重新办理')
    const view = await tracked(number, code)
    expect(view.stateLabel).toBe('待派单')
    expect(JSON.stringify(view.timeline)).toContain('上周三开始又不亮了')
  })

  test('by telephone too: the words are needed, and the ticket opens again', async () => {
    const { number, code } = await solved('13600000003', true)
    await pass(14)
    await sweep()
    const agent = as('agent')
    type Calls = { rows: { id: string; number: string; kind: string }[] }
    const row = (await agent.ok<Calls>('GET', '/follow-ups')).rows.find((one) => one.number === number)
    expect(row?.kind).toBe('again')
    await agent.ok('POST', `/follow-ups/${row?.id}/take`)
    const said = { result: 'connected', lasting: false, words: '' }
    expect((await agent.request('POST', `/follow-ups/${row?.id}/record`, said)).status).toBe(400)
    await agent.ok('POST', `/follow-ups/${row?.id}/record`, { ...said, words: '昨晚又灭了，路口全黑' })
    expect((await tracked(number, code)).stateLabel).toBe('待派单')
  })

  test('who does not want to be asked is not', async () => {
    const { citizen } = await solved('13600000004')
    await citizen.say('不要回访')
    await pass(15)
    await sweep()
    expect((await citizen.thread()).messages.some((m) => m.reply?.asks === 'lasting')).toBe(false)
  })
})
