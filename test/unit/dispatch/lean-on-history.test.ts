import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leanCategories } from '../../../src/dispatch/lean-on-history.ts'
import { createPastDecisions } from '../../../src/dispatch/past-decisions.ts'
import { routeMatter } from '../../../src/dispatch/route-matter.ts'
import { buildRules } from '../../support/build-rules.ts'

const rules = buildRules()
const matter = (categoryId: string, score: number) => ({ categoryId, name: categoryId, score, keywords: [] })

describe('advice from what was decided before', () => {
  test('the most similar decision is found, a matter of other words is not', () => {
    const past = createPastDecisions()
    past.put({ id: 'a', text: '地下车库的充电桩全被占了', category: '01-03', unit: 'east' })
    past.put({ id: 'b', text: '幼儿园门口的栏杆松了', category: '01-02', unit: 'parks' })
    expect(past.findSimilar('小区地下车库充电桩被占', 3).map((s) => s.decision.id)).toEqual(['a'])
    expect(past.findSimilar('想问问医保怎么转', 3)).toEqual([])
    past.put({ id: 'a', text: '改成别的事了', category: null, unit: null })
    expect(past.findSimilar('小区地下车库充电桩被占', 3)).toEqual([])
    expect(past.size()).toBe(2)
  })

  test('a unit the catalogue does not name for the matter is shown, never sent to', () => {
    const routing = routeMatter(rules, {
      text: '门口路灯坏了',
      districtId: 'east-bay',
      ranked: [matter('01-01', 0.4)],
      advice: [{ unit: 'noise', share: 0.5, why: '内容相近(90%)的一件工单，派单员派给了它' }],
    })
    expect(routing.departmentId).toBeNull()
    expect(routing.candidates[0]).toMatchObject({ departmentId: 'noise' })
    expect(routing.why).toContain('不一致')
  })

  test('history and catalogue together make sure what each alone leaves open', () => {
    const asked = { text: '门口路灯坏了', districtId: 'east-bay', ranked: [matter('01-01', 0.6)] }
    expect(routeMatter(rules, asked).departmentId).toBeNull()
    const advice = [{ unit: 'lights', share: 0.45, why: '本市 900 件已办工单里，这类内容由它办的可能是 95%' }]
    const routing = routeMatter(rules, { ...asked, advice })
    expect(routing.departmentId).toBe('lights')
    expect(routing.why).toContain('已办工单')
  })

  test('scores stay shares of one, whatever was decided before', () => {
    const leaf = fc.constantFrom('01-01', '01-02', '02-01', '99-99')
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.string(), category: fc.option(leaf), unit: fc.constant(null) })),
        fc.string(),
        (decisions, asked) => {
          const past = createPastDecisions()
          for (const [i, decision] of decisions.entries()) past.put({ id: String(i), ...decision })
          const ranked = [matter('01-01', 0.5), matter('01-02', 0.3), matter('02-01', 0.2)]
          const leaned = leanCategories(ranked, asked, {
            category: null,
            unit: null,
            type: null,
            urgency: null,
            decisions: past,
          })
          expect(leaned.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1)
          expect(leaned).toHaveLength(3)
        },
      ),
      { numRuns: 60 },
    )
  })
})
