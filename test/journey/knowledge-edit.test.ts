import { beforeAll, describe, expect, test } from 'vitest'
import type { Entry } from '../../src/contracts/entry.ts'
import { oneOf, type Staff, sharedTown, type Town } from '../support/open-town.ts'

const ID = 'residence-permit-benefit'
const QUESTION = '居住证有什么用'

let town: Town
let editor: Staff
beforeAll(async () => {
  town = await sharedTown()
  editor = await town.signIn('editor')
})

const current = async (): Promise<Entry> =>
  (await editor.ok<{ entry: Entry }>('GET', `/knowledge/${ID}`)).entry

const editOf = (entry: Entry, answer: string) => ({
  question: entry.question,
  similar: entry.similar,
  answer,
  details: entry.details,
  reason: '政策调整',
  basedOn: entry.version,
})

describe('an editor tries a question', () => {
  test('and sees what was understood, whether it would be answered, and why each entry was found', async () => {
    const tried = await editor.ok<{
      becomes: string
      reading: { mended: string | null; links: { said: string; officials: string[] }[] }
      hits: { question: string; matchedWording: string; why: { name: string }[] }[]
    }>('POST', '/knowledge/try', { text: 'shenfenzheng丢了怎么补' })
    expect(tried.becomes).toBe('answer')
    expect(tried.reading.mended).toContain('身份证丢了')
    expect(tried.reading.links.flatMap(({ officials }) => officials)).not.toEqual([])
    expect(tried.hits[0]?.why.length).toBeGreaterThan(0)
    expect(tried.hits[0]?.matchedWording).not.toBe('')
    const clean = await editor.ok<typeof tried>('POST', '/knowledge/try', { text: '居住证有什么用' })
    expect(clean.reading.mended).toBeNull()
    // Half of it is in the base, yet the citizen gets a ticket: the editor is told what really happens.
    const complaint = await editor.ok<typeof tried>('POST', '/knowledge/try', {
      text: '我要投诉楼下烧烤摊，油烟天天熏，没人管',
    })
    expect(complaint.becomes).toBe('ticket')
  })
})

describe('an editor publishes a new version', () => {
  test('and the very next question is answered from it, citing the new version; the old one stays readable', async () => {
    const before = await current()
    const words = `改过的答案，第 ${before.version + 1} 版。`
    await editor.ok('PUT', `/knowledge/${ID}`, editOf(before, words))
    const answer = oneOf(await (await town.citizen()).say(QUESTION), 'answer')
    expect(answer.text).toContain(words)
    expect(answer.citations?.[0]).toMatchObject({
      entryId: ID,
      version: before.version + 1,
      updatedAt: '2026-11-23',
    })
    const { versions } = await editor.ok<{
      versions: { version: number; answer: string; updatedBy: string }[]
    }>('GET', `/knowledge/${ID}`)
    expect(versions.find((v) => v.version === before.version)?.answer).toBe(before.answer)
    expect(versions[0]?.updatedBy).toBe('周编辑')
  })

  test('a wording added by the editor is found at once', async () => {
    const before = await current()
    const edit = { ...editOf(before, before.answer), similar: [...before.similar, '暂住卡片顶啥子作用'] }
    await editor.ok('PUT', `/knowledge/${ID}`, edit)
    const answer = oneOf(await (await town.citizen()).say('暂住卡片顶啥子作用'), 'answer')
    expect(answer.citations?.[0]?.entryId).toBe(ID)
  })

  test('an edit based on an older version is a conflict that names the newer one, and changes nothing', async () => {
    const before = await current()
    await editor.ok('PUT', `/knowledge/${ID}`, editOf(before, '先到的修改，已经生效。'))
    const late = await editor.request('PUT', `/knowledge/${ID}`, editOf(before, '晚到的修改，不该生效。'))
    expect(late.status).toBe(409)
    expect(await late.json()).toMatchObject({ error: { details: { currentVersion: before.version + 1 } } })
    expect((await current()).answer).toBe('先到的修改，已经生效。')
  })

  test('an edit without a reason or with an empty answer is refused in words', async () => {
    const before = await current()
    for (const wrong of [{ reason: '' }, { answer: ' ' }, { basedOn: 0 }]) {
      const refused = await editor.request('PUT', `/knowledge/${ID}`, {
        ...editOf(before, '好的答案'),
        ...wrong,
      })
      expect(refused.status).toBe(400)
    }
    expect((await current()).version).toBe(before.version)
  })

  test('trying a question shows what a citizen would get, with reasons', async () => {
    const tried = await editor.ok<{ decision: string; hits: { entryId: string; why: unknown[] }[] }>(
      'POST',
      '/knowledge/try',
      { text: '身份证丢了怎么补办' },
    )
    expect(tried.decision).toBe('answer')
    expect(tried.hits[0]?.entryId).toBe('id-card-lost')
    expect(tried.hits[0]?.why.length).toBeGreaterThan(0)
  })
})
