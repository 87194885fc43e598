import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffItems, type Items, isSame, mergeItems } from '../../../src/knowledge-base/rule-items.ts'

const items = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.integer({ min: 0, max: 2 })), {
    selector: ([id]) => id,
  })
  .map((list): Items => new Map(list))

test('two changes of the same rules made one: nobody’s change is lost, nothing is doubled, conflicts are named', () => {
  fc.assert(
    fc.property(items, items, items, (base, theirs, ours) => {
      const { merged, kept } = mergeItems(base, theirs, ours)
      for (const id of new Set([...base.keys(), ...theirs.keys(), ...ours.keys()])) {
        const [b, t, o, m] = [base, theirs, ours, merged].map((side) => side.get(id))
        if (isSame(t, b)) expect(m).toBe(o)
        else if (isSame(o, b)) expect(m).toBe(t)
        else {
          expect(m).toBe(o)
          expect(kept.includes(id)).toBe(!isSame(t, o))
        }
      }
    }),
    { numRuns: 2_000 },
  )
})

test('taking back a change leaves what was there before it', () => {
  fc.assert(
    fc.property(items, items, (before, after) => {
      const { merged, kept } = mergeItems(after, before, after)
      expect(kept).toEqual([])
      expect(diffItems(merged, before)).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

test('a line that comes back stands where it stood: between equals the one written first wins', () => {
  const before: Items = new Map(['a', 'b', 'c', 'd'].map((id) => [id, 1]))
  const after: Items = new Map(['a', 'c', 'd'].map((id) => [id, 1]))
  expect([...mergeItems(after, before, after).merged.keys()]).toEqual(['a', 'b', 'c', 'd'])
})
