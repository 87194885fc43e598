import { beforeAll, describe, expect, test } from 'vitest'
import { sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

type Said = Awaited<ReturnType<Awaited<ReturnType<Town['citizen']>>['say']>>
const draftOf = (replies: Said) => replies.find(({ kind }) => kind === 'confirm')?.draft ?? []
const field = (replies: Said, name: string): string =>
  draftOf(replies).find((l) => l.field === name)?.value ?? ''

describe('a complaint told the way people tell it', () => {
  test('“不知道具体在哪” is no place; a place named later becomes the place, not part of the story', async () => {
    const citizen = await town.citizen()
    await citizen.say('我要投诉')
    await citizen.say('楼下烧烤店半夜太吵了')
    await citizen.say('不知道具体在哪')
    const shown = await citizen.say('不留')
    expect(field(shown, 'place')).toBe('')
    const placed = await citizen.say('在柳营街20号')
    expect(field(placed, 'place')).toBe('柳营街20号')
    expect(field(placed, 'matter')).not.toContain('柳营街')
    expect(placed[0]?.text).toContain('地点记为“柳营街20号”')
  })

  test('what else is told with a place stays part of the story', async () => {
    const citizen = await town.citizen()
    await citizen.say('我要投诉，和平路12号的路灯坏了')
    await citizen.say('不留')
    const more = await citizen.say('和平路14号的也不亮，昨晚有人摔倒')
    expect(field(more, 'matter')).toContain('和平路14号的也不亮')
    expect(field(more, 'place')).toContain('和平路12号')
  })

  test('asked in the middle how another ticket stands, the answer comes and the draft stays as it was', async () => {
    const citizen = await town.citizen()
    await citizen.say('我要投诉，和平路12号的路灯坏了')
    const before = field(await citizen.say('不留'), 'matter')
    const replies = await citizen.say('我的工单办到哪了')
    expect(replies[0]?.text).toContain('没有登记过工单')
    expect(field(replies, 'matter')).toBe(before)
  })
})

describe('a lost card is no lost child', () => {
  test.each(['我身份正丢了咋整', '我身分証丟了咋整', '户口本丢了咋整'])('%s', async (text) => {
    const citizen = await town.citizen()
    for (const reply of await citizen.say(text)) expect(reply.emergency).toBeUndefined()
  })
  test('a lost child still is', async () => {
    const citizen = await town.citizen()
    const [reply] = await citizen.say('我孩子丢了咋整')
    expect(reply?.emergency).toBeDefined()
  })
})

test('a sentence in English is told in English that only Chinese is answered, with a person one tap away', async () => {
  const citizen = await town.citizen()
  const [reply] = await citizen.say('I lost my ID card, what should I do?')
  expect(reply?.text).toContain('only answer in Chinese')
  expect(reply?.options?.some(({ value }) => value === '转人工')).toBe(true)
  const [pinyin] = await citizen.say('shenfenzheng duo shao qian')
  expect(pinyin?.text).not.toContain('only answer in Chinese')
})
