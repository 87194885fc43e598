import { describe, expect, it } from 'vitest'
import {
  createVoter,
  indexExamples,
  packIndex,
  unpackIndex,
} from '../../../src/understanding/nearest-examples.ts'

const vector = (...features: [at: number, value: number][]) => ({
  at: Int32Array.from(features, ([at]) => at),
  value: Float64Array.from(features, ([, value]) => value),
})

const ROADS = 0
const SCHOOLS = 1
// Terms 0…3 are words; feature 4 is something else the product knows of a text, which must not make two texts alike.
const examples = [
  vector([0, 0.8], [1, 0.6], [4, 1]),
  vector([0, 1], [4, 1]),
  vector([2, 0.8], [3, 0.6], [4, 1]),
]
const index = indexExamples(examples, [ROADS, ROADS, SCHOOLS], 4)

describe('the vote of the nearest examples', () => {
  it('is for the label of the examples that share words, by how like they are', () => {
    expect(createVoter(index, 2)(vector([0, 1]))).toEqual([1, 0])
    const [roads = 0, schools = 0] = createVoter(index, 2)(vector([0, 0.6], [2, 0.8]))
    expect(roads + schools).toBeCloseTo(1)
    expect(roads).toBeCloseTo((0.48 ** 2 + 0.6 ** 2) / (0.48 ** 2 + 0.6 ** 2 + 0.64 ** 2))
  })

  it('is for none where no example shares a word', () => {
    expect(createVoter(index, 2)(vector([4, 1]))).toEqual([0.5, 0.5])
  })

  it('counts ten examples at most, the most alike, the earlier ones first', () => {
    const many = [
      ...Array.from({ length: 10 }, () => vector([0, 1])),
      ...Array.from({ length: 20 }, () => vector([0, 1])),
    ]
    const labels = many.map((_, i) => (i < 10 ? ROADS : SCHOOLS))
    expect(createVoter(indexExamples(many, labels, 4), 2)(vector([0, 1]))).toEqual([1, 0])
    const better = [...many, vector([0, 0.6], [1, 0.8])]
    const voted = createVoter(indexExamples(better, [...labels, SCHOOLS], 4), 2)(vector([1, 1]))
    expect(voted).toEqual([0, 1])
  })

  it('says the same after being stored', () => {
    const restored = unpackIndex(JSON.parse(JSON.stringify(packIndex(index))))
    const asked = vector([0, 0.6], [2, 0.8])
    expect(createVoter(restored, 2)(asked)).toEqual(createVoter(index, 2)(asked))
  })
})
