import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gap } from '../../src/contracts/gap.ts'
import { eraseTalk } from '../../src/conversations/erase-repository.ts'
import { oneOf, openTown, type Staff, type Town } from '../support/open-town.ts'

type Row = Omit<Gap, 'answeredFrom'> & {
  answeredFrom: { id: string } | null
  nearest: { id: string; question: string; version: number }[]
}
type List = { rows: Row[]; total: number; counts: Record<string, number> }

let town: Town
let editor: Staff
beforeAll(async () => {
  town = await openTown()
  editor = await town.signIn('editor')
})
afterAll(() => town.close())

const list = (state = 'open') => editor.ok<List>('GET', `/gaps?state=${state}`)
const about = async (words: string, state = 'open'): Promise<Row | undefined> =>
  (await list(state)).rows.find(({ question, others }) =>
    [question, ...others].some((q) => q.includes(words)),
  )
const mustBe = async (words: string, state = 'open'): Promise<Row> => {
  const row = await about(words, state)
  if (!row) throw new Error(`nobody asks “${words}” among ${JSON.stringify((await list(state)).rows)}`)
  return row
}
const ask = async (...said: string[]) => {
  const citizen = await town.citizen()
  for (const words of said) await citizen.say(words)
  return citizen
}

const NEW = {
  question: '无人机在市区放飞要不要登记',
  similar: ['飞无人机要报备吗'],
  answer: '要。先在民用无人驾驶航空器综合管理平台实名登记，再申请空域。',
  details: '',
  department: 'police',
  category: '01-01',
  source: '《无人驾驶航空器飞行管理暂行条例》（2024-01-01）',
  state: 'published',
}

describe('a question nobody could answer', () => {
  test('stands once for two citizens who ask it in other words, without whoever asked', async () => {
    await ask('我叫王建国，电话13812345678，无人机在市区放飞要登记吗')
    await ask('市区里放飞无人机需不需要登记')
    const row = await mustBe('无人机')
    expect(row.people).toBe(2)
    expect(row.ids).toHaveLength(2)
    expect(row.whys).toEqual([{ why: 'asked_back', times: 2 }])
    const told = JSON.stringify(await list())
    expect(told).not.toContain('王建国')
    expect(told).not.toContain('13812345678')
  })

  test('becomes an entry, and the very next citizen is answered from it', async () => {
    const row = await mustBe('无人机')
    const { entry } = await editor.ok<{ entry: { id: string; version: number } }>('POST', '/knowledge', {
      ...NEW,
      gapIds: row.ids,
    })
    const answer = oneOf(await (await town.citizen()).say('无人机在市区放飞要登记吗'), 'answer')
    expect(answer.citations?.[0]).toMatchObject({ entryId: entry.id, version: 1, source: NEW.source })
    expect(await about('无人机')).toBeUndefined()
    expect((await mustBe('无人机', 'done')).settled).toMatchObject({
      as: 'entry',
      by: '周编辑',
      entryId: entry.id,
    })
  })

  test('of a matter known everywhere is declined by its name, stands once in whatever words, and goes when the entry is there', async () => {
    const said = ['想签器官捐献的同意卡去哪里办', '百年之后想把器官捐给别人去哪登记']
    for (const words of said) {
      const decline = oneOf(await (await town.citizen()).say(words), 'decline')
      expect(decline.text).toContain('“器官捐献登记”')
      expect(decline.options?.map((o) => o.value)).toEqual(['转人工', '登记工单'])
    }
    const row = await mustBe('器官')
    expect(row).toMatchObject({ matter: '器官捐献登记', people: 2 })
    await editor.ok('POST', '/knowledge', {
      ...NEW,
      ...{
        question: '器官捐献登记怎么办',
        similar: [],
        answer: '到市红十字会登记，带身份证。',
        gapIds: row.ids,
      },
    })
    const now = await (await town.citizen()).say(said[0] ?? '')
    expect(now.map(({ text }) => text).join()).toContain('红十字会')
    expect(now.map(({ text }) => text).join()).not.toContain('知识库里还没有')
  })

  test('is not made twice: the second editor is told of the entry with the same question', async () => {
    const second = await editor.request('POST', '/knowledge', { ...NEW, question: `${NEW.question}？` })
    expect(second.status).toBe(409)
    const near = await editor.ok<{ rows: { question: string }[] }>('POST', '/knowledge/near', {
      wordings: ['市区放飞无人机要登记吗'],
    })
    expect(near.rows[0]?.question).toBe(NEW.question)
  })
})

describe('a draft', () => {
  test('may lack what an answer needs, answers nobody, and does once it is published', async () => {
    const asked = '共享菜园的地块怎么申请认领'
    const { entry } = await editor.ok<{ entry: { id: string; version: number } }>('POST', '/knowledge', {
      ...{ question: asked, similar: [], answer: '', state: 'draft' },
    })
    expect((await (await town.citizen()).say(asked)).some(({ kind }) => kind === 'answer')).toBe(false)
    const words = { question: asked, similar: [], details: '', reason: '写完了', basedOn: 1 }
    const early = await editor.request('PUT', `/knowledge/${entry.id}`, { ...words, answer: '到街道认领。' })
    expect(await early.text()).toContain('没有写负责单位')
    const answer = '带身份证到所在街道办事处认领，先到先得。'
    const whole = { ...words, answer, department: 'police', category: '01-01' }
    await editor.ok('PUT', `/knowledge/${entry.id}`, whole)
    expect(oneOf(await (await town.citizen()).say(asked), 'answer').text).toContain('先到先得')
    await editor.ok('PUT', `/knowledge/${entry.id}`, { ...whole, basedOn: 2, state: 'retired' })
    expect((await (await town.citizen()).say(asked)).some(({ kind }) => kind === 'answer')).toBe(false)
    expect((await editor.request('PUT', `/knowledge/${entry.id}`, { ...whole, basedOn: 2 })).status).toBe(409)
  })
})

