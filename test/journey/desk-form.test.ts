import { beforeAll, describe, expect, test } from 'vitest'
import { readForm } from '../../src/intake/form/read-form.ts'
import { type Citizen, oneOf, type Staff, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
let agent: Staff
let second: Staff
beforeAll(async () => {
  town = await sharedTown()
  agent = await town.signIn('agent')
  second = await town.signIn('agent2')
})

type Field = {
  field: string
  value: string
  source: { messageId: string; quote: string } | null
  byHand: string | null
}
type Beside = {
  form: { fields: Field[]; categoryId: string; canFile: boolean; goesTo: string | null }
  like: { number: string; samePlace: boolean; isOpen: boolean }[]
  history: { tickets: { number: string; by: string }[]; talks: { id: string; by: string }[]; hidden: number }
}
const beside = (talk: Citizen) => agent.ok<Beside>('GET', `/conversations/${talk.id}/form`)
const fieldOf = ({ form }: Beside, name: string): Field => form.fields.find((f) => f.field === name)!
const correct = (talk: Citizen, field: string, value: string | null) =>
  agent.ok('PUT', `/conversations/${talk.id}/form`, { field, value })

const taken = async (): Promise<Citizen> => {
  const citizen = await town.citizen()
  oneOf(await citizen.say('转人工'), 'handover')
  await agent.ok('POST', `/conversations/${citizen.id}/take`)
  return citizen
}
const asks = (talk: Citizen, text: string) => agent.ok('POST', `/conversations/${talk.id}/say`, { text })

describe('the form', () => {
  test('is filled from the talk, each field with the words it came from', async () => {
    const citizen = await taken()
    await citizen.say('我要投诉，楼下烧烤摊每天油烟太大，根本开不了窗，希望赶紧取缔')
    await asks(citizen, '请问在什么位置？')
    await citizen.say('澄心路88号门口')
    await asks(citizen, '请问怎么称呼您，留个手机号方便联系')
    await citizen.say('我姓陈，13800138021')
    const seen = await beside(citizen)
    const { messages } = await citizen.thread()
    const textOf = (id: string | undefined) => messages.find((m) => m.id === id)?.text ?? ''
    expect(fieldOf(seen, 'type').value).toBe('投诉')
    expect(fieldOf(seen, 'place').value).toBe('澄心路88号门口')
    expect(fieldOf(seen, 'phone').value).toBe('13800138021')
    expect(fieldOf(seen, 'name').value).toBe('陈')
    expect(fieldOf(seen, 'matter').value).toContain('油烟太大')
    expect(fieldOf(seen, 'matter').value).not.toContain('13800138021')
    expect(fieldOf(seen, 'wish').value).toContain('取缔')
    for (const field of ['type', 'place', 'phone', 'name', 'matter', 'wish']) {
      const { source } = fieldOf(seen, field)
      expect([field, textOf(source?.messageId).includes(source?.quote ?? '?')]).toEqual([field, true])
    }
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })

  test('keeps what was corrected by hand when the talk goes on, until it is let go', async () => {
    const citizen = await taken()
    await citizen.say('我要投诉，澄心路12号的路灯坏了没人修')
    await correct(citizen, 'place', '澄心路21号')
    await citizen.say('就是澄心路12号东门的那一盏')
    const kept = fieldOf(await beside(citizen), 'place')
    expect(kept).toMatchObject({ value: '澄心路21号', byHand: '林坐席', source: null })
    await correct(citizen, 'place', null)
    expect(fieldOf(await beside(citizen), 'place').value).toContain('澄心路12号')
    const path = `/conversations/${citizen.id}/form`
    expect((await agent.request('PUT', path, { field: 'phone', value: '不是号码' })).status).toBe(400)
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })

  test('becomes a ticket once, with the receipt in the talk; the agent never sees the query code', async () => {
    const citizen = await taken()
    await citizen.say('我要投诉，澄心路77号门口井盖松动，走过去咣当响')
    const path = `/conversations/${citizen.id}/ticket`
    expect((await second.request('POST', path, { key: 'k' })).status).toBe(409)
    const filed = await agent.ok<{ number: string; readOut: string | null }>('POST', path, { key: 'k' })
    expect(filed.readOut).toBeNull()
    expect((await agent.ok<{ number: string }>('POST', path, { key: 'k' })).number).toBe(filed.number)
    const { messages } = await citizen.thread()
    const receipts = messages.filter((m) => m.reply?.ticket)
    expect(receipts).toHaveLength(1)
    const code = receipts[0]?.reply?.ticket?.queryCode ?? ''
    expect((await town.track(filed.number, code)).status).toBe(200)
    expect(JSON.stringify(await agent.ok('GET', `/conversations/${citizen.id}`))).not.toContain(code)

    // The next matter of the same talk is a form of its own.
    await citizen.say('还有，我要投诉小区门口的垃圾桶满了没人清')
    const matter = fieldOf(await beside(citizen), 'matter').value
    expect(matter).toContain('垃圾桶')
    expect(matter).not.toContain('井盖')
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })

  test('is not filed without a matter', async () => {
    const citizen = await taken()
    const refused = await agent.request('POST', `/conversations/${citizen.id}/ticket`, { key: 'k' })
    expect(refused.status).toBe(400)
    await agent.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  })

  test('read twice from the same talk is the same', () => {
    const talk = [
      { id: '1', author: 'citizen' as const, text: '我要投诉，澄心路12号的路灯坏了' },
      { id: '2', author: 'agent' as const, text: '什么时候坏的？' },
      { id: '3', author: 'citizen' as const, text: '上周三晚上' },
      { id: '4', author: 'citizen' as const, text: '别告诉物业是我说的' },
    ]
    const form = readForm(town.desk, talk)
    expect(readForm(town.desk, talk)).toEqual(form)
    expect(form.draft).toMatchObject({ confidential: true, happenedAt: expect.stringContaining('上周三') })
    expect(form.sources.privacy?.messageId).toBe('4')
  })
})

describe('the matter', () => {
  test('leaves out who speaks and how to reach them, and is as urgent as itself, not as the talk', () => {
    const form = readForm(town.desk, [
      { id: '1', author: 'citizen', text: '家里着火了快来人' },
      { id: '2', author: 'bot', text: '请现在就拨打 119。' },
    ])
    expect(form.draft.urgency).not.toBe('normal')
    const lamp = '澄心路12号的路灯坏了，我姓陈，电话13800138061'
    const { draft } = readForm(town.desk, [{ id: '1', author: 'citizen', text: `我要投诉，${lamp}` }])
    expect(draft.matter).toBe('我要投诉，澄心路12号的路灯坏了')
    expect(draft).toMatchObject({ contactName: '陈', contactPhone: '13800138061', urgency: 'normal' })
  })
})

describe('beside the form', () => {
  const file = async (words: string, phone: string): Promise<{ citizen: Citizen; number: string }> => {
    const citizen = await taken()
    await citizen.say(`${words}，电话${phone}`)
    const { number } = await agent.ok<{ number: string }>('POST', `/conversations/${citizen.id}/ticket`, {
      key: 'k',
    })
    return { citizen, number }
  }

  test('stand open tickets of the same kind at the same place', async () => {
    const first = await file('我要投诉，澄心路301号的路灯不亮了', '13800138041')
    const citizen = await taken()
    await citizen.say('我要投诉，澄心路301号路灯坏了一个星期')
    const { like } = await beside(citizen)
    expect(like.find((t) => t.number === first.number)).toMatchObject({ isOpen: true, samePlace: true })
  })

  test('stands what the same number brought on another channel, but no confidential ticket of it', async () => {
    const phone = '13800138042'
    const open = await file('我要投诉，澄心路302号的路灯不亮了', phone)
    const secret = await file('我要举报，澄心路303号有人非法卖烟花，要保密', phone)
    const citizen = await taken()
    await citizen.say(`我的电话是${phone}，我要投诉小区门口的路灯坏了`)
    const { history } = await beside(citizen)
    expect(history.tickets).toContainEqual(expect.objectContaining({ number: open.number, by: 'number' }))
    expect(history.tickets.map((t) => t.number)).not.toContain(secret.number)
    expect(history.hidden).toBe(1)
    expect(history.talks).toContainEqual(expect.objectContaining({ id: open.citizen.id, by: 'number' }))
    expect(history.talks.map((t) => t.id)).not.toContain(secret.citizen.id)
  })
})
