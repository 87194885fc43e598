import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLanguageModel, type LanguageModelOutcome } from '../../../src/answering/language-model.ts'
import type { Citation } from '../../../src/contracts/message.ts'
import { type LlmStandIn, startLlmStandIn } from '../../support/llm-stand-in.ts'

const ENTRY =
  '在任一派出所或“明澜办”都能补领，补领收40元，换领收20元。一般15个工作日拿证，急用可以办临时身份证，10元，当场拿。不需要户口本。依据《居民身份证法》。'
const GOOD =
  '您可以到任一派出所或在“明澜办”补领，补领收四十元，换领收20元。一般15个工作日拿证。急用的可以办临时身份证，10元，当场拿。您不用带户口本。依据《居民身份证法》。'
const CITATION: Citation = {
  entryId: 'id-card-lost',
  version: 1,
  title: '身份证丢失怎么补领',
  updatedAt: '2026-01-05',
}
const QUESTION = '身份证掉了咋补'

let server: LlmStandIn
let outcomes: LanguageModelOutcome[] = []
let heard: string[] = []

beforeAll(async () => {
  server = await startLlmStandIn({ kind: 'say', text: GOOD })
})
afterAll(() => server.close())
beforeEach(() => {
  outcomes = []
  heard = []
})

const open = (settings: { budgetMs?: number; baseUrl?: string; extraBody?: Record<string, unknown> } = {}) =>
  createLanguageModel(
    {
      baseUrl: settings.baseUrl ?? server.baseUrl,
      apiKey: 'none',
      model: 'stand-in',
      budgetMs: settings.budgetMs ?? 5_000,
      extraBody: settings.extraBody ?? {},
    },
    (outcome) => outcomes.push(outcome),
  )

const ask = (model = open(), budgetMs = 5_000) =>
  model.rephrase(
    { question: QUESTION, entryText: ENTRY, citation: CITATION, onDelta: (text) => heard.push(text) },
    budgetMs,
  )

/** Loads the library and opens the connection, so that a budget measures the model and not the first import. */
const warmUp = async () => {
  server.behave({ kind: 'say', text: GOOD })
  const model = open()
  await ask(model)
  outcomes = []
  heard = []
  return model
}

describe('a language model that keeps to the entry', () => {
  it('is used, sentence by sentence, and the sentences together are the answer', async () => {
    server.behave({ kind: 'say', text: GOOD })
    expect(await ask()).toBe(GOOD)
    expect(heard.join('')).toBe(GOOD)
    expect(heard.length).toBeGreaterThan(3)
    expect(outcomes).toEqual([{ outcome: 'used', ms: expect.any(Number), model: 'stand-in' }])
  })

  it('gets the question and the entry, the extra settings at the top level, and no stream options', async () => {
    server.behave({ kind: 'say', text: GOOD })
    await ask(open({ extraBody: { enable_thinking: false, temperature: 0.2 } }))
    const body = server.requests.at(-1)!
    expect(body).toMatchObject({ model: 'stand-in', stream: true, enable_thinking: false, temperature: 0.2 })
    expect(body).not.toHaveProperty('stream_options')
    expect(JSON.stringify(body.messages)).toContain(QUESTION)
    expect(JSON.stringify(body.messages)).toContain('补领收40元')
  })

  it('thinks inside the text, and the thought is neither shown nor part of the answer', async () => {
    server.behave({ kind: 'say', text: `<think>市民要补领。收99元吗？不，40元。</think>\n\n${GOOD}` })
    expect(await ask()).toBe(GOOD)
    expect(heard.join('')).toBe(GOOD)
  })

  it('thinks in a field of its own, and the thought is not shown', async () => {
    server.behave({ kind: 'say', text: GOOD, reasoning: '先看费用，再看时限。可能是99元。' })
    expect(await ask()).toBe(GOOD)
    expect(heard.join('')).not.toContain('99')
  })
})

