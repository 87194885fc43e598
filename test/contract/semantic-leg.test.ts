import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Hit, SearchableEntry } from '../../src/contracts/retrieval.ts'
import { createLog } from '../../src/platform/log.ts'
import { createSemanticLeg } from '../../src/retrieval/semantic/semantic-leg.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'
import { type EmbeddingsStandIn, startEmbeddingsStandIn } from '../support/embeddings-stand-in.ts'

const CONCEPTS = [
  ['娃', '义务教育'],
  ['被炒', '解除劳动合同'],
]
const BUDGET_MS = 300
const QUESTIONS = [
  '义务教育阶段新生入学登记',
  '解除劳动合同的经济补偿',
  '居住证办理',
  '公积金提取',
  '路灯报修',
  '公交卡挂失',
  '养老金领取',
  '水费缴纳',
  '燃气开户',
  '垃圾清运时间',
  '犬只登记',
  '图书馆开放时间',
]

const entryOf = (question: string, version = 1): SearchableEntry => ({
  entryId: question,
  version,
  question,
  similar: [],
  answer: '请到窗口办理。',
  details: '',
  keywords: [],
  category: '',
  department: '',
  guideText: '',
})

describeOnEachDatabase('the semantic leg', (open) => {
  let base: Opened
  let desk: TestDesk
  let server: EmbeddingsStandIn
  let warnings: object[]

  beforeEach(async () => {
    base = await open()
    desk = buildDesk(base)
    server = await startEmbeddingsStandIn(CONCEPTS)
    warnings = []
  })
  afterEach(() => server.close())

  const openLeg = (settings: { model?: string; dimensions?: number; entries?: SearchableEntry[] } = {}) => {
    const log = createLog('silent')
    log.warn = ((fields: object) => warnings.push(fields)) as typeof log.warn
    const entries = new Map((settings.entries ?? QUESTIONS.map((q) => entryOf(q))).map((e) => [e.entryId, e]))
    const leg = createSemanticLeg(
      { db: base.db, clock: desk.clock, log },
      {
        baseUrl: server.baseUrl,
        apiKey: 'none',
        model: settings.model ?? 'stand-in',
        dimensions: settings.dimensions ?? null,
        budgetMs: BUDGET_MS,
      },
    )
    for (const entry of entries.values()) leg.put(entry)
    const words: Hit[] = [
      {
        entryId: '水费缴纳',
        version: 1,
        question: '水费缴纳',
        score: 1,
        confidence: 0.05,
        matchedWording: '',
        why: [],
      },
    ]
    const ask = async (text: string, hits = words) => {
      const startedAt = performance.now()
      const found = await leg.join(
        text,
        () => hits,
        (id) => entries.get(id),
        8,
      )
      return { ids: found.map(({ entryId }) => entryId), found, ms: performance.now() - startedAt }
    }
    return { leg, ask, words }
  }
  const textsAsked = (): string[] => server.requests.flatMap(({ input }) => input)

  test('an entry that shares no word with the question is found by what it means', async () => {
    const { leg, ask } = openLeg()
    expect(await leg.fill(true)).toBe(0)
    expect((await ask('娃到岁数了')).ids[0]).toBe('义务教育阶段新生入学登记')
    expect((await ask('老板让我走人,被炒')).ids[0]).toBe('解除劳动合同的经济补偿')
    expect(server.requests[0]).toMatchObject({ model: 'stand-in', encoding_format: 'float' })
  })

  test('before any vector is there, words alone answer and nothing is sent', async () => {
    const { ask, words } = openLeg()
    expect((await ask('娃到岁数了')).found).toEqual(words)
    expect(server.requests).toEqual([])
  })

  test('vectors are computed once: another process and the next start read them, an edit computes only what changed', async () => {
    await openLeg().leg.fill(true)
    expect(new Set(textsAsked()).size).toBe(textsAsked().length)
    server.requests.length = 0
    const second = openLeg()
    expect(await second.leg.fill(false)).toBe(0)
    expect(server.requests).toEqual([])
    expect((await second.ask('娃到岁数了')).ids[0]).toBe('义务教育阶段新生入学登记')

    server.requests.length = 0
    second.leg.put({ ...entryOf('犬只登记', 2), similar: ['给娃登记养的狗'] })
    await second.leg.fill(true)
    expect(textsAsked()).toEqual(['给娃登记养的狗'])
  })

  test('a process that may not compute waits for the one that does', async () => {
    const web = openLeg()
    expect(await web.leg.fill(false)).toBe(QUESTIONS.length)
    expect(server.requests).toEqual([])
    await openLeg().leg.fill(true)
    desk.clock.advance(60_000)
    expect(await web.leg.fill(false)).toBe(0)
    expect((await web.ask('娃到岁数了')).ids[0]).toBe('义务教育阶段新生入学登记')
  })

  test('another model means other vectors; the old ones go after a month', async () => {
    await openLeg().leg.fill(true)
    const before = textsAsked().length
    await openLeg({ model: 'another' }).leg.fill(true)
    expect(textsAsked().length).toBe(2 * before)
    const count = async () =>
      Number(
        (
          await base.db
            .selectFrom('embedding')
            .select((e) => e.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      )
    expect(await count()).toBe(2 * before)
    desk.clock.advance(40 * 24 * 3_600_000)
    await openLeg({ model: 'another' }).leg.fill(true)
    expect(await count()).toBe(before)
  })

  test('a retired entry is no longer found', async () => {
    const { leg, ask } = openLeg()
    await leg.fill(true)
    leg.remove('义务教育阶段新生入学登记')
    expect((await ask('娃到岁数了')).ids).not.toContain('义务教育阶段新生入学登记')
  })

  test.each([
    ['500', { kind: 'status', code: 500 }],
    ['a wrong key', { kind: 'status', code: 401 }],
    ['a gateway page', { kind: 'garbage' }],
    ['other dimensions', { kind: 'dimensions', count: 7 }],
    ['words for numbers', { kind: 'vectors', make: (): unknown => ['a', 'b'] }],
    ['null', { kind: 'vectors', make: (): unknown => null }],
    ['zeros', { kind: 'vectors', make: (): unknown => [0, 0, 0] }],
    ['no vector at all', { kind: 'short' }],
  ] as const)(
    'a question is answered by words when the service gives %s, and the log says so once',
    async (_name, script) => {
      const { leg, ask, words } = openLeg()
      await leg.fill(true)
      server.behave(script)
      for (const text of ['娃到岁数了', '被炒怎么办', '再问一次娃'])
        expect((await ask(text)).found).toEqual(words)
      expect(warnings).toHaveLength(1)
      expect(JSON.stringify(warnings)).not.toContain('娃')
      desk.clock.advance(61_000)
      await ask('又一次娃')
      expect(warnings).toHaveLength(2)
      server.behave({ kind: 'right' })
      desk.clock.advance(61_000)
      expect((await ask('好了的娃')).ids[0]).toBe('义务教育阶段新生入学登记')
    },
  )

  test('a slow service costs the budget, then nobody waits until it has rested, and a turn waits once', async () => {
    const { leg, ask, words } = openLeg()
    await leg.fill(true)
    server.behave({ kind: 'slow', ms: 2_000 })
    const [first, same] = [await ask('娃一'), await ask('娃一')]
    expect(first.found).toEqual(words)
    expect(first.ms).toBeGreaterThan(BUDGET_MS - 20)
    expect(first.ms).toBeLessThan(BUDGET_MS + 150)
    expect(same.ms).toBeLessThan(100)
    await ask('娃二')
    await ask('娃三')
    const asked = server.requests.length
    const rested = await ask('娃四')
    expect(rested.found).toEqual(words)
    expect(rested.ms).toBeLessThan(50)
    expect(server.requests.length).toBe(asked)
    server.behave({ kind: 'right' })
    desk.clock.advance(31_000)
    expect((await ask('娃五')).ids[0]).toBe('义务教育阶段新生入学登记')
    expect((await ask('娃六')).ids[0]).toBe('义务教育阶段新生入学登记')
  })

  test('a service that is down at the start is asked again later, and what is there meanwhile works', async () => {
    server.behave({ kind: 'status', code: 503 })
    const { leg, ask, words } = openLeg()
    expect(await leg.fill(true)).toBe(QUESTIONS.length)
    expect((await ask('娃到岁数了')).found).toEqual(words)
    server.behave({ kind: 'right' })
    desk.clock.advance(61_000)
    expect(await leg.fill(true)).toBe(0)
    expect((await ask('娃到岁数了')).ids[0]).toBe('义务教育阶段新生入学登记')
  })

  test('one text the service refuses does not keep the others from their vectors', async () => {
    server.behave({ kind: 'refuse', word: '犬只' })
    const { leg, ask } = openLeg()
    expect(await leg.fill(true)).toBe(0)
    expect((await ask('娃到岁数了')).ids[0]).toBe('义务教育阶段新生入学登记')
  })

  test('vectors of other dimensions than those there are not taken', async () => {
    await openLeg().leg.fill(true)
    server.behave({ kind: 'dimensions', count: 7 })
    const { leg } = openLeg({ entries: [...QUESTIONS.map((q) => entryOf(q)), entryOf('新的一条')] })
    expect(await leg.fill(true)).toBe(1)
    expect(warnings).toEqual([{ reason: 'expected 64 dimensions as before, got 7' }])
    const asked = openLeg({ dimensions: 8 })
    server.behave({ kind: 'right' })
    expect(await asked.leg.fill(true)).toBe(QUESTIONS.length)
    expect(server.requests.at(-1)).toMatchObject({ dimensions: 8 })
  })

  test('stopping ends a request under way at once', async () => {
    server.behave({ kind: 'slow', ms: 20_000 })
    const { leg } = openLeg()
    const startedAt = performance.now()
    const filling = leg.fill(true)
    setTimeout(() => leg.stop(), 50)
    await filling
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})
