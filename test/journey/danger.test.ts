import { beforeAll, describe, expect, test } from 'vitest'
import { LAMP } from '../support/file-complaint.ts'
import { oneOf, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

describe('danger comes first', () => {
  test.each([
    ['家里煤气泄漏了，味道很大', /\d{3,}/],
    ['我不想活了', /12356/],
    ['着火了', /119/],
    ['有人拿刀在砍人', /110/],
    ['老人突然晕倒叫不醒', /120/],
  ])(
    '“%s” is answered with the number in the first line, and a person is called to the talk',
    async (said, number) => {
      const citizen = await town.citizen()
      const [first] = await citizen.say(said)
      expect(firstLine(first?.text ?? '')).toMatch(number)
      expect(first?.emergency?.number).toMatch(number)
      expect((await citizen.thread()).heldBy).toBe('waiting')
    },
  )

  test('in the middle of a draft too, before any form; the draft is still there afterwards', async () => {
    const citizen = await town.citizen()
    oneOf(await citizen.say(LAMP), 'collect')
    const [first] = await citizen.say('电线掉下来起火了，着火了')
    expect(firstLine(first?.text ?? '')).toContain('119')
    oneOf(await citizen.say('不留'), 'confirm')
  })

  test('in the middle of a rating, and as the answer to the phone question', async () => {
    const citizen = await town.citizen()
    await citizen.say('我要投诉物业乱收费')
    await citizen.say('说不清')
    const [first] = await citizen.say('不说了，我不想活了')
    expect(first?.emergency?.number).toBe('12356')
  })

  test('asking how to prevent a fire is no fire', async () => {
    const [first] = await (await town.citizen()).say('家里怎么预防火灾')
    expect(first?.emergency).toBeUndefined()
  })
})
