import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sayLength } from '../../../src/tickets/clock-words.ts'
import { maskName, maskNumbers, maskPhone } from '../../../src/tickets/mask-contact.ts'
import { createSlidingWindow } from '../../../src/tickets/sliding-window.ts'

const MIN = 60_000

describe('lengths of time on the clock pill', () => {
  test.each([
    [200 * MIN, '3 小时 20 分'],
    [24 * 60 * MIN, '1 天'],
    [(2 * 24 * 60 + 4 * 60) * MIN, '2 天 4 小时'],
    [(9 * 24 * 60 + 4 * 60) * MIN, '9 天'],
    [60 * MIN, '1 小时'],
    [25 * MIN, '25 分'],
    [10_000, '1 分'],
  ])('%i ms is said as %s', (ms, words) => {
    expect(sayLength(ms)).toBe(words)
  })
})

describe('masking', () => {
  test('a mobile number keeps three and four digits, a name its first sign', () => {
    expect(maskPhone('138 0000 5678')).toBe('138****5678')
    expect(maskPhone('88010001')).toBe('****0001')
    expect(maskPhone('')).toBe('')
    expect(maskName('张三')).toBe('张*')
    expect(maskName('欧阳小明')).toBe('欧***')
    expect(maskName('')).toBe('')
  })

  test('no mobile number survives in a text, short numbers do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000_000, max: 99_999_999 }), (tail) => {
        const phone = `138${tail}`
        expect(maskNumbers(`打我电话${phone}，三号楼302室`)).not.toContain(phone)
      }),
    )
    expect(maskNumbers('三号楼302室，12345转2')).toBe('三号楼302室，12345转2')
    expect(maskNumbers('身份证110101199003071234')).not.toContain('19900307')
  })
})

describe('the sliding window', () => {
  test('lets a key pass again when its oldest attempt has left the window', () => {
    const window = createSlidingWindow(1_000, 10)
    for (const t of [0, 100, 200]) window.add('a', t)
    expect(window.waitMs('a', 3, 300)).toBe(700)
    expect(window.waitMs('a', 3, 1_001)).toBe(0)
    expect(window.waitMs('b', 3, 300)).toBe(0)
  })

  test('never remembers more keys than it may', () => {
    const window = createSlidingWindow(1_000, 5)
    for (let i = 0; i < 50; i++) window.add(`key-${i}`, i)
    expect(window.size()).toBe(5)
    expect(window.waitMs('key-49', 1, 50)).toBeGreaterThan(0)
  })
})
