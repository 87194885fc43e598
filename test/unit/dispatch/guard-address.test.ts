import fc from 'fast-check'
import { expect, test } from 'vitest'
import { waitBefore } from '../../../src/dispatch/sending/deliver-send.ts'
import { mayReach } from '../../../src/dispatch/sending/guard-address.ts'
import { postWebhook } from '../../../src/dispatch/sending/post-webhook.ts'
import { LIMITS } from '../../../src/platform/limits.ts'
import { openDepartmentSystem } from '../../support/department-system.ts'

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1%eth0',
  'fd00::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  'not an address',
])('%s is inside and cannot be reached', (address) => {
  expect(mayReach(address, [])).toBe(false)
})

test.each(['8.8.8.8', '172.32.0.1', '2400:3200::1', '::ffff:8.8.8.8'])(
  '%s is of the public internet',
  (address) => {
    expect(mayReach(address, [])).toBe(true)
  },
)

test('what the configuration allows is reached, and only that', () => {
  expect(mayReach('10.20.3.4', ['10.20.0.0/16'])).toBe(true)
  expect(mayReach('10.21.3.4', ['10.20.0.0/16'])).toBe(false)
  expect(mayReach('127.0.0.1', ['127.0.0.1'])).toBe(true)
  expect(mayReach('127.0.0.2', ['127.0.0.1'])).toBe(false)
})

test('a name that resolves to a closed address is not connected to', async () => {
  const unit = await openDepartmentSystem()
  try {
    const url = new URL(unit.url.replace('127.0.0.1', 'localhost'))
    const limits = { allowed: [], timeoutMs: 2_000, answerBytes: 1_000 }
    expect(await postWebhook(url, '{}', {}, limits)).toEqual({
      ok: false,
      said: '推送地址指向内部网络，没有发送。',
    })
    expect(unit.received).toEqual([])
    expect((await postWebhook(url, '{}', {}, { ...limits, allowed: ['127.0.0.1', '::1'] })).ok).toBe(true)
  } finally {
    await unit.close()
  }
})

test('waits grow, stay within an hour, and differ', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), (round) => {
      const wait = waitBefore(round)
      const full = Math.min(LIMITS.sendLongestWaitMs, LIMITS.sendFirstWaitMs * 2 ** (round - 1))
      return wait >= full / 2 && wait <= full + 1
    }),
  )
  expect(new Set(Array.from({ length: 20 }, () => waitBefore(9))).size).toBeGreaterThan(1)
})
