import { beforeAll, describe, expect, test } from 'vitest'
import { oneOf, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

describe('a talk of several turns', () => {
  test('two fields asked for at once are both told, each once, and the rest stays to be tapped', async () => {
    const citizen = await town.citizen()
    await citizen.say('身份证丢了怎么补办')
    const answer = oneOf(await citizen.say('在哪办,几点下班?'), 'answer')
    expect(answer.text).toMatch(/地点：.*派出所/)
    expect(answer.text).toMatch(/时间：周一至周五/)
    expect(answer.text).not.toContain('材料')
    const taps = (answer.guide ?? []).map(({ label }) => label)
    expect(taps).toContain('材料')
    expect(taps).not.toContain('地点')
  })

  test('another paper in a follow-up is the same matter with that paper, never the old answer again', async () => {
    const citizen = await town.citizen()
    await citizen.say('身份证丢了怎么补办')
    const replies = await citizen.say('护照呢')
    const shown = JSON.stringify(replies)
    expect(shown).toContain('护照、港澳通行证到期或丢失怎么换补')
    expect(replies[0]?.citations?.[0]?.entryId).not.toBe('id-card-lost')
  })

  test('who goes on with one word ("公司呢") is not asked to file a complaint; a demand put like that still is one', async () => {
    const citizen = await town.citizen()
    await citizen.say('身份证丢了怎么补办')
    for (const reply of await citizen.say('公司呢')) expect(reply.text).not.toContain('登记投诉')
    const [reply] = await citizen.say('我要投诉物业，没人管呢')
    expect(reply?.kind).toBe('collect')
  })

  test('what the entry does not say of a person is said to be missing', async () => {
    const citizen = await town.citizen()
    await citizen.say('身份证丢了怎么补办')
    const [reply] = await citizen.say('那我老婆呢')
    expect(reply?.kind).not.toBe('answer')
    expect(reply?.text).toContain('没有单独说“老婆”')
    expect(reply?.emergency).toBeUndefined()
  })

  test('a field of a plain entry is answered by the sentence that speaks of it; a silent entry gives the phone', async () => {
    const citizen = await town.citizen()
    await citizen.say('临时身份证怎么办')
    const fee = oneOf(await citizen.say('多少钱'), 'answer')
    expect(fee.text).toContain('工本费10元')
    expect(fee.text).not.toContain('12306')
    const silent = oneOf(await citizen.say('有什么条件'), 'answer')
    expect(silent.text).toMatch(/没有写条件.*0000-/)
  })

  test('two questions in one message get two answers with their own sources, and both are on record', async () => {
    const citizen = await town.citizen()
    const replies = await citizen.say('身份证丢了怎么补,还有居住证要什么材料?')
    expect(replies.map((r) => r.citations?.[0]?.entryId)).toEqual(['id-card-lost', 'residence-permit-apply'])
    expect(replies[1]?.text).toContain('住所证明')
    const next = oneOf(await citizen.say('多少钱'), 'answer')
    expect(next.citations?.[0]?.entryId).toBe('residence-permit-apply')
  })

  test('"不是这个,我问的是…" is answered for what was meant', async () => {
    const citizen = await town.citizen()
    await citizen.say('身份证丢了怎么补办')
    const replies = await citizen.say('不是这个,我问的是护照怎么申请')
    expect(oneOf(replies, 'answer').citations?.[0]?.entryId).toBe('passport-apply')
  })

  test('while a choice waits, a field is not answered for the matter before', async () => {
    const citizen = await town.citizen()
    await citizen.say('身份证丢了怎么补办')
    const asked = oneOf(await citizen.say('公积金'), 'clarify')
    const again = oneOf(await citizen.say('要什么材料'), 'clarify')
    expect(again.options?.map(({ value }) => value)).toEqual(asked.options?.map(({ value }) => value))
  })

  test('options are short and different, and send the whole question', async () => {
    const citizen = await town.citizen()
    const asked = oneOf(await citizen.say('公积金'), 'clarify')
    const options = (asked.options ?? []).slice(0, -1)
    expect(options.length).toBeGreaterThanOrEqual(2)
    expect(new Set(options.map(({ label }) => label)).size).toBe(options.length)
    for (const { label, value } of options)
      expect([label.length, value]).toEqual([Math.min(label.length, 18), value])
    const picked = oneOf(await citizen.say('最后一个'), 'answer')
    expect([asked.options?.at(-1)?.value, asked.options?.at(-2)?.value]).toContain(
      picked.citations?.[0]?.title,
    )
  })
})

describe('what only seems to match', () => {
  test("another city's offices are not answered with ours", async () => {
    const citizen = await town.citizen()
    const [reply] = await citizen.say('长沙的居住证怎么办')
    expect(reply?.kind).toBe('decline')
    expect(reply?.text).toContain('长沙')
  })

  test("one's own case is sent to the office that knows, with its phone", async () => {
    const citizen = await town.citizen()
    const [reply] = await citizen.say('我的低保批了没有')
    expect(reply?.citations).toBeUndefined()
    expect(reply?.text).toMatch(/市民政局 0000-/)
  })

  test('how to complain is answered, and the complaint can be left with one tap', async () => {
    const citizen = await town.citizen()
    const answer = oneOf(await citizen.say('楼上半夜跺脚吵闹怎么投诉'), 'answer')
    expect(answer.options?.[0]?.value).toBe('登记工单')
    const [next] = await citizen.say('登记工单')
    expect(['collect', 'confirm']).toContain(next?.kind)
  })
})

test('people for whom other rules hold are not answered with an entry that does not name them', async () => {
  const citizen = await town.citizen()
  const [reply] = await citizen.say('外国人个体工商户登记怎么办')
  expect(reply?.citations).toBeUndefined()
})
