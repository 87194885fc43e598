import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

/** What is said and looked out for, changed by an administrator without a programmer. */
let town: Town
let admin: Staff
let urban: Staff
beforeAll(async () => {
  town = await openTown()
  admin = await town.signIn('admin')
  urban = await town.signIn('urban')
})
afterAll(() => town.close())

type Wordings = {
  templates: number
  words: number
  texts: { id: string; text: string; isOwn: boolean }[]
  sensitive: { id: string; name: string }[]
}
const look = (): Promise<Wordings> => admin.ok<Wordings>('GET', '/wordings')
const why = '市里统一口径'

test('what citizens are told of a step is said in the city’s words from the next step on, and taken back', async () => {
  const { templates } = await look()
  const bad = { text: '{单位}收到了，{局长}会看', why, seen: templates }
  const refused = await admin.request('PUT', '/wordings/texts/text-signed', bad)
  expect(refused.status).toBe(400)
  expect(((await refused.json()) as { error: { message: string } }).error.message).toContain('{局长}')
  const missing = await admin.ok<{ fault: string }>('POST', '/wordings/preview', {
    id: 'text-urged',
    text: '已经帮您催了{单位}',
  })
  expect(missing.fault).toContain('{时间}')
  const text = '{单位}接单了，有进展就告诉您。'
  expect(await admin.ok('POST', '/wordings/preview', { id: 'text-signed', text })).toEqual({
    fault: null,
    shown: '市城管局接单了，有进展就告诉您。',
  })
  await admin.ok('PUT', '/wordings/texts/text-signed', { text, why, seen: templates })
  const stale = await admin.request('PUT', '/wordings/texts/text-signed', { text, why, seen: templates })
  expect(stale.status).toBe(409)

  const { number, code } = await fileComplaint(town)
  await act(urban, number, 'sign')
  const told = async (n: string, c: string) =>
    ((await (await town.track(n, c)).json()) as { timeline: { text: string }[] }).timeline.map((s) => s.text)
  expect((await told(number, code)).some((text) => text.endsWith('接单了，有进展就告诉您。'))).toBe(true)

  const { rows } = await admin.ok<{ rows: { changeId: string; what: string }[] }>(
    'GET',
    '/rule-changes?kinds=templates',
  )
  expect(rows[0]?.what).toContain('签收')
  await admin.ok('POST', `/rule-changes/${rows[0]?.changeId}/undo`, { why })
  expect((await look()).texts.find((t) => t.id === 'text-signed')?.isOwn).toBe(false)
})

test('every sentence a citizen reads on the way can be said in the city’s words, also one without variables', async () => {
  const { templates, texts } = await look()
  expect(texts.length).toBeGreaterThan(20)
  const preview = (id: string, text: string) =>
    admin.ok<{ fault: string | null }>('POST', '/wordings/preview', { id, text })
  for (const { id, text } of texts) expect((await preview(id, text)).fault, id).toBeNull()
  expect((await preview('text-triage', '请等{单位}的消息')).fault).toContain('这一句里不用变量')
  const text = '退回申请收到了，{单位}说不归它管，我们来核实，时限照旧。'
  await admin.ok('PUT', '/wordings/texts/text-return-asked', { text, why, seen: templates })
  const { number, code } = await fileComplaint(town, '我要投诉，双塔大街9号路灯不亮，太黑')
  await act(urban, number, 'sign')
  await act(urban, number, 'return', {
    basis: '《明澜市市政设施管理办法》第三条',
    reason: '这段路灯由住建部门管护，不在我局职责内。',
    proposedDepartmentId: 'housing',
  })
  const story = (await (await town.track(number, code)).json()) as { timeline: { text: string }[] }
  expect(story.timeline[0]?.text).toMatch(/^退回申请收到了，.+说不归它管，我们来核实，时限照旧。$/)
})

test('a listed word stands on the supervisor’s list, in the check of a reply and beside the message that has it', async () => {
  const { words } = await look()
  const word = { name: '断头路灯', kind: 'watch', advice: '', why }
  const before = await fileComplaint(town, '我要投诉，双塔大街6号的断头路灯没人修，太黑')
  expect(
    await admin.ok('POST', '/sensitive-words/preview', { name: '断头路灯', kind: 'watch' }),
  ).toMatchObject({
    cases: 1,
    numbers: [before.number],
  })
  const { version } = await admin.ok<{ version: number }>('POST', '/sensitive-words', {
    ...word,
    seen: words,
  })
  const after = await fileComplaint(town, '我要投诉，枫林西路9号的断头路灯没人修，看不见')
  const supervisor = await town.signIn('supervisor')
  const watched = await supervisor.ok<{ rows: { number: string }[] }>('GET', '/overview/watched/words')
  expect(watched.rows.map((r) => r.number)).toEqual([after.number])

  await admin.ok('POST', '/sensitive-words', {
    name: '爱谁谁',
    kind: 'reply',
    advice: '写事实',
    why,
    seen: version,
  })
  const check = await urban.ok<{ findings: { say: string; quote: string }[] }>(
    'POST',
    `/tickets/${after.number}/check-reply`,
    { publicReply: '11月24日已到现场修复路灯，爱谁谁。' },
  )
  expect(check.findings).toContainEqual(
    expect.objectContaining({ quote: '爱谁谁', say: '“爱谁谁”不写给诉求人。写事实。' }),
  )

  const rude = await town.citizen()
  await rude.say('你们这些傻逼，转人工')
  const agent = await town.signIn('agent')
  const talk = await agent.ok<{ messages: { isAbusive: boolean }[] }>('GET', `/conversations/${rude.id}`)
  expect(talk.messages[0]?.isAbusive).toBe(true)
  expect(talk.messages.slice(1).some((m) => m.isAbusive)).toBe(false)
})
