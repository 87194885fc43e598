import { beforeEach, expect, test } from 'vitest'
import { EntryFile } from '../../src/contracts/knowledge-file.ts'
import type { Lesson } from '../../src/contracts/learning.ts'
import type { Reply } from '../../src/contracts/message.ts'
import { startWebConversation } from '../../src/conversations/open-conversation.ts'
import { receiveOnce } from '../../src/conversations/receive-once.ts'
import { say } from '../../src/conversations/say.ts'
import { fromEntryFile, importEntries } from '../../src/knowledge-base/import-entries.ts'
import { judgeWording } from '../../src/learning/judge-wording.ts'
import {
  forgetProposed,
  listActiveWordings,
  listWordings,
} from '../../src/learning/learned-wording-repository.ts'
import { noteOrigin } from '../../src/learning/note-origin.ts'
import { recordLesson } from '../../src/learning/record-lesson.ts'
import { learningRule } from '../../src/learning/weigh-wording.ts'
import { isoAfter, isoNow } from '../../src/platform/clock.ts'
import { readEventsAfter } from '../../src/platform/events/event-repository.ts'
import { newId } from '../../src/platform/id.ts'
import { LIMITS } from '../../src/platform/limits.ts'
import { parseLexicon } from '../../src/understanding/lexicon.ts'
import { createUnderstanding } from '../../src/understanding/understand-text.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildRules } from '../support/build-rules.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const understand = createUnderstanding({
  lexicon: parseLexicon({}),
  city: buildRules().city,
  specialRoutes: [],
})
const RULE = learningRule(2)
const EDITOR = { id: 's-1', login: 'bianji', name: '周编辑', roles: ['editor' as const], departmentId: null }
const WORDS = '门口的灯乌漆嘛黑'

const entryOf = (id: string, question: string) =>
  fromEntryFile(
    EntryFile.parse({
      id,
      category: '01-01',
      question,
      similar: [`${question}一`, `${question}二`, `${question}三`, `${question}四`, `${question}五`],
      answer: '请报修，一般三天内修好。',
      department: 'lights',
      scope: '全市',
      validFrom: '2026-01-01',
      reviewOn: '2027-01-01',
    }),
  )

