import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LearnedWording } from '../../src/contracts/learning.ts'
import type { Reply } from '../../src/contracts/message.ts'
import { act, fileComplaint, publish, submit } from '../support/file-complaint.ts'
import { type Citizen, oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

/** The entry that answers, and words no entry has. */
const ID = 'residence-permit-benefit'
const BY_DESK = '嘎嘎噜噜哪嗒弄'
const BY_UNIT = '窝棚棚里头喂鸽鸽要啥子本本'

let town: Town
let editor: Staff
let desk: Staff
let urban: Staff
let question: string
let answer: string
beforeAll(async () => {
  town = await openTown()
  ;[editor, desk, urban] = [
    await town.signIn('editor'),
    await town.signIn('dispatcher'),
    await town.signIn('urban'),
  ]
  const { entry } = await editor.ok<{ entry: { question: string; answer: string } }>(
    'GET',
    `/knowledge/${ID}`,
  )
  question = entry.question
  answer = `${entry.answer}\n(依据：${entry.question})`
})
afterAll(() => town.close())

const learned = async (wording: string): Promise<LearnedWording | undefined> =>
  (await editor.ok<{ rows: LearnedWording[] }>('GET', `/knowledge/${ID}/learned`)).rows.find(
    (row) => row.wording === wording,
  )

const offersTicket = (replies: readonly Reply[]): boolean =>
  replies.at(-1)?.options?.some(({ value }) => value === '登记工单') ?? false

/** A citizen asks what the base has no answer for and has it taken down as a ticket. */
const ask = async (words: string): Promise<{ citizen: Citizen; number: string }> => {
  const citizen = await town.citizen()
  let replies = await citizen.say(words)
  for (let turn = 0; turn < 4 && !offersTicket(replies); turn++) replies = await citizen.say('不是这个')
  replies = await citizen.say('登记工单')
  for (let turn = 0; turn < 4 && replies.at(-1)?.kind === 'collect'; turn++) {
    replies = await citizen.say(replies.at(-1)?.text.includes('手机号') ? '13800138000' : '说不清')
  }
  oneOf(replies, 'confirm')
  const { ticket } = await submit(citizen)
  return { citizen, number: ticket?.number ?? '' }
}
const byUnit = async (number: string, publicReply: string): Promise<void> => {
  await act(desk, number, 'dispatch', { departmentId: 'urban-management', note: '请答复' })
  await act(urban, number, 'sign')
  await act(urban, number, 'contact', { way: 'phone', note: '电话说明了情况' })
  await publish(town, urban, number, { publicReply, used: [ID] })
  await town.settle()
}

describe('a ticket that ends in an entry', () => {
  test('the desk finds the entry beside the ticket, answers from it, and the next citizen gets it at once', async () => {
    const { number } = await ask(BY_DESK)
    const { rows } = await desk.ok<{ rows: { id: string; question: string }[] }>(
      'GET',
      `/tickets/${number}/entries?q=${encodeURIComponent(question)}`,
    )
    expect(rows[0]).toMatchObject({ id: ID, question })
    await act(desk, number, 'answer', { publicReply: answer, used: [ID] })
    await town.settle()
    expect(await learned(BY_DESK)).toMatchObject({ state: 'active', agents: 1, citizens: 0, byTicket: 1 })
    const told = oneOf(await (await town.citizen()).say(BY_DESK), 'answer')
    expect(told.citations?.[0]?.entryId).toBe(ID)
  })

  test('what was inserted and deleted again teaches nothing', async () => {
    const words = '咕咕叽叽咋个搞'
    const { number } = await ask(words)
    await act(desk, number, 'answer', { publicReply: '您好，这件事请带身份证到窗口办理。', used: [ID] })
    await town.settle()
    expect(await learned(words)).toBeUndefined()
  })

  test('a unit’s choice alone teaches nothing; two citizens who call it solved do', async () => {
    const first = await ask(BY_UNIT)
    await byUnit(first.number, answer)
    expect(await learned(BY_UNIT)).toBeUndefined()
    await first.citizen.say('解决了')
    await town.settle()
    expect(await learned(BY_UNIT)).toMatchObject({ state: 'proposed', citizens: 1, agents: 0, byTicket: 1 })
    const second = await ask(BY_UNIT)
    await byUnit(second.number, answer)
    await second.citizen.say('解决了')
    await town.settle()
    expect(await learned(BY_UNIT)).toMatchObject({ state: 'active', citizens: 2, byTicket: 2 })
  })

  test('a citizen who calls it unsolved speaks against it', async () => {
    const words = '噗噗哒哒咋个整'
    for (const verdict of ['解决了', '没解决']) {
      const { citizen, number } = await ask(words)
      await byUnit(number, answer)
      await citizen.say(verdict)
      if (verdict === '没解决') await citizen.say('说的不是我问的事')
      await town.settle()
    }
    expect(await learned(words)).toMatchObject({ state: 'proposed', citizens: 1, against: 1 })
  })

  test('a complaint that ends well teaches no entry its words', async () => {
    const { citizen, number } = await fileComplaint(town, '我要投诉，河边路口的井盖翻了没人管')
    await act(desk, number, 'dispatch', { departmentId: 'urban-management', note: '请办理' }).catch(
      () => null,
    )
    await act(urban, number, 'sign')
    await act(urban, number, 'contact', { way: 'phone', note: '电话说明了情况' })
    await publish(town, urban, number, { publicReply: answer, used: [ID] })
    await town.settle()
    await citizen.say('解决了')
    await town.settle()
    const { rows } = await editor.ok<{ rows: LearnedWording[] }>('GET', `/knowledge/${ID}/learned`)
    expect(rows.filter(({ wording }) => wording.includes('井盖'))).toEqual([])
  })
})
