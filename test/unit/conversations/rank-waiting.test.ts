import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WAIT_KINDS } from '../../../src/contracts/conversation.ts'
import { KEPT_FOR_MS, rankWaiting } from '../../../src/conversations/rank-waiting.ts'

const NOW = new Date('2026-11-23T02:00:00.000Z')
const ME = { staffId: 'me', teamIds: ['team'] }
const talk = (minutes: number, waitKind: (typeof WAIT_KINDS)[number], more: object = {}) => ({
  waitSince: new Date(NOW.getTime() - minutes * 60_000).toISOString(),
  lastMessageAt: NOW.toISOString(),
  waitKind,
  waitStaffId: null,
  waitTeamId: null,
  ...more,
})
const order = (talks: ReturnType<typeof talk>[]) => rankWaiting(talks, ME, NOW).map((r) => r.talk.waitKind)

describe('the order of the queue', () => {
  test('danger, then a call, then what was handed to me or my team, then the longest wait', () => {
    expect(
      order([
        talk(9, 'asked'),
        talk(1, 'handed', { waitTeamId: 'team' }),
        talk(1, 'call'),
        talk(0, 'danger'),
      ]),
    ).toEqual(['danger', 'call', 'handed', 'asked'])
  })

  test('an angry citizen counts as three minutes longer, not more', () => {
    expect(order([talk(4, 'asked'), talk(2, 'angry')])).toEqual(['angry', 'asked'])
    expect(order([talk(6, 'asked'), talk(2, 'angry')])).toEqual(['asked', 'angry'])
  })

  test('what was handed to somebody else waits for them two minutes, then stands in line', () => {
    const theirs = (ms: number) => talk(ms / 60_000, 'handed', { waitStaffId: 'other' })
    expect(order([theirs(KEPT_FOR_MS - 1000), talk(0, 'asked')])).toEqual(['asked', 'handed'])
    expect(order([theirs(KEPT_FOR_MS + 1000), talk(0, 'asked')])).toEqual(['handed', 'asked'])
  })

  test('nobody is lost and of two alike the one who waits longer comes first', () => {
    const any = fc.record({ minutes: fc.integer({ min: 0, max: 90 }), kind: fc.constantFrom(...WAIT_KINDS) })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (list) => {
        const talks = list.map(({ minutes, kind }) => talk(minutes, kind))
        const ranked = rankWaiting(talks, ME, NOW).map((r) => r.talk)
        expect(new Set(ranked)).toEqual(new Set(talks))
        for (const kind of WAIT_KINDS) {
          const since = ranked.filter((t) => t.waitKind === kind).map((t) => t.waitSince)
          expect(since).toEqual([...since].sort())
        }
      }),
    )
  })
})
