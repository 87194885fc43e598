import { describe, expect, it } from 'vitest'
import { chooseMixture, takeTurns } from '../../../src/understanding/choose-mixture.ts'

/** Texts of two labels in turn: of ten the margins are right for `right`, whatever the votes, which are right for `voted` of ten. */
const rehearse = (right: number, voted: number) =>
  Array.from({ length: 100 }, (_, i) => {
    const label = i % 2
    const towards = (isRight: boolean) => (isRight === (label === 0) ? [1, 0] : [0, 1])
    return {
      margins: towards(i % 10 < right).map((x) => x * 2 - 1),
      titleMargins: null,
      votes: towards(Math.floor(i / 10) < voted),
      label,
    }
  })

describe('how far the nearest examples count', () => {
  it('is far where they were right on examples kept back, and not at all where they were as often wrong', () => {
    expect(chooseMixture(rehearse(8, 9), true).pull).toBe(0.6)
    expect(chooseMixture(rehearse(9, 5), true).pull).toBe(0)
  })

  it('is nothing where nobody asks them', () => {
    expect(chooseMixture(rehearse(8, 9), false).pull).toBe(0)
  })

  it('makes the scores as sure as they are right', () => {
    const sure = chooseMixture(rehearse(10, 5), false).sharpness
    const unsure = chooseMixture(rehearse(7, 5), false).sharpness
    expect(sure).toBeGreaterThan(unsure)
    expect(1 / (1 + Math.exp(-2 * unsure))).toBeCloseTo(0.7, 0)
  })
})

describe('how far a title by itself counts', () => {
  /** The same texts, each with a title: of ten the titles are right for `right`. */
  const withTitles = (right: number) =>
    rehearse(8, 5).map((text, i) => ({
      ...text,
      titleMargins: Math.floor(i / 10) < right === (text.label === 0) ? [1, -1] : [-1, 1],
    }))

  it('is far where titles were right on messages kept back, and not at all where they were as often wrong', () => {
    expect(chooseMixture(withTitles(9), true).titled?.share).toBe(0.75)
    expect(chooseMixture(withTitles(5), true).titled).toBeNull()
  })

  it('does not make texts without a title surer than they are right', () => {
    expect(chooseMixture(withTitles(9), false).sharpness).toBe(chooseMixture(rehearse(8, 5), false).sharpness)
  })

  it('is nothing where no message has a title', () => {
    expect(chooseMixture(rehearse(8, 9), true).titled).toBeNull()
  })
})

describe('which examples are kept back together', () => {
  it('is those about one thing; the others are dealt out one after another', () => {
    expect(takeTurns([{}, { about: 'a' }, {}, { about: 'a' }, { about: 'b' }, {}, {}])).toEqual([
      0, 1, 2, 1, 3, 4, 0,
    ])
  })
})
