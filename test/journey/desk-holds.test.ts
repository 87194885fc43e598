import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { returnLapsedHolds } from '../../src/conversations/return-holds.ts'
import { type Citizen, oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

/** A clock of its own is moved here: holds lapse by it. */
let town: Town
let agent: Staff
let second: Staff
beforeAll(async () => {
  town = await openTown()
  agent = await town.signIn('agent')
  second = await town.signIn('agent2')
})
afterAll(() => town.close())

type Row = {
  id: string
  heldBy: string
  waitKind: string
  waitReason: string
  waitsFor: string | null
  orderWhy: string
}
const queue = async (who: Staff): Promise<Row[]> =>
  (await who.ok<{ rows: Row[] }>('GET', '/conversations')).rows
const rowOf = async (who: Staff, id: string): Promise<Row | undefined> =>
  (await queue(who)).find((row) => row.id === id)

const waiting = async (words = '身份证丢了怎么补办'): Promise<Citizen> => {
  const citizen = await town.citizen()
  await citizen.say(words)
  oneOf(await citizen.say('转人工'), 'handover')
  return citizen
}
const take = (who: Staff, talk: Citizen) => who.ok('POST', `/conversations/${talk.id}/take`)
const colleague = async (name: string) =>
  (
    await agent.ok<{ people: { id: string; name: string; atDesk: boolean }[] }>('GET', '/desk/colleagues')
  ).people.find((person) => person.name === name)

describe('a hold', () => {
  test('lasts while the desk gives signs of life, and lapses to the queue when it goes silent', async () => {
    const citizen = await waiting()
    await take(agent, citizen)
    town.clock.advance(90_000)
    expect(await agent.ok('POST', '/desk/present')).toMatchObject({ holding: 1 })
    town.clock.advance(90_000)
    expect(await returnLapsedHolds(town.desk)).toBe(0)
    town.clock.advance(60_000)
    expect(await returnLapsedHolds(town.desk)).toBe(1)
    expect(await rowOf(second, citizen.id)).toMatchObject({ heldBy: 'waiting', waitKind: 'returned' })
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('排回队列前面')
    oneOf(await citizen.say('居住证怎么办'), 'answer')
    const late = await agent.request('POST', `/conversations/${citizen.id}/say`, { text: '我回来了' })
    expect(late.status).toBe(409)
    await take(second, citizen)
    expect(await citizen.say('还在吗')).toEqual([])
    await second.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })

  test('that lapsed may be taken at once by another agent, before it is swept', async () => {
    const citizen = await waiting()
    await take(agent, citizen)
    expect((await second.request('POST', `/conversations/${citizen.id}/take`)).status).toBe(409)
    town.clock.advance(130_000)
    await take(second, citizen)
    expect(await citizen.thread()).toMatchObject({ heldBy: 'agent', agentName: '何坐席' })
    await second.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })
})

describe('handing over', () => {
  test('to another agent: first in their queue with the note, told at once; the citizen knows', async () => {
    const before = await waiting('居住证怎么办')
    const citizen = await waiting()
    await take(agent, citizen)
    await second.ok('POST', '/desk/present')
    const to = await colleague('何坐席')
    expect(to?.atDesk).toBe(true)
    const note = '要补办身份证，人在外地，问能不能异地办'
    await agent.ok('POST', `/conversations/${citizen.id}/hand-over`, { toStaffId: to?.id, note })
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('何坐席')

    const theirs = (await queue(second)).filter((row) => row.heldBy === 'waiting')
    expect(theirs[0]).toMatchObject({ id: citizen.id, waitsFor: '何坐席', orderWhy: '转给您的，排在前面' })
    const mine = (await queue(agent)).filter((row) => row.heldBy === 'waiting')
    expect(mine.at(-1)?.id).toBe(citizen.id)
    const { rows } = await second.ok<{ rows: object[] }>('GET', '/desk/notices')
    expect(rows[0]).toMatchObject({ kind: 'handover', from: '林坐席', text: note, isNew: true })

    await take(second, citizen)
    const seen = await second.ok<{ notes: object[] }>('GET', `/conversations/${citizen.id}`)
    expect(seen.notes).toMatchObject([{ kind: 'handover', text: note, by: '林坐席' }])
    expect(JSON.stringify(await citizen.thread())).not.toContain(note)
    await second.ok('POST', `/conversations/${citizen.id}/release`, { to: 'bot' })
    await take(second, before)
    await second.ok('POST', `/conversations/${before.id}/release`, { to: 'ended' })
  })

  test('to a team: each member finds it first; nobody else may be handed what they cannot take', async () => {
    const supervisor = await town.signIn('supervisor')
    const to = await colleague('何坐席')
    const { id } = await supervisor.ok<{ id: string }>('PUT', '/desk/teams', {
      name: '企业专席',
      memberIds: [to?.id],
    })
    const editor = await colleague('督办')
    const wrong = await supervisor.request('PUT', '/desk/teams', { name: '外语席', memberIds: [editor?.id] })
    expect(wrong.status).toBe(400)
    const citizen = await waiting('开公司要带什么材料')
    await take(agent, citizen)
    const path = `/conversations/${citizen.id}/hand-over`
    expect((await agent.request('POST', path, { toStaffId: editor?.id, note: '请接' })).status).toBe(400)
    await agent.ok('POST', path, { toTeamId: id, note: '问开公司的材料' })
    expect((await queue(second))[0]).toMatchObject({ id: citizen.id, waitsFor: '企业专席' })
    await supervisor.ok('DELETE', `/desk/teams/${id}`)
    expect((await rowOf(second, citizen.id))?.waitsFor).toBeNull()
    await take(second, citizen)
    await second.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })

  test('only by whoever holds the talk', async () => {
    const citizen = await waiting()
    await take(agent, citizen)
    const to = await colleague('林坐席')
    const path = `/conversations/${citizen.id}/hand-over`
    expect((await second.request('POST', path, { toStaffId: to?.id, note: '给你' })).status).toBe(409)
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })
})

describe('the queue', () => {
  test('says why each waits and puts danger first, then anger before a calm wait of the same length', async () => {
    const calm = await waiting()
    town.clock.advance(30_000)
    const angry = await waiting('你们踢皮球，推来推去，我受够了')
    town.clock.advance(30_000)
    const danger = await town.citizen()
    await danger.say('家里着火了快来人')
    const waits = (await queue(agent)).filter((row) => row.heldBy === 'waiting')
    expect(waits.map((row) => row.id)).toEqual([danger.id, angry.id, calm.id])
    expect(waits.map((row) => row.waitKind)).toEqual(['danger', 'angry', 'asked'])
    expect(waits[1]?.orderWhy).toBe('按等候时间，提前 3 分钟')
  })
})

describe('a note', () => {
  test('is for colleagues; whoever is named in it is told, and only people who may read talks', async () => {
    const citizen = await waiting()
    const who = await colleague('何坐席')
    const path = `/conversations/${citizen.id}/notes`
    await agent.ok('POST', path, { text: '@何坐席 这个人上周也来过', mentions: [who?.id] })
    const { rows } = await second.ok<{ rows: { isNew: boolean; text: string }[] }>('GET', '/desk/notices')
    expect(rows[0]).toMatchObject({ isNew: true, text: '@何坐席 这个人上周也来过' })
    await second.ok('POST', '/desk/notices/seen', { conversationId: citizen.id })
    const after = await second.ok<{ rows: { isNew: boolean }[] }>('GET', '/desk/notices')
    expect(after.rows[0]?.isNew).toBe(false)
    expect(JSON.stringify(await citizen.thread())).not.toContain('上周也来过')
    expect((await agent.request('POST', path, { text: '看', mentions: ['nobody'] })).status).toBe(400)
  })
})
