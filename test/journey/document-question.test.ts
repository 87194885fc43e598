import { beforeAll, expect, test } from 'vitest'
import { oneOf, sharedTown, type Town } from '../support/open-town.ts'

let town: Town
beforeAll(async () => {
  town = await sharedTown()
})

test('a question to a document is answered with its own words, article, number and date', async () => {
  const citizen = await town.citizen()
  const reply = oneOf(await citizen.say('双塔大街燃气管道改造期间36路公交改走哪条路'), 'answer')
  const [citation] = reply.citations ?? []
  expect(citation).toMatchObject({
    entryId: 'doc-shuangta-road-works-announcement',
    issuedOn: '2026-11-10',
    article: expect.stringContaining('第四部分'),
  })
  expect(reply.quote?.text).toContain('改走织锦路')
  expect(reply.text).toContain(`“${reply.quote?.text}”`)
  const { text = '', around = '', at = 0 } = reply.quote ?? {}
  expect(around.slice(at, at + text.length)).toBe(text)
  expect(reply.text).not.toContain('管理时间')
})
