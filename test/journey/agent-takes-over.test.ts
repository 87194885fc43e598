import { beforeAll, describe, expect, test } from 'vitest'
import { submit } from '../support/file-complaint.ts'
import { oneOf, type Staff, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
let agent: Staff
let second: Staff
beforeAll(async () => {
  town = await sharedTown()
  agent = await town.signIn('agent')
  second = await town.signIn('agent2')
})

const waiting = async () => {
  const citizen = await town.citizen()
  await citizen.say('身份证丢了怎么补办')
  oneOf(await citizen.say('转人工'), 'handover')
  return citizen
}

describe('a citizen who asks for a person', () => {
  test('waits in the queue and is told their place; asking again does not queue them twice', async () => {
    const citizen = await waiting()
    expect((await citizen.thread()).heldBy).toBe('waiting')
    expect(oneOf(await citizen.say('转人工'), 'handover').text).toContain('已经在人工排队')
    const { rows } = await agent.ok<{ rows: { id: string; waitReason: string }[] }>('GET', '/conversations')
    expect(rows.filter((r) => r.id === citizen.id)).toHaveLength(1)
  })

  test('stands in the queue with their own last words, not with "转人工" or what we answered', async () => {
    const citizen = await waiting()
    const silent = await town.citizen()
    await silent.say('转人工')
    const { rows } = await agent.ok<{ rows: { id: string; preview: string; waitReason: string }[] }>(
      'GET',
      '/conversations',
    )
    expect(rows.find((r) => r.id === citizen.id)?.preview).toBe('身份证丢了怎么补办')
    const short = rows.find((r) => r.id === silent.id)
    expect(short?.preview).toBe(short?.waitReason)
  })

  test('can go on asking the bot while waiting', async () => {
    const citizen = await waiting()
    oneOf(await citizen.say('居住证怎么办'), 'answer')
    expect((await citizen.thread()).heldBy).toBe('waiting')
  })

  test('is taken by one agent; the second is refused with the name of the first', async () => {
    const citizen = await waiting()
    await agent.ok('POST', `/conversations/${citizen.id}/take`)
    const refused = await second.request('POST', `/conversations/${citizen.id}/take`)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ error: { message: expect.stringContaining('林坐席') } })
    expect(await citizen.thread()).toMatchObject({ heldBy: 'agent', agentName: '林坐席' })
  })

  test('two agents who take at the same moment: one gets it', async () => {
    const citizen = await waiting()
    const take = (who: Staff) => who.request('POST', `/conversations/${citizen.id}/take`)
    const answers = await Promise.all([take(agent), take(second)])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
  })

  test('hears only the agent while held, and the bot again after the talk was given back', async () => {
    const citizen = await waiting()
    await agent.ok('POST', `/conversations/${citizen.id}/take`)
    expect(await citizen.say('居住证怎么办')).toEqual([])
    await agent.ok('POST', `/conversations/${citizen.id}/say`, { text: '您好，带身份证去派出所就行。' })
    const { messages } = await citizen.thread()
    expect(messages.at(-1)).toMatchObject({ author: 'agent', text: '您好，带身份证去派出所就行。' })
    expect(messages.at(-1)?.reply?.speaker).toEqual({ kind: 'agent', name: '林坐席' })

    const foreign = await second.request('POST', `/conversations/${citizen.id}/say`, { text: '我来插一句' })
    expect(foreign.status).toBe(409)

    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'bot' })
    expect((await citizen.thread()).messages.at(-1)?.text).toContain('智能助理继续')
    oneOf(await citizen.say('居住证怎么办'), 'answer')
    expect(await citizen.thread()).toMatchObject({ heldBy: 'bot', agentName: null })
  })

  test('the agent sees the whole talk and a summary in the citizen’s own words, but never a query code', async () => {
    const citizen = await town.citizen()
    await citizen.say('我要投诉，澄心路12号门口的路灯坏了一个星期没人修')
    await citizen.say('不留')
    const receipt = await submit(citizen)
    await citizen.say('转人工')
    const seen = await agent.ok<{
      summary: { asked: string[]; answered: string[] }
      tickets: { number: string }[]
    }>('GET', `/conversations/${citizen.id}`)
    expect(seen.summary.asked.join()).toContain('路灯坏了一个星期')
    expect(seen.tickets.map((t) => t.number)).toEqual([receipt.ticket?.number])
    expect(JSON.stringify(seen)).not.toContain(receipt.ticket?.queryCode)
  })

  test('an ended talk begins anew with the next word', async () => {
    const citizen = await waiting()
    await agent.ok('POST', `/conversations/${citizen.id}/take`)
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
    oneOf(await citizen.say('居住证怎么办'), 'answer')
  })
})
