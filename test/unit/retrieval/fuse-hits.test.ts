import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hit, SearchableEntry } from '../../../src/contracts/retrieval.ts'
import { FUSION, fuseHits } from '../../../src/retrieval/semantic/fuse-hits.ts'
import {
  lengthOf,
  packVector,
  textToVector,
  vectorToText,
} from '../../../src/retrieval/semantic/pack-vector.ts'
import type { Likeness } from '../../../src/retrieval/semantic/vector-index.ts'

const hitOf = (entryId: string, confidence: number, score: number): Hit => ({
  entryId,
  version: 1,
  question: entryId,
  score,
  confidence,
  matchedWording: entryId,
  why: [],
})
const find = (entryId: string): SearchableEntry => ({
  entryId,
  version: 1,
  question: entryId,
  similar: [],
  answer: '',
  details: '',
  keywords: [],
  category: '',
  department: '',
  guideText: '',
})
/** Ninety entries about as alike as any, and those named. */
const base = (named: Record<string, number>): Likeness[] => [
  ...Array.from({ length: 90 }, (_, i) => ({
    entryId: `other-${i}`,
    likeness: 0.4 + (i % 10) / 100,
    text: '',
  })),
  ...Object.entries(named).map(([entryId, likeness]) => ({
    entryId,
    likeness,
    text: `the text of ${entryId}`,
  })),
]
const LIMIT = 8

test('where nothing stands out the lexical hits come back as they are', () => {
  const hits = [hitOf('a', 0.7, 1), hitOf('b', 0.1, 0.5)]
  expect(fuseHits(hits, base({ a: 0.45, b: 0.41 }), find, LIMIT)).toEqual(hits)
})

test('a hit that means the same is lifted over one that only shares words', () => {
  const fused = fuseHits(
    [hitOf('words', 0.3, 1), hitOf('meaning', 0.25, 0.9)],
    base({ words: 0.42, meaning: 0.9 }),
    find,
    LIMIT,
  )
  expect(fused.map(({ entryId }) => entryId)).toEqual(['meaning', 'words'])
  expect(fused[0]?.confidence).toBeGreaterThan(0.5)
  expect(fused[0]?.why.map(({ name }) => name)).toEqual(['意思相近'])
  expect(fused[1]?.confidence).toBe(0.3)
})

test('an entry that no word found is offered, but never likely enough to be answered', () => {
  const fused = fuseHits([hitOf('words', 0.05, 1)], base({ words: 0.4, unseen: 0.99 }), find, LIMIT)
  expect(fused[0]).toMatchObject({ entryId: 'unseen', matchedWording: 'the text of unseen' })
  expect(fused[0]?.confidence).toBeGreaterThan(0.2)
  expect(fused[0]?.confidence).toBeLessThan(0.3)
})

test('an entry that is not valid today is not found by meaning either', () => {
  expect(fuseHits([], base({ unseen: 0.99 }), () => undefined, LIMIT)).toEqual([])
})

const share = fc.double({ min: 0, max: 1, noNaN: true })

test('whatever the likeness: no confidence falls, none rises beyond the bound, and the order is by score', () => {
  const hits = fc.uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 30 }), confidence: share }), {
    selector: ({ id }) => id,
    maxLength: LIMIT,
  })
  const likenesses = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 0, maxLength: 60 })
  fc.assert(
    fc.property(hits, likenesses, (some, all) => {
      const before = some.map(({ id, confidence }, i) => hitOf(`e${id}`, confidence, 1 / (i + 1)))
      const fused = fuseHits(
        before,
        all.map((likeness, i) => ({ entryId: `e${i}`, likeness, text: '' })),
        find,
        LIMIT,
      )
      const odds = (p: number): number => p / (1 - p)
      for (const hit of fused) {
        const was = before.find(({ entryId }) => entryId === hit.entryId)?.confidence ?? FUSION.outsider
        const from = Math.min(1 - 1e-4, Math.max(1e-4, was))
        expect(hit.confidence).toBeGreaterThanOrEqual(Math.min(was, from) - 1e-9)
        if (hit.confidence !== was)
          expect(odds(hit.confidence)).toBeLessThanOrEqual(odds(from) * Math.exp(FUSION.liftMax) * 1.000001)
      }
      expect(fused.length).toBeLessThanOrEqual(LIMIT)
      for (let i = 1; i < fused.length; i += 1)
        expect(fused[i - 1]?.score).toBeGreaterThanOrEqual(fused[i]?.score ?? 0)
      // Of hits that meaning did not touch, the lexical order stays.
      const untouched = fused.filter((hit) =>
        before.some((b) => b.entryId === hit.entryId && b.confidence === hit.confidence),
      )
      const places = untouched.map((hit) => before.findIndex((b) => b.entryId === hit.entryId))
      expect(places).toEqual([...places].sort((a, b) => a - b))
    }),
    { numRuns: 500 },
  )
})

test('a packed vector points where the vector did, and comes back from the database as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 64, maxLength: 256 }),
      (vector) => {
        fc.pre(vector.some((value) => Math.abs(value) > 0.1))
        const packed = packVector(vector)
        if (!packed) throw new Error('not packed')
        const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
        const cosine =
          vector.reduce((sum, value, i) => sum + value * (packed[i] ?? 0), 0) / (length * lengthOf(packed))
        expect(cosine).toBeGreaterThan(0.99)
        expect(textToVector(vectorToText(packed))).toEqual(packed)
      },
    ),
  )
  for (const bad of [
    [],
    [0, 0],
    [1, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
    [1, null as unknown as number],
  ])
    expect(packVector(bad)).toBeNull()
})