describe('what counts as not answered', () => {
  test('an answer that was refused, with the entry it came from', async () => {
    await ask('身份证丢了怎么补办', '不是这个')
    expect(await mustBe('身份证丢了')).toMatchObject({
      whys: [{ why: 'rejected', times: 1 }],
      answeredFrom: { id: 'id-card-lost' },
    })
  })

  test('an answer after which a person was asked for', async () => {
    await ask('社保卡丢了怎么补', '转人工')
    expect((await mustBe('社保卡丢了')).whys).toEqual([{ why: 'human', times: 1 }])
  })

  test('a question asked back, until the citizen chooses', async () => {
    const citizen = await town.citizen()
    const back = (await citizen.say('居住证')).find(({ kind }) => kind === 'clarify')
    if (!back) throw new Error('居住证 alone is not asked back any more; the story needs another word')
    expect((await mustBe('居住证')).whys.map(({ why }) => why)).toContain('asked_back')
    await citizen.say(back.options?.[0]?.value ?? '')
    const row = await about('居住证')
    expect(row?.whys.map(({ why }) => why) ?? []).not.toContain('asked_back')
  })

  test('neither a weather question nor “都不是” nor a complaint that becomes a ticket', async () => {
    const before = (await list()).total
    await ask('明天天气怎么样')
    await ask('我要投诉楼下烧烤摊，油烟天天熏，没人管')
    expect((await list()).total).toBe(before)
  })
})

describe('what an editor does with it', () => {
  test('one key adds its words to an entry: a new version, and the next citizen is answered', async () => {
    await ask('暂住卡片顶啥子用场嘛')
    const row = await mustBe('暂住卡片')
    const { entry } = await editor.ok<{ entry: { version: number } }>(
      'GET',
      '/knowledge/residence-permit-benefit',
    )
    const asked = { ids: row.ids, entryId: 'residence-permit-benefit', wording: row.wording }
    const late = await editor.request('POST', '/gaps/similar', { ...asked, basedOn: entry.version + 5 })
    expect(late.status).toBe(409)
    expect(await about('暂住卡片')).toBeDefined()
    expect(await editor.ok('POST', '/gaps/similar', { ...asked, basedOn: entry.version })).toMatchObject({
      isAnswered: true,
    })
    const answer = oneOf(await (await town.citizen()).say('暂住卡片顶啥子用场嘛'), 'answer')
    expect(answer.citations?.[0]).toMatchObject({
      entryId: 'residence-permit-benefit',
      version: entry.version + 1,
    })
    expect(await about('暂住卡片')).toBeUndefined()
    const again = await editor.request('POST', '/gaps/similar', { ...asked, basedOn: entry.version + 1 })
    expect(again.status).toBe(400)
  })

  test('set aside with a reason it is gone, also when it is asked again, and comes back when opened again', async () => {
    await ask('家里能养企鹅吗')
    const row = await mustBe('企鹅')
    expect((await editor.request('POST', '/gaps/aside', { ids: row.ids, reason: '' })).status).toBe(400)
    await editor.ok('POST', '/gaps/aside', { ids: row.ids, reason: '不归热线管' })
    await ask('家里可以养企鹅吗')
    expect(await about('企鹅')).toBeUndefined()
    const aside = await mustBe('企鹅', 'aside')
    expect(aside.settled).toMatchObject({ as: 'aside', reason: '不归热线管', since: 1 })
    await editor.ok('POST', '/gaps/reopen', { ids: aside.ids })
    expect((await mustBe('企鹅')).people).toBe(2)
  })

  test('what an entry was made of stands here again when citizens are still not answered', async () => {
    const row = await mustBe('企鹅')
    await editor.ok('POST', '/knowledge', {
      ...NEW,
      ...{ question: '彗星观测点在哪里', similar: [], answer: '在东山天文台。', gapIds: row.ids },
    })
    expect(await about('企鹅')).toBeUndefined()
    await ask('家里能养企鹅吗')
    expect((await mustBe('企鹅')).settled).toMatchObject({ as: 'entry', since: 1 })
  })

  test('erased talks are gone from it, and what is done with them is refused in words', async () => {
    const citizen = await ask('火星移民局的窗口几点开门')
    const row = await mustBe('火星移民局')
    await town.desk.db.transaction().execute((tx) => eraseTalk(tx, citizen.id))
    expect(await about('火星移民局')).toBeUndefined()
    const late = await editor.request('POST', '/gaps/aside', { ids: row.ids, reason: '不归我们管' })
    expect(late.status).toBe(404)
  })
})
