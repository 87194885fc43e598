import { beforeEach, expect, test } from 'vitest'
import { dispatchTicket } from '../../src/dispatch/dispatch-ticket.ts'
import { findNewestModel } from '../../src/dispatch/learned-model-repository.ts'
import { listEntryExamples } from '../../src/dispatch/list-entry-examples.ts'
import { openMatterDesk } from '../../src/dispatch/matter-desk.ts'
import {
  listExamples,
  type MatterExample,
  putExamples,
} from '../../src/dispatch/matter-example-repository.ts'
import { recategorise } from '../../src/dispatch/recategorise-ticket.ts'
import { requestReturn, reviewReturn } from '../../src/dispatch/return-ticket.ts'
import { trainMatters } from '../../src/dispatch/train-matters.ts'
import { fromEntryFile, importEntries } from '../../src/knowledge-base/import-entries.ts'
import { readEventsAfter } from '../../src/platform/events/event-repository.ts'
import { createLog } from '../../src/platform/log.ts'
import { retrainWhenDue } from '../../src/retrain-when-due.ts'
import { listSteps } from '../../src/tickets/step-repository.ts'
import { restoreClassifier } from '../../src/understanding/restore-classifier.ts'
import type { LabelledText } from '../../src/understanding/text-classifier.ts'
import { NO_TOPICS } from '../../src/understanding/topic-evidence.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildStaff, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const log = createLog('silent')
const dispatcher = buildStaff(['dispatcher'])
const handler = buildStaff(['handler'], 'lights')
const ODD = '湖心亭的彩带灯笼串掉进水里了,电话13800005678'

/** Twenty-four matters of a city's history, in words its category tree does not hold. */
const history: MatterExample[] = Array.from({ length: 24 }, (_, i) => {
  const isLantern = i % 2 === 0
  return {
    id: `h.csv:${i}`,
    source: 'history',
    title: '',
    text: isLantern ? `第${i}排灯笼串熄了,彩带也散了` : `第${i}家作坊的刨木声震得人心慌`,
    category: isLantern ? '01-01' : '02-01',
    unit: isLantern ? 'parks' : 'noise',
    type: isLantern ? 'help' : 'complaint',
    urgency: isLantern ? 'urgent' : 'normal',
    at: '2026-01-01T00:00:00.000Z',
    byStaff: null,
  }
})

/** The same again from another year: so much history is trusted more than half. */
const more = (examples: readonly MatterExample[]): MatterExample[] =>
  ['2023', '2024', '2025', '2026'].flatMap((year) =>
    examples.map((example) => ({ ...example, id: `${year}-${example.id}`, text: `${example.text} ${year}` })),
  )

