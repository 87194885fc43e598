import { describe, expect, test } from 'vitest'
import { createMatterClassifier, type RankedMatter } from '../../../src/dispatch/classify-matter.ts'
import { routeMatter } from '../../../src/dispatch/route-matter.ts'
import { readCityFiles } from '../../../src/knowledge-base/read-city-files.ts'
import { buildRules } from '../../support/build-rules.ts'
import { COMPLAINTS } from './complaints.ts'

const rules = buildRules()
const sure = (categoryId: string, name: string, score = 0.95): RankedMatter[] => [
  { categoryId, name, score, keywords: [] },
]

describe('routing by the dispatch catalogue', () => {
  test('the general line of a category sends it to its lead department and says why', () => {
    const routing = routeMatter(rules, {
      text: '门口路灯坏了',
      districtId: 'east-bay',
      ranked: sure('01-01', '路灯照明'),
    })
    expect(routing).toMatchObject({
      departmentId: 'lights',
      coDepartmentIds: ['east'],
      catalogueLineId: 'lights-general',
      why: '类别“路灯照明”(把握 95%)在派单目录中由市照明处主办；依据：《城市道路照明办法》',
    })
  })

  test('words of the matter make a narrower line win', () => {
    const routing = routeMatter(rules, {
      text: '公园里的路灯坏了',
      districtId: null,
      ranked: sure('01-01', '路灯照明'),
    })
    expect(routing.departmentId).toBe('parks')
    expect(routing.why).toContain('提到“公园”')
  })

  test('a line for a place holds there and nowhere else', () => {
    const at = (districtId: string | null) =>
      routeMatter(rules, { text: '工厂太吵', districtId, ranked: sure('02-01', '噪声油烟') })
    expect(at('west-slope')).toMatchObject({ departmentId: 'west', coDepartmentIds: ['noise'] })
    expect(at('east-bay')).toMatchObject({ departmentId: 'noise', coDepartmentIds: ['east'] })
    expect(at(null)).toMatchObject({ departmentId: 'noise', coDepartmentIds: [] })
  })

  test('what the district leads goes to the district, or to triage when nobody knows which', () => {
    const at = (districtId: string | null) =>
      routeMatter(rules, { text: '楼道堆满东西', districtId, ranked: sure('01-03', '楼道堆物') })
    expect(at('east-bay').departmentId).toBe('east')
    expect(at('west-slope').departmentId).toBe('west')
    expect(at(null)).toMatchObject({ departmentId: null, catalogueLineId: null })
    expect(at(null).why).toContain('还不知道发生在哪个区县')
    expect(at('no-such-district').departmentId).toBeNull()
  })

  test('two categories of one department speak together', () => {
    const ranked = [...sure('01-02', '园林绿化', 0.5), ...sure('01-01', '路灯照明', 0.45)]
    const routing = routeMatter(rules, { text: '公园的灯和树都倒了', districtId: null, ranked })
    expect(routing.departmentId).toBe('parks')
    expect(routing.score).toBeCloseTo(0.95)
    expect(routing.candidates).toHaveLength(1)
  })

  test('when it is not sure it goes to triage, with up to three candidates and their reasons', () => {
    const ranked = [
      ...sure('01-02', '园林绿化', 0.4),
      ...sure('01-01', '路灯照明', 0.35),
      ...sure('02-01', '噪声油烟', 0.2),
    ]
    const routing = routeMatter(rules, { text: '这里有问题', districtId: null, ranked })
    expect(routing.departmentId).toBeNull()
    expect(routing.candidates.map((c) => c.departmentId)).toEqual(['parks', 'lights', 'noise'])
    expect(routing.candidates[1]?.why).toContain('市照明处')
    expect(routing.why).toContain('把握不够')
  })

  test('what is in no line of the catalogue goes to triage without an exception', () => {
    expect(routeMatter(rules, { text: '不知道', districtId: null, ranked: [] }).departmentId).toBeNull()
    expect(
      routeMatter(rules, { text: '不知道', districtId: null, ranked: sure('77-01', '没有的类别') })
        .departmentId,
    ).toBeNull()
  })
})

describe('sorting a complaint into the categories', () => {
  test('a small city is learned from its keywords alone', () => {
    const classifier = createMatterClassifier(rules, [])
    const ranked = classifier.classify('楼下工厂的噪声太吵了', 3)
    expect(ranked[0]).toMatchObject({ categoryId: '02-01', keywords: ['噪声', '太吵'] })
    expect(ranked).toHaveLength(3)
    const all = classifier.classify('路灯', 99)
    expect(all.reduce((sum, r) => sum + r.score, 0)).toBeCloseTo(1)
  })

  test('a place name does not make the matter', () => {
    const classifier = createMatterClassifier(rules, [])
    expect(classifier.classify('东湾公园旁边的路灯不亮', 1)[0]?.categoryId).toBe('01-01')
  })

  test('empty and very long texts are ranked too', () => {
    const classifier = createMatterClassifier(rules, [])
    expect(classifier.classify('', 2)).toHaveLength(2)
    expect(classifier.classify('路灯'.repeat(5_000), 1)[0]?.categoryId).toBe('01-01')
  })
})

describe('the gold run on the demo city', () => {
  const files = readCityFiles('knowledge')
  const classifier = createMatterClassifier(files.rules, files.entries)
  const runs = COMPLAINTS.map(([text, districtId, category, department]) => {
    const ranked = classifier.classify(text, 10)
    return { category, department, ranked, routing: routeMatter(files.rules, { text, districtId, ranked }) }
  })
  const count = (holds: (run: (typeof runs)[number]) => boolean): number => runs.filter(holds).length

  test('the right category is first for 85 of 100 and among three for 92', () => {
    const first = count((r) => r.ranked[0]?.categoryId === r.category)
    const three = count((r) => r.ranked.slice(0, 3).some((m) => m.categoryId === r.category))
    expect(first / runs.length).toBeGreaterThanOrEqual(0.85)
    expect(three / runs.length).toBeGreaterThanOrEqual(0.92)
  })

  test('of what is sent without a person, 89 of 100 go right, and the desk sees the right unit among three', () => {
    const sent = runs.filter((r) => r.routing.departmentId !== null)
    const right = sent.filter((r) => r.routing.departmentId === r.department).length
    const seen = count((r) => r.routing.candidates.some((c) => c.departmentId === r.department))
    console.info(
      `routing gold run: ${runs.length} complaints, ${sent.length} sent, ${right} right, ${seen} in top 3`,
    )
    expect(right / sent.length).toBeGreaterThanOrEqual(0.89)
    expect(sent.length / runs.length).toBeGreaterThanOrEqual(0.7)
    expect(seen / runs.length).toBeGreaterThanOrEqual(0.9)
  })

  test('every unit it names exists, and every reason names its basis', () => {
    const units = new Set(files.rules.departments.map((d) => d.id))
    for (const { routing } of runs) {
      for (const id of [routing.departmentId ?? 'hotline', ...routing.coDepartmentIds])
        expect(units).toContain(id)
      for (const c of routing.candidates) expect(c.why).toContain('依据：')
    }
  })
})
