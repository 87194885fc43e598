import { beforeEach, expect, test } from 'vitest'
import type { OpenTicket } from '../../src/contracts/ticket.ts'
import type { Schema } from '../../src/platform/db/schema.ts'
import { type Opening, openTicket } from '../../src/tickets/open-ticket.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildInput, buildRouting } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const TABLES = [
  'ticket',
  'ticket_step',
  'ticket_clock',
  'event',
  'action_key',
  'ticket_search',
  'ticket_unit',
  'counter',
  'job',
] as const

const opening = (
  n: number,
  input: Partial<OpenTicket> = {},
  departmentId: string | null = 'lights',
): Opening => ({
  input: buildInput({ contactPhone: `138${String(n).padStart(8, '0')}`, ...input }),
  routing: buildRouting(departmentId),
  citizenId: `citizen-${n}`,
  conversationId: n % 3 === 0 ? `talk-${n}` : null,
  channel: 'web',
  actor: buildCitizen(`citizen-${n}`),
  idempotencyKey: `key-${n}`,
})

/** All kinds of them: with a unit and without, urgent, confidential, of a person who told the same before. */
const mixed = (count: number): Opening[] =>
  Array.from({ length: count }, (_, n) => ({
    ...opening(
      n,
      {
        matter: `海棠街道第${n}盏路灯不亮，晚上看不清路。`,
        urgency: n % 7 === 0 ? 'urgent' : 'normal',
        confidential: n % 5 === 0,
        ...(n % 11 === 0 ? { contactPhone: '' } : {}),
      },
      n % 4 === 0 ? null : n % 4 === 1 ? 'parks' : 'lights',
    ),
    ...(n % 6 === 0 ? { citizenId: 'citizen-again' } : {}),
  }))

/** Everything that is stored, with what is drawn by lot (ids, hashes of codes) replaced by the order in which it appears. */
const storedOf = async ({ db }: TestDesk): Promise<Record<string, string[]>> => {
  const tickets = await db.selectFrom('ticket').select(['id', 'number', 'query_code_hash']).execute()
  const names = new Map(
    tickets.flatMap(
      (t) =>
        [
          [t.id, t.number],
          [t.query_code_hash, 'code'],
        ] as const,
    ),
  )
  const named = (row: object): string =>
    JSON.stringify(row, (key, value) =>
      key === 'id' && !names.has(value)
        ? 'id'
        : typeof value === 'string'
          ? (names.get(value) ?? value)
          : value,
    )
  const stored: Record<string, string[]> = {}
  for (const table of TABLES) {
    const rows = await db
      .selectFrom(table as keyof Schema)
      .selectAll()
      .execute()
    stored[table] = rows.map(named).sort()
  }
  return stored
}

describeOnEachDatabase('tickets opened together', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })

  test('everything stored is what it would be had they been opened one after another', async () => {
    const openings = mixed(70)
    const together = await Promise.all(openings.map((one) => openTicket(desk, one)))
    const other = buildDesk(await open())
    for (const one of openings) await openTicket(other, one)
    const stored = await storedOf(desk)
    expect(stored).toEqual(await storedOf(other))
    expect(stored.ticket).toHaveLength(70)
    expect(stored.ticket_search).toHaveLength(70)
    expect(together.map(({ ticket }) => ticket.number)).toEqual(
      openings.map((_, n) => `20261121-${String(n + 1).padStart(5, '0')}`),
    )
    expect(together.every(({ queryCode }) => /^[2-9A-HJ-NP-Z]{8}$/.test(queryCode ?? ''))).toBe(true)
    // Who told the same a moment ago, in this very transaction, has told it before.
    const again = together.filter(({ ticket }) => ticket.citizenId === 'citizen-again').map((o) => o.ticket)
    expect(again.map((t) => t.repeatOf)).toEqual([null, ...again.slice(0, -1).map((t) => t.id)])
  }, 240_000)

  test('one that cannot be opened fails alone, and takes no number', async () => {
    const wrong = { ...opening(2), input: { ...opening(2).input, urgency: 'soon' as never } }
    const ends = await Promise.allSettled(
      [opening(0), opening(1), wrong, opening(3)].map((o) => openTicket(desk, o)),
    )
    expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    const rows = await desk.db
      .selectFrom('ticket')
      .select(['number', 'citizen_id'])
      .orderBy('number')
      .execute()
    expect(rows.map((r) => r.number)).toEqual(['20261121-00001', '20261121-00002', '20261121-00003'])
    expect(rows.map((r) => r.citizen_id).sort()).toEqual(['citizen-0', 'citizen-1', 'citizen-3'])
    const events = await desk.db.selectFrom('event').select('seq').orderBy('seq').execute()
    expect(events.map((e) => e.seq)).toEqual(events.map((_, n) => n + 1))
  })

  test('the same request among them opens one ticket, whose code is told once', async () => {
    await openTicket(desk, opening(0))
    const ends = await Promise.all(
      [opening(1), opening(0), opening(1), opening(2), opening(1)].map((o) => openTicket(desk, o)),
    )
    expect(ends.map((e) => e.repeat)).toEqual([false, true, true, false, true])
    expect(ends.map((e) => e.queryCode !== null)).toEqual([true, false, false, true, false])
    expect(new Set(ends.map((e) => e.ticket.number)).size).toBe(3)
  })
})