describeOnEachDatabase('learned wordings', (open) => {
  let base: Opened
  let desk: TestDesk & { understand: typeof understand }
  beforeEach(async () => {
    base = await open()
    desk = { ...buildDesk(base), understand }
    await importEntries(
      desk,
      'city',
      [entryOf('lamp', '路灯不亮怎么报修'), entryOf('gate', '小区大门坏了找谁')],
      'file',
    )
  })

  const receive = async (conversationId: string, text: string): Promise<string> => {
    const message = {
      channel: 'web' as const,
      channelMessageId: newId(),
      channelUserId: conversationId,
      conversationId,
    }
    const turn = await receiveOnce(desk, { ...message, text, receivedAt: isoNow(desk.clock) })
    if (turn.kind !== 'new') throw new Error('received before')
    return turn.inboundId
  }
  /** A citizen at an address asks; the desk answers with `reply`. */
  const talk = async (address: string, words: string, reply: Reply) => {
    const { conversationId } = await startWebConversation(desk)
    await noteOrigin(desk, conversationId, address)
    const askedId = await receive(conversationId, words)
    const messageId = await desk.db
      .transaction()
      .execute((tx) =>
        say(tx, { conversationId, author: 'bot', reply, inReplyTo: askedId, at: isoNow(desk.clock) }),
      )
    return { conversationId, askedId, messageId }
  }
  const clarify: Reply = { kind: 'clarify', text: '您想问的是哪一件？', options: [] }
  const answerOf = (entryId: string): Reply => ({
    kind: 'answer',
    text: '请报修。',
    citations: [{ entryId, version: 1, title: '', updatedAt: '2026-01-01' }],
  })
  const learn = (lesson: Lesson, rule = RULE) => recordLesson(desk, rule, lesson)
  const pick = async (address: string, entryId = 'lamp', words = WORDS, rule = RULE) => {
    const { conversationId } = await talk(address, words, clarify)
    const inboundId = await receive(conversationId, '第一个')
    return learn({ kind: 'turn', inboundId, entryId, says: 'picked' }, rule)
  }
  const react = async (address: string, says: 'confirmed' | 'rejected', entryId = 'lamp') => {
    const { conversationId } = await talk(address, WORDS, answerOf(entryId))
    return learn({ kind: 'turn', inboundId: await receive(conversationId, '是这个'), entryId, says })
  }
  const active = async (entryId = 'lamp') =>
    (await listActiveWordings(desk.db)).get(entryId)?.map((w) => w.text) ?? []
  const only = async (entryId = 'lamp') => (await listWordings(desk.db, entryId))[0]

  test('two citizens make a wording active, and every process is told', async () => {
    expect(await pick('10.0.0.1')).toEqual([])
    expect(await only()).toMatchObject({ wording: WORDS, state: 'proposed', citizens: 1 })
    expect(await pick('10.0.0.2')).toEqual(['lamp'])
    expect(await only()).toMatchObject({ state: 'active', citizens: 2, agents: 0 })
    expect(await active()).toEqual([WORDS])
    const told = (await readEventsAfter(desk.db, 0, 1000)).filter((e) => e.type === 'entry.taught')
    expect(told.map((e) => [e.subjectType, e.subjectId, e.data])).toEqual([['entry', 'lamp', { active: 1 }]])
  })

  test('one person with many talks is one citizen', async () => {
    for (let i = 0; i < 5; i++) await pick('10.0.0.1')
    expect(await only()).toMatchObject({ state: 'proposed', citizens: 1 })
  })

  test('two confirmations at the same moment count as two', async () => {
    const talks = await Promise.all(
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((a) => talk(a, WORDS, answerOf('lamp'))),
    )
    await Promise.all(talks.map(({ messageId }) => learn({ kind: 'rating', messageId, verdict: 'useful' })))
    expect(await only()).toMatchObject({ state: 'active', citizens: 3 })
  })

  test('however it was typed it is the same wording', async () => {
    await pick('10.0.0.1', 'lamp', `${WORDS}？？`)
    await pick('10.0.0.2', 'lamp', ` ${WORDS}。`)
    expect(await active()).toEqual([WORDS])
  })

  test('是这个, 解决了 and 有用 count like a pick; 不是这个 and 没用 count against', async () => {
    await react('10.0.0.1', 'confirmed')
    await react('10.0.0.2', 'confirmed')
    expect(await active()).toEqual([WORDS])
    await react('10.0.0.3', 'rejected')
    expect(await only()).toMatchObject({ state: 'active', against: 1 })
    const { messageId } = await talk('10.0.0.4', WORDS, answerOf('lamp'))
    await learn({ kind: 'rating', messageId, verdict: 'useless' })
    expect(await only()).toMatchObject({ state: 'proposed', citizens: 2, against: 2 })
    await learn({ kind: 'rating', messageId, verdict: 'useful' })
    expect(await only()).toMatchObject({ state: 'active', citizens: 3, against: 1 })
  })

  test('one agent is enough; the question is the one the answer was found for', async () => {
    const { conversationId } = await talk('10.0.0.1', WORDS, { kind: 'handover', text: '正在转人工' })
    await receive(conversationId, '在吗')
    const lesson = { kind: 'agent' as const, conversationId, staffId: 's-9', entryId: 'lamp' }
    expect(await learn(lesson)).toEqual(['lamp'])
    expect(await only()).toMatchObject({ wording: WORDS, state: 'active', agents: 1, citizens: 0 })
    expect(await learn({ ...lesson, messageId: 'somebody-else' })).toEqual([])
  })

  test('the same words confirmed for two entries lower both, until one side clearly has it', async () => {
    await pick('10.0.0.1')
    await pick('10.0.0.2')
    await pick('10.0.0.3', 'gate')
    const alone = (await only())?.weight ?? 0
    expect(await active()).toEqual([WORDS])
    expect(alone).toBeLessThan(0.9)
    expect(await pick('10.0.0.4', 'gate')).toEqual(['lamp'])
    expect([await active('lamp'), await active('gate')]).toEqual([[], []])
    await pick('10.0.0.5', 'gate')
    await pick('10.0.0.6', 'gate')
    expect([await active('lamp'), await active('gate')]).toEqual([[], [WORDS]])
  })

  test('words that editors wrote for another entry are not taken from it by citizens', async () => {
    for (const n of [1, 2, 3]) await pick(`10.0.0.${n}`, 'lamp', '小区大门坏了找谁')
    for (const n of [1, 2, 3]) await pick(`10.0.0.${n}`, 'lamp', '小区大门坏了找谁三')
    expect(await active()).toEqual([])
  })

  test('what an entry already says is not learned again', async () => {
    for (const n of [1, 2]) await pick(`10.0.0.${n}`, 'lamp', '路灯不亮怎么报修?')
    expect(await listWordings(desk.db, 'lamp')).toEqual([])
  })

  test.each([
    '我叫王小明，灯坏了',
    '电话13812345678灯不亮',
    '锦绣小区3栋502室门口灯不亮',
    '灯坏了加我微信号lamp_99',
    '身份证11010519491231002X灯坏了',
    '浙A8888学停在灯下',
    '灯',
    '那需要什么材料',
    '要带什么证件',
    '第二个',
    '不是这个',
    '谢谢您了啊',
    `${'门口的路灯不亮已经很久没有人来修了'.repeat(4)}`,
  ])('"%s" is never stored', async (words) => {
    for (const n of [1, 2]) await pick(`10.0.0.${n}`, 'lamp', words)
    expect(await listWordings(desk.db, 'lamp')).toEqual([])
    const kept = await desk.db.selectFrom('learned_evidence').selectAll().execute()
    expect(kept).toEqual([])
  })

  test('only what really went before teaches: a pick without our question, a yes to another answer', async () => {
    const { conversationId } = await talk('10.0.0.1', WORDS, answerOf('gate'))
    const inboundId = await receive(conversationId, '第一个')
    for (const says of ['picked', 'confirmed'] as const)
      expect(await learn({ kind: 'turn', inboundId, entryId: 'lamp', says })).toEqual([])
    expect(await learn({ kind: 'rating', messageId: 'no-such', verdict: 'useful' })).toEqual([])
    expect(await listWordings(desk.db, 'lamp')).toEqual([])
  })

  test('a citizen teaches only so much in a day, and citizens only so many wordings of one entry', async () => {
    for (let i = 0; i < LIMITS.lessonsPerCitizen + 5; i++)
      await pick('10.0.0.1', 'lamp', `${WORDS}${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳'[i]}字头`)
    expect(await listWordings(desk.db, 'lamp')).toHaveLength(LIMITS.lessonsPerCitizen)
    desk.clock.advance(25 * 3_600_000)
    for (let i = 0; i < LIMITS.lessonsPerCitizen; i++)
      await pick('10.0.0.2', 'lamp', `${WORDS}${'甲乙丙丁戊己庚辛壬癸'[i]}字头`)
    expect(await active()).toHaveLength(LIMITS.wordingsPerEntryDay)
    desk.clock.advance(25 * 3_600_000)
    await pick('10.0.0.3', 'lamp', `${WORDS}癸字头`)
    expect(await active()).toHaveLength(LIMITS.wordingsPerEntryDay + 1)
  }, 60_000)

  test('a veto takes a wording out at once and holds until it is undone', async () => {
    await pick('10.0.0.1')
    await pick('10.0.0.2')
    const judge = (judgement: 'adopt' | 'veto' | 'undo') =>
      judgeWording(desk, RULE, EDITOR, { entryId: 'lamp', wording: `${WORDS}？`, judgement })
    await judge('veto')
    expect(await active()).toEqual([])
    await pick('10.0.0.3')
    expect(await only()).toMatchObject({ state: 'vetoed', citizens: 3, judgedBy: '周编辑' })
    await expect(judge('adopt')).rejects.toMatchObject({ code: 'conflict' })
    await judge('undo')
    expect(await only()).toMatchObject({ state: 'active', citizens: 3, judgedBy: null })
    const told = (await readEventsAfter(desk.db, 0, 1000)).filter((e) => e.type === 'entry.taught')
    expect(told.map((e) => e.data.active)).toEqual([1, 0, 1])
  })

  test('an editor takes over what one citizen proposed, and may take that back', async () => {
    await pick('10.0.0.1')
    const judge = (judgement: 'adopt' | 'undo', wording = WORDS) =>
      judgeWording(desk, RULE, EDITOR, { entryId: 'lamp', wording, judgement })
    await judge('adopt')
    expect(await active()).toEqual([WORDS])
    for (const n of [2, 3, 4, 5]) await react(`10.0.0.${n}`, 'rejected')
    expect(await active()).toEqual([WORDS])
    await judge('undo')
    expect(await only()).toMatchObject({ state: 'proposed', citizens: 1, editors: 0, against: 4 })
    await expect(judge('adopt', '没有这条')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a vetoed wording no longer speaks against the entry it belongs to', async () => {
    for (const n of [1, 2]) await pick(`10.0.0.${n}`, 'gate')
    for (const n of [3, 4]) await pick(`10.0.0.${n}`, 'lamp')
    expect(await active()).toEqual([])
    await judgeWording(desk, RULE, EDITOR, { entryId: 'gate', wording: WORDS, judgement: 'veto' })
    expect(await active()).toEqual([WORDS])
  })

  test('how many citizens are needed is the city’s choice; with none, citizens alone never teach', async () => {
    for (const n of [1, 2]) await pick(`10.0.0.${n}`, 'lamp', WORDS, learningRule(3))
    expect(await active()).toEqual([])
    await pick('10.0.0.3', 'lamp', WORDS, learningRule(3))
    expect(await active()).toEqual([WORDS])
    for (const n of [1, 2, 3, 4]) await pick(`10.0.0.${n}`, 'gate', '铁门咣当响', learningRule(0))
    expect(await active('gate')).toEqual([])
  })

  test('what nobody confirms again is forgotten with its evidence; what is active or vetoed stays', async () => {
    await pick('10.0.0.1', 'gate', '铁门咣当响')
    for (const n of [1, 2]) await pick(`10.0.0.${n}`)
    desk.clock.advance(LIMITS.proposedWordingMs + 1_000)
    await pick('10.0.0.9', 'gate', '大铁门咣当响')
    expect(
      await desk.db
        .transaction()
        .execute((tx) => forgetProposed(tx, isoAfter(desk.clock, -LIMITS.proposedWordingMs))),
    ).toBe(1)
    expect((await listWordings(desk.db, 'gate')).map((w) => w.wording)).toEqual(['大铁门咣当响'])
    expect(await active()).toEqual([WORDS])
    expect(
      await desk.db
        .selectFrom('learned_evidence')
        .selectAll()
        .where('wording_key', '=', '铁门咣当响')
        .execute(),
    ).toEqual([])
    expect(await desk.db.selectFrom('talk_origin').selectAll().execute()).toHaveLength(1)
  })
})