describe('an entry with its title and background around the answer', () => {
  const withBackground = `${CITATION.title}\n${ENTRY}\n照片在窗口现场拍，不收费。\n丢失后先在手机上挂失，3日内可以撤回。`
  const rephrase = (text: string) => {
    server.behave({ kind: 'say', text })
    return open().rephrase({ question: QUESTION, entryText: withBackground, citation: CITATION }, 5_000)
  }

  it('may leave the background out, or use it as it is', async () => {
    expect(await rephrase(GOOD)).toBe(GOOD)
    const more = `${GOOD}丢失后先在手机上挂失，3日内可以撤回。`
    expect(await rephrase(more)).toBe(more)
  })

  it('may not change a number or a denial of the background, nor lose one of the answer', async () => {
    expect(await rephrase(`${GOOD}丢失后先在手机上挂失，5日内可以撤回。`)).toBeNull()
    expect(await rephrase(`${GOOD}照片在窗口现场拍，要收费。`)).toBeNull()
    expect(await rephrase(GOOD.replace('，10元', ''))).toBeNull()
  })
})

describe('a language model that does not keep to the entry', () => {
  const wrong: [string, string][] = [
    ['changes an amount', GOOD.replace('四十元', '三十元')],
    ['invents a law', GOOD.replace('《居民身份证法》', '《户口登记条例》')],
    ['drops a denial', GOOD.replace('不用带户口本', '要带上户口本')],
    ['leaves out a number', GOOD.replace('，换领收20元', '')],
    ['names an office the entry does not', GOOD.replace('任一派出所', '市行政审批局')],
    ['thinks without ever answering', '<think>先想想这个问题。'],
  ]
  it.each(wrong)('that %s is not used', async (_, text) => {
    server.behave({ kind: 'say', text })
    expect(await ask()).toBeNull()
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['unfaithful'])
  })

  it('never shows the sentence with the changed number', async () => {
    server.behave({ kind: 'say', text: GOOD.replace('15个工作日', '5个工作日') })
    expect(await ask()).toBeNull()
    expect(heard.join('')).not.toContain('5个工作日')
    expect(heard.join('')).toContain('补领收四十元')
  })

  it('never shows a thought whose first mark is missing once it contradicts the entry', async () => {
    server.behave({ kind: 'say', text: `我记得是99元。</think>${GOOD}` })
    expect(await ask()).toBeNull()
    expect(heard.join('')).not.toContain('99')
  })
})

describe('a language model that is slow', () => {
  it('with its first word is given up when the budget is over', async () => {
    const model = await warmUp()
    server.behave({ kind: 'say', text: GOOD, firstByteAfterMs: 2_000 })
    const startedAt = performance.now()
    expect(await ask(model, 250)).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['slow'])
  })

  it('in the middle of the answer is given up when the budget is over, and says nothing afterwards', async () => {
    const model = await warmUp()
    server.behave({ kind: 'stall', text: GOOD.slice(0, 60) })
    const startedAt = performance.now()
    expect(await ask(model, 300)).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    const before = heard.length
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(heard.length).toBe(before)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['slow'])
  })

  it('is bounded by the configured budget when the caller allows more', async () => {
    await warmUp()
    server.behave({ kind: 'stall', text: '' })
    const startedAt = performance.now()
    expect(await ask(open({ budgetMs: 250 }), 20_000)).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})

describe('a language model that fails', () => {
  it.each([
    ['answers 500', { kind: 'status', code: 500 }],
    ['answers 429', { kind: 'status', code: 429 }],
    ['answers 401', { kind: 'status', code: 401 }],
    ['sends garbage', { kind: 'garbage' }],
    ['tears the connection', { kind: 'tear', text: GOOD.slice(0, 50) }],
    ['ends the stream before it has said all', { kind: 'truncate', text: GOOD }],
    ['was cut off at its length limit', { kind: 'say', text: GOOD, finishReason: 'length' }],
  ] as const)('because it %s gives null and asks only once', async (_, script) => {
    server.behave(script)
    const before = server.requests.length
    expect(await ask()).toBeNull()
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed'])
    expect(server.requests.length - before).toBe(1)
  })

  it('because nothing listens at its address gives null at once', async () => {
    const closed = await startLlmStandIn({ kind: 'garbage' })
    await closed.close()
    await warmUp()
    const startedAt = performance.now()
    expect(await ask(open({ baseUrl: closed.baseUrl }))).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed'])
  })

  it('does not fail the caller when the page that listens has gone', async () => {
    server.behave({ kind: 'say', text: GOOD })
    const gone = (): never => {
      throw new Error('the stream is closed')
    }
    const said = await open().rephrase(
      { question: QUESTION, entryText: ENTRY, citation: CITATION, onDelta: gone },
      5_000,
    )
    expect(said).toBe(GOOD)
  })
})
