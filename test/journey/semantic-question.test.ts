import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddingsStandIn, startEmbeddingsStandIn } from '../support/embeddings-stand-in.ts'
import { oneOf, openTown, type Town } from '../support/open-town.ts'

/** A question whose words stand in no entry; what it means does. */
const QUESTION = '想给自己的小汪上个户'

let server: EmbeddingsStandIn
let town: Town
beforeAll(async () => {
  server = await startEmbeddingsStandIn([['小汪', '养犬', '犬']])
  town = await openTown(undefined, { EMBEDDINGS_BASE_URL: server.baseUrl, EMBEDDINGS_MODEL: 'stand-in' })
})
afterAll(async () => {
  await town.close()
  await server.close()
})

test('with the semantic leg a question in words no entry has gets entries to choose from; without, it is as before', async () => {
  const before = await town.citizen().then((citizen) => citizen.say(QUESTION))
  expect(before[0]?.options?.some(({ label }) => /犬|狗/.test(label)) ?? false).toBe(false)
  await town.desk.semantic?.fill(true)
  const citizen = await town.citizen()
  const offered = oneOf(await citizen.say(`${QUESTION}，电话13812345678`), 'clarify')
  expect(offered.options?.some(({ label }) => /犬|狗/.test(label))).toBe(true)
  expect(JSON.stringify(server.requests)).not.toContain('13812345678')
})

test('a service that hangs costs a question no more than the budget', async () => {
  const citizen = await town.citizen()
  await citizen.say('居住证怎么办理')
  server.behave({ kind: 'slow', ms: 5_000 })
  const startedAt = performance.now()
  oneOf(await citizen.say('身份证丢了怎么补办'), 'answer')
  expect(performance.now() - startedAt).toBeLessThan(300 + 500)
})
