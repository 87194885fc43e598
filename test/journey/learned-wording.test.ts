import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LearnedWording } from '../../src/contracts/learning.ts'
import { openDesk } from '../../src/open-desk.ts'
import { followEntries } from '../../src/start-background.ts'
import { oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

/** Words no entry has; the answer is `ID`. */
const WORDS = '哪嗒给小汪汪上牌牌'
const ID = 'residence-permit-benefit'

let town: Town
let editor: Staff
let agent: Staff
beforeAll(async () => {
  town = await openTown()
  editor = await town.signIn('editor')
  agent = await town.signIn('agent')
})
afterAll(() => town.close())

const learned = async (): Promise<LearnedWording[]> =>
  (await editor.ok<{ rows: LearnedWording[] }>('GET', `/knowledge/${ID}/learned`)).rows
const judge = (judgement: string) =>
  editor.ok('POST', `/knowledge/${ID}/learned`, { wording: WORDS, judgement })
const firstHit = async (of: { understand: Town['desk']['understand']; search: Town['desk']['search'] }) =>
  (await of.search(of.understand(WORDS, town.clock.now())))[0]

describe('what people teach', () => {
  test('an agent answers a citizen from an entry, and the next citizen with the same words gets it at once', async () => {
    const before = await (await town.citizen()).say(WORDS)
    expect(before.some(({ citations }) => citations?.[0]?.entryId === ID)).toBe(false)
    const citizen = await town.citizen()
    await citizen.say(WORDS)
    await citizen.say('转人工')
    await agent.ok('POST', `/conversations/${citizen.id}/take`)
    const { entry } = await agent.ok<{ entry: { question: string; answer: string } }>(
      'GET',
      `/knowledge/${ID}`,
    )
    const used = [{ entryId: ID }]
    // Inserted and then deleted again: nothing was said from it.
    await agent.ok('POST', `/conversations/${citizen.id}/say`, { text: '请稍等', used })
    expect(await learned()).toEqual([])
    await agent.ok('POST', `/conversations/${citizen.id}/say`, {
      text: `${entry.answer}\n(依据：${entry.question})`,
      used,
    })
    expect(await learned()).toMatchObject([{ wording: WORDS, state: 'active', agents: 1 }])
    const answer = oneOf(await (await town.citizen()).say(WORDS), 'answer')
    expect(answer.citations?.[0]?.entryId).toBe(ID)
  })

  test('an editor’s veto takes it away at once, in every process, and undoing gives it back', async () => {
    const other = await openDesk(town.config, { clock: town.clock })
    try {
      const follows = followEntries(other, town.tail)
      await town.tail.start(other.indexedUpTo)
      expect(await firstHit(other)).toMatchObject({ entryId: ID, matchedWording: WORDS })
      await judge('veto')
      expect((await firstHit(town.desk))?.matchedWording).not.toBe(WORDS)
      town.tail.nudge()
      await expect
        .poll(async () => (await firstHit(other))?.matchedWording, { timeout: 5_000 })
        .not.toBe(WORDS)
      await judge('undo')
      expect(await firstHit(town.desk)).toMatchObject({ entryId: ID, matchedWording: WORDS })
      await expect.poll(async () => (await firstHit(other))?.matchedWording, { timeout: 5_000 }).toBe(WORDS)
      await follows.stop()
    } finally {
      await other.close()
    }
  })

  test('a new version of the entry keeps what was learned', async () => {
    const { entry } = await editor.ok<{ entry: { question: string; similar: string[]; version: number } }>(
      'GET',
      `/knowledge/${ID}`,
    )
    await editor.ok('PUT', `/knowledge/${ID}`, {
      question: entry.question,
      similar: entry.similar,
      answer: '新的答案在这里。',
      details: '',
      reason: '政策调整',
      basedOn: entry.version,
    })
    const answer = oneOf(await (await town.citizen()).say(WORDS), 'answer')
    expect(answer.text).toContain('新的答案在这里')
  })

  test('two citizens who say that the answer was it teach their words; one person twice does not', async () => {
    const asks = async (citizen: Awaited<ReturnType<Town['citizen']>>) => {
      oneOf(await citizen.say('考驾照买车是不是要有居住证来着'), 'answer')
      return citizen.say('是这个，谢谢')
    }
    const first = await town.citizen()
    expect((await asks(first))[0]?.text).toContain('不客气')
    await asks(first)
    expect((await learned()).find(({ wording }) => wording.includes('来着'))).toMatchObject({
      state: 'proposed',
      citizens: 1,
    })
    await asks(await town.citizen())
    expect((await learned()).find(({ wording }) => wording.includes('来着'))).toMatchObject({
      state: 'active',
      citizens: 2,
    })
  })

  test('only an editor judges, and a wording nobody said is not there to judge', async () => {
    const body = { wording: WORDS, judgement: 'veto' }
    expect((await agent.request('POST', `/knowledge/${ID}/learned`, body)).status).toBe(403)
    const unknown = await editor.request('POST', `/knowledge/${ID}/learned`, {
      ...body,
      wording: '没有这一条',
    })
    expect(unknown.status).toBe(404)
    expect((await editor.request('POST', `/knowledge/${ID}/learned`, { wording: WORDS })).status).toBe(400)
  })
})