describeOnEachDatabase('learning where matters go', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })
  const openDesk = () => openMatterDesk({ ...desk, log }, [], () => NO_TOPICS)
  const route = (matters: Awaited<ReturnType<typeof openDesk>>, text: string) =>
    matters.route({ text, districtId: 'east-bay' })
  const send = async (departmentId: string) => {
    const { ticket } = await buildTicket(desk, { departmentId: null, input: { matter: ODD } })
    await dispatchTicket(desk, { ticketId: ticket.id, departmentId, actor: dispatcher })
    return ticket
  }

  test('what a dispatcher decides is remembered without numbers, and advises the next matter like it', async () => {
    const matters = await openDesk()
    const before = route(matters, ODD).candidates.find((c) => c.departmentId === 'parks')?.score ?? 0
    const ticket = await send('parks')
    const [example] = await listExamples(desk.db, 10)
    expect(example).toMatchObject({
      id: `ticket:${ticket.id}`,
      category: '01-01',
      unit: 'parks',
      type: ticket.type,
      urgency: ticket.urgency,
    })
    expect(example?.text).not.toContain('13800005678')
    await matters.refresh()
    const parks = route(matters, '湖心亭那边彩带灯笼串又掉水里').candidates.find(
      (c) => c.departmentId === 'parks',
    )
    expect(parks?.score).toBeGreaterThan(before + 0.2)
    expect(parks?.why).toContain('派单员派给了它')
  })

  test('a matter sent on after a return counts once, as it ended; a district counts as the district it happened in', async () => {
    const ticket = await send('lights')
    await requestReturn(desk, {
      ticketId: ticket.id,
      reason: '不是市政路灯',
      basis: '三定规定第二条',
      proposedDepartmentId: 'parks',
      actor: handler,
    })
    await reviewReturn(desk, { ticketId: ticket.id, approve: true, note: '', actor: dispatcher })
    await dispatchTicket(desk, { ticketId: ticket.id, departmentId: 'east', actor: dispatcher })
    const examples = await listExamples(desk.db, 10)
    expect(examples.map((e) => e.unit)).toEqual(['district'])
    const events = (await readEventsAfter(desk.db, 0, 1_000)).filter((e) => e.type === 'matter.decided')
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toContain('灯笼')
  })

  test('a confidential matter is never learned from', async () => {
    const { ticket } = await buildTicket(desk, { departmentId: null, input: { confidential: true } })
    await dispatchTicket(desk, { ticketId: ticket.id, departmentId: 'parks', actor: dispatcher })
    expect(await listExamples(desk.db, 10)).toEqual([])
  })

  test('history is trained into a version with its figures, taken up by a running desk; the same again trains nothing', async () => {
    const matters = await openDesk()
    await desk.db.transaction().execute((tx) => putExamples(tx, history))
    const trained = await trainMatters(desk, NO_TOPICS, 'train')
    expect(trained).toMatchObject([
      { kind: 'category', state: 'trained', version: 1, examples: 24, figures: { accuracy: 1 } },
      { kind: 'unit', state: 'trained', version: 1 },
      { kind: 'type', state: 'trained', version: 1 },
      { kind: 'urgency', state: 'trained', version: 1 },
    ])
    expect(await findNewestModel(desk.db, 'unit')).toMatchObject({ createdBy: 'train', examples: 24 })
    const weak = matters.classify('灯笼串和彩带').find((r) => r.categoryId === '01-01')?.score ?? 0
    await matters.refresh()
    const strong = matters.classify('灯笼串和彩带').find((r) => r.categoryId === '01-01')?.score ?? 0
    expect(strong).toBeGreaterThan(weak)
    expect(route(matters, '灯笼串和彩带').candidates.map((c) => c.departmentId)).toContain('parks')
    const again = await trainMatters(desk, NO_TOPICS, 'train')
    expect(again.map((t) => t.state)).toEqual(Array(4).fill('unchanged'))
  })

  test('type and urgency lean on what the city decided; what protects the citizen it cannot take away', async () => {
    const matters = await openDesk()
    const judge = (text: string, ruled: Partial<Parameters<typeof matters.leanNature>[1]> = {}) =>
      matters.leanNature(text, { type: 'complaint', urgency: 'normal', confidence: 0.5, ...ruled })
    const LANTERN = '桥头的灯笼串熄了,彩带也散了'
    expect(judge(LANTERN)).toEqual({ type: 'complaint', urgency: 'normal' })
    await desk.db.transaction().execute((tx) => putExamples(tx, [...history, ...more(history)]))
    await trainMatters(desk, NO_TOPICS, 'train')
    await matters.refresh()
    expect(judge(LANTERN)).toEqual({ type: 'help', urgency: 'urgent' })
    expect(judge('隔壁作坊的刨木声震得人心慌')).toEqual({ type: 'complaint', urgency: 'normal' })
    expect(judge(LANTERN, { type: 'report' }).type).toBe('report')
    expect(judge(`我要投诉,${LANTERN}`).type).toBe('complaint')
    expect(judge('隔壁作坊的刨木声震得人心慌', { urgency: 'critical' }).urgency).toBe('critical')
  })

  test('what the desk takes a ticket for instead is learned, and advises anew while nobody has sent it', async () => {
    const matters = await openDesk()
    const { ticket } = await buildTicket(desk, { departmentId: null, input: { matter: ODD } })
    const correct = (
      to: Parameters<typeof recategorise>[1] extends infer R ? Omit<R, 'ticketId' | 'actor'> : never,
    ) => recategorise({ ...desk, route: matters.route }, { ...to, ticketId: ticket.id, actor: dispatcher })
    const asNoise = await correct({ categoryId: '02-01', urgency: 'urgent' })
    expect(asNoise.routing.candidates[0]?.departmentId).toBe('noise')
    expect(asNoise).toMatchObject({ state: 'accepted', categoryId: '02-01', dueAt: ticket.dueAt })
    expect(await listExamples(desk.db, 10)).toEqual([])
    await dispatchTicket(desk, { ticketId: ticket.id, departmentId: 'noise', actor: dispatcher })
    const learned = async () => (await listExamples(desk.db, 10))[0]
    expect(await learned()).toMatchObject({ category: '02-01', unit: 'noise', urgency: 'urgent' })
    await correct({ type: 'suggestion', categoryId: '01-01' })
    expect(await learned()).toMatchObject({ category: '01-01', unit: 'noise', type: 'suggestion' })
    await expect(correct({ type: 'suggestion' })).rejects.toThrow('没有要改的')
    expect((await correct({ type: 'report' })).confidential).toBe(true)
    const steps = await listSteps(desk.db, ticket.id)
    expect(steps.at(-1)).toMatchObject({ action: 'recategorise', internalNote: '类型从“建议”改为“举报”' })
  })

  test('a unit that history knows is also learned by its duties, by itself and in the figures; any other is not', async () => {
    await desk.db.transaction().execute((tx) => putExamples(tx, history))
    const known = history[0]?.unit ?? ''
    const duties = [
      { text: '候鸟栖息地围栏', label: known },
      { text: '渔港航标', label: 'no-such-unit' },
    ]
    await trainMatters(desk, NO_TOPICS, 'train')
    const [, unit] = await trainMatters(desk, NO_TOPICS, 'train', { duties, entries: [] })
    expect(unit).toMatchObject({ kind: 'unit', state: 'trained', version: 2, examples: 24 })
    const model = JSON.parse((await findNewestModel(desk.db, 'unit'))?.content ?? '{}')
    expect(model.labels).not.toContain('no-such-unit')
    expect(restoreClassifier(model).classify({ text: '候鸟栖息地的围栏坏了' }, 1)[0]?.label).toBe(known)
  })

  test('entries teach which unit answers for what where that sorts more of the history right, and nothing where it does not', async () => {
    const told = [
      ['码头渡轮停航怎么问', 'parks'],
      ['渡轮几点开船', 'parks'],
      ['祠堂戏台锣鼓扰民', 'noise'],
      ['戏台演出几点结束', 'noise'],
    ]
    const odd = [
      ['渡轮今天停航吗', 'parks'],
      ['半夜戏台锣鼓不停', 'noise'],
    ].map(
      ([text = '', unit = ''], i): MatterExample => ({
        ...(history[0] as MatterExample),
        id: `odd:${i}`,
        text,
        unit,
      }),
    )
    await desk.db.transaction().execute((tx) => putExamples(tx, [...history, ...odd]))
    const train = async (entries: LabelledText[]) => {
      await trainMatters(desk, NO_TOPICS, 'train', { duties: [], entries })
      const stored = await findNewestModel(desk.db, 'unit')
      return { figures: stored?.figures, terms: JSON.stringify(JSON.parse(stored?.content ?? '{}').terms) }
    }
    const without = await train([])
    const entries = told.map(([text = '', label = ''], i) => ({ text, label, about: `entry:${i}` }))
    const copied = { label: 'parks', about: 'entry:copied' }
    const taught = await train([
      ...entries,
      { text: '渡轮今天停航吗？', ...copied },
      { title: '渡轮今天停航吗？', text: '缆绳松了就停航。', ...copied },
    ])
    expect(taught.figures?.accuracy).toBeGreaterThan(without.figures?.accuracy ?? 1)
    expect(taught.terms).toContain('祠堂')
    // An entry in the very words of a matter of history would give it away in the figures.
    expect(taught.terms).not.toContain('缆绳')
    const wrong = await train(
      history.map(({ text, unit }) => ({ text: `祠堂${text}`, label: unit === 'parks' ? 'noise' : 'parks' })),
    )
    expect(wrong).toEqual(without)
  })

  test('what entries teach is wordings and the answer under its question, of those in use, by the unit that has them today', async () => {
    const entry = (id: string, department: string) =>
      fromEntryFile({
        id,
        category: '01-01',
        question: '灯笼串熄了找谁',
        similar: ['彩带散了'],
        answer: '由公园管理处修。',
        basis: [{ law: '公园条例' }],
        department,
        scope: '全市',
        validFrom: '2026-01-01',
        reviewOn: '2027-01-01',
        keywords: [],
        related: [],
      })
    await importEntries(
      desk,
      'city',
      [entry('lantern', 'parks'), { ...entry('rules', 'parks'), kind: 'document' }, entry('gone', 'nobody')],
      'file',
    )
    expect(await listEntryExamples(desk.db, desk.rules)).toEqual(
      [
        { text: '灯笼串熄了找谁' },
        { text: '彩带散了' },
        { title: '灯笼串熄了找谁', text: '由公园管理处修。' },
      ].map((each) => ({ ...each, label: 'parks', about: 'entry:lantern', isTold: true })),
    )
  })

  test('too little history trains nothing, and the desk goes by the city files', async () => {
    const trained = await trainMatters(desk, NO_TOPICS, 'train')
    expect(trained.map((t) => t.state)).toEqual(Array(4).fill('too-few'))
    expect((await openDesk()).classify('楼下工厂的噪声太吵了')[0]?.categoryId).toBe('02-01')
  })

  test('the model of the city files is trained once and found again at the next start', async () => {
    const first = (await openDesk()).classify('公园长椅坏了')
    expect((await findNewestModel(desk.db, 'cold-start'))?.version).toBe(1)
    expect((await openDesk()).classify('公园长椅坏了')).toEqual(first)
    expect((await findNewestModel(desk.db, 'cold-start'))?.version).toBe(1)
  })

  test('training starts by itself after fifty decisions, not before', async () => {
    const started: string[] = []
    const check = () => retrainWhenDue({ db: desk.db, log }, () => void started.push('training'))
    const decisions = history.flatMap((e) =>
      [1, 2, 3].map((n) => ({ ...e, id: `ticket:${e.id}-${n}`, source: 'decision' as const })),
    )
    await desk.db.transaction().execute((tx) => putExamples(tx, decisions.slice(0, 49)))
    expect(await check()).toBe(false)
    await desk.db.transaction().execute((tx) => putExamples(tx, decisions))
    expect(await check()).toBe(true)
    expect(started).toEqual(['training'])
  })
})
