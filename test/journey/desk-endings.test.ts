import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Citizen, oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

/** A clock of its own: wrapping up is measured by it. */
let town: Town
let agent: Staff
let second: Staff
let supervisor: Staff
beforeAll(async () => {
  town = await openTown()
  agent = await town.signIn('agent')
  second = await town.signIn('agent2')
  supervisor = await town.signIn('supervisor')
})
afterAll(() => town.close())

const taken = async (): Promise<Citizen> => {
  const citizen = await town.citizen()
  oneOf(await citizen.say('转人工'), 'handover')
  await agent.ok('POST', `/conversations/${citizen.id}/take`)
  return citizen
}
type WrapUps = {
  rows: { id: string; talk: { id: string } }[]
  today: { talks: number; talkSeconds: number; wrapSeconds: number }
}
const wrapUps = (who: Staff) => who.ok<WrapUps>('GET', '/desk/wrap-ups')

describe('wrapping up', () => {
  test('a talk that ended waits for what became of it; talking and writing are measured', async () => {
    const citizen = await taken()
    town.clock.advance(60_000)
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
    const [mine] = (await wrapUps(agent)).rows
    expect(mine?.talk.id).toBe(citizen.id)
    const path = `/desk/wrap-ups/${mine?.id}`
    expect((await second.request('POST', path, { code: 'answered' })).status).toBe(409)
    expect((await agent.request('POST', path, { code: 'whatever' })).status).toBe(400)
    town.clock.advance(20_000)
    await agent.ok('POST', path, { code: 'answered', note: '告诉了办理地点' })
    const after = await wrapUps(agent)
    expect(after.rows).toEqual([])
    expect(after.today).toEqual({ talks: 1, talkSeconds: 60, wrapSeconds: 20 })
    expect((await agent.request('POST', path, { code: 'ticket' })).status).toBe(409)
  })
})

describe('abuse', () => {
  test('ends the talk, keeps agents free of it for a day; tickets, answers and danger go on', async () => {
    const citizen = await taken()
    const path = `/conversations/${citizen.id}/abuse`
    expect((await second.request('POST', path, { kind: 'insult', note: '辱骂' })).status).toBe(409)
    await agent.ok('POST', path, { kind: 'insult', note: '连续辱骂，提醒两次没有停' })
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('暂时不能转人工')
    const refused = await citizen.say('转人工')
    expect(refused.map((r) => r.kind)).toEqual(['notice'])
    expect((await citizen.thread()).heldBy).toBe('bot')
    oneOf(await citizen.say('居住证怎么办'), 'answer')

    const danger = await citizen.say('家里着火了快来人')
    expect(danger.some((r) => r.emergency)).toBe(true)
    expect((await citizen.thread()).heldBy).toBe('waiting')
    await agent.ok('POST', `/conversations/${citizen.id}/take`)
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'bot' })

    const { rows } = await supervisor.ok<{ rows: { id: string; by: string; note: string }[] }>(
      'GET',
      '/desk/abuse',
    )
    expect(rows[0]).toMatchObject({ by: '林坐席', note: '连续辱骂，提醒两次没有停' })
    await supervisor.ok('POST', `/desk/abuse/${rows[0]?.id}/lift`)
    oneOf(await citizen.say('转人工'), 'handover')
  })

  test('is over after a day', async () => {
    const citizen = await taken()
    await agent.ok('POST', `/conversations/${citizen.id}/abuse`, { kind: 'threat', note: '扬言上门打人' })
    town.clock.advance(24 * 60 * 60 * 1000 + 1000)
    oneOf(await citizen.say('转人工'), 'handover')
    // Sessions are over by then, too.
    agent = await town.signIn('agent')
    second = await town.signIn('agent2')
    supervisor = await town.signIn('supervisor')
  })
})

describe('canned replies and macros', () => {
  const replies = async (who: Staff) =>
    (await who.ok<{ replies: { id: string; title: string }[] }>('GET', '/desk/kit')).replies

  test('one’s own are seen by oneself; everybody’s are kept by whoever manages the desk', async () => {
    const own = await agent.ok<{ id: string }>('PUT', '/desk/replies', {
      scope: 'mine',
      title: '开头',
      text: '{{citizen}}您好，工单 {{number}} 由{{department}}办理。',
    })
    const shared = { scope: 'all', title: '结束语', text: '还有别的事吗' }
    expect((await agent.request('PUT', '/desk/replies', shared)).status).toBe(403)
    const all = await supervisor.ok<{ id: string }>('PUT', '/desk/replies', shared)
    expect((await replies(agent)).map((r) => r.title)).toEqual(['开头', '结束语'])
    expect((await replies(second)).map((r) => r.title)).toEqual(['结束语'])
    expect((await second.request('DELETE', `/desk/replies/${own.id}`)).status).toBe(403)
    expect((await agent.request('DELETE', `/desk/replies/${all.id}`)).status).toBe(403)
    const steal = { id: own.id, scope: 'mine', title: '开头', text: '我的了' }
    expect((await second.request('PUT', '/desk/replies', steal)).status).toBe(403)
    await agent.ok('DELETE', `/desk/replies/${own.id}`)
  })

  test('words with an empty variable are never sent', async () => {
    const citizen = await taken()
    const path = `/conversations/${citizen.id}/say`
    const refused = await agent.request('POST', path, { text: '工单 {{number}} 已登记' })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('没填的空')
  })

  test('a macro keeps its steps in order and none that nobody knows', async () => {
    const steps = [{ do: 'reply', text: '已为您登记' }, { do: 'file' }, { do: 'end', code: 'ticket' }]
    await agent.ok('PUT', '/desk/macros', { scope: 'mine', title: '登记并结束', steps })
    const { macros } = await agent.ok<{ macros: { steps: object[] }[] }>('GET', '/desk/kit')
    expect(macros[0]?.steps).toEqual(steps)
    const wrong = { scope: 'mine', title: '坏的', steps: [{ do: 'delete-everything' }] }
    expect((await agent.request('PUT', '/desk/macros', wrong)).status).toBe(400)
  })
})
