import fc from 'fast-check'
import { expect, test } from 'vitest'
import { learningRule, weighWording } from '../../../src/learning/weigh-wording.ts'

const people = fc.nat({ max: 30 })
const evidence = fc.record({ citizens: people, agents: people, editors: people, against: people })
const rivals = fc.array(evidence, { maxLength: 4 })
const rule = fc.integer({ min: 0, max: 6 }).map(learningRule)

test('a weight is a share, and nothing but an active wording needs one', () => {
  fc.assert(
    fc.property(evidence, rivals, rule, (own, others, how) => {
      const { weight } = weighWording(own, others, how)
      expect(weight).toBeGreaterThanOrEqual(0)
      expect(weight).toBeLessThanOrEqual(1)
    }),
  )
})

test('below the number of citizens asked for, and without staff, nothing becomes active', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), people, rivals, (needed, against, others) => {
      const own = { citizens: needed - 1, agents: 0, editors: 0, against }
      expect(weighWording(own, others, learningRule(needed)).state).toBe('proposed')
      const enough = { citizens: needed, agents: 0, editors: 0, against: 0 }
      expect(weighWording(enough, [], learningRule(needed)).state).toBe('active')
    }),
  )
})

test('more support never lowers, more against and more for another entry never raise', () => {
  const kinds = fc.constantFrom('citizens' as const, 'agents' as const, 'editors' as const)
  const rank = { proposed: 0, active: 1 }
  fc.assert(
    fc.property(evidence, rivals, rule, kinds, (own, others, how, kind) => {
      const now = weighWording(own, others, how)
      const more = weighWording({ ...own, [kind]: own[kind] + 1 }, others, how)
      expect(more.weight).toBeGreaterThanOrEqual(now.weight - 1e-12)
      expect(rank[more.state]).toBeGreaterThanOrEqual(rank[now.state])
      const against = weighWording({ ...own, against: own.against + 1 }, others, how)
      const rival = weighWording(own, [...others, { citizens: 1, agents: 1, editors: 0, against: 0 }], how)
      for (const less of [against, rival]) {
        expect(less.weight).toBeLessThanOrEqual(now.weight + 1e-12)
        expect(rank[less.state]).toBeLessThanOrEqual(rank[now.state])
      }
    }),
  )
})

test('two entries with equal claims to the same words both wait', () => {
  const own = { citizens: 5, agents: 1, editors: 0, against: 0 }
  expect(weighWording(own, [own], learningRule(2)).state).toBe('proposed')
})
