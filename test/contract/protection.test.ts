import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import { addNote } from '../../src/tickets/amend-ticket.ts'
import { verifyAccessLog } from '../../src/tickets/protection/access-repository.ts'
import { type AccessRow, CHAIN_START, findBreak, hashAccess } from '../../src/tickets/protection/chain.ts'
import { askUnmask, decideUnmask, standingOf } from '../../src/tickets/protection/unmask-contact.ts'
import { listAsked } from '../../src/tickets/protection/unmask-repository.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildStaff, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const lights = buildStaff(['handler'], 'lights')
const supervisor = buildStaff(['supervisor'])

describeOnEachDatabase('the view and action log', (open, engine) => {
  let desk: TestDesk
  let ticket: Ticket
  beforeEach(async () => {
    desk = buildDesk(await open())
    ticket = (await buildTicket(desk, { conversationId: null, input: { confidential: true } })).ticket
  })
  const act = () => addNote(desk, { ticketId: ticket.id, actor: lights, text: '看过了' })

  test('every act of staff is in it, many at once too, and the chain holds', async () => {
    await signTicket(desk, { ticketId: ticket.id, actor: lights })
    await Promise.all(Array.from({ length: 8 }, act))
    expect(await verifyAccessLog(desk.db)).toMatchObject({ rows: 9, broken: null })
  })

  test('the database refuses to change or remove a line', async () => {
    await act()
    const change = sql`update access_log set staff_name = 'nobody'`.execute(desk.db)
    await expect(change).rejects.toThrow('append-only')
    await expect(sql`delete from access_log`.execute(desk.db)).rejects.toThrow('append-only')
    if (engine === 'postgres')
      await expect(sql`truncate access_log`.execute(desk.db)).rejects.toThrow('append-only')
  })

  test('whoever takes the lock off and changes, removes or cuts off a line is found out', async () => {
    for (let n = 0; n < 5; n += 1) await act()
    const off =
      engine === 'postgres'
        ? ['drop trigger access_log_rows on access_log']
        : ['drop trigger access_log_update', 'drop trigger access_log_delete']
    for (const statement of off) await sql.raw(statement).execute(desk.db)
    await sql`delete from access_log where seq = 5`.execute(desk.db)
    expect((await verifyAccessLog(desk.db)).broken).toMatchObject({ seq: 5 })
    await sql`update access_log set staff_name = 'nobody' where seq = 2`.execute(desk.db)
    expect((await verifyAccessLog(desk.db)).broken).toEqual({ seq: 2, why: '内容被改过' })
    await sql`delete from access_log where seq = 2`.execute(desk.db)
    expect((await verifyAccessLog(desk.db)).broken).toMatchObject({ seq: 2 })
  })

  test('a look at who wrote needs a reason and another person, and ends by itself', async () => {
    const standing = async (id = lights.id) =>
      (await standingOf(desk.db, ticket.id, id, desk.clock.now().toISOString()))?.isOpen ?? null
    await expect(askUnmask(desk, ticket, lights, '看看')).rejects.toMatchObject({ code: 'invalid_request' })
    await askUnmask(desk, ticket, lights, '要上门核实现场情况')
    await askUnmask(desk, ticket, lights, '再点了一次申请')
    const asked = await listAsked(desk.db, 10)
    expect(asked).toHaveLength(1)
    const id = asked[0]?.id ?? ''
    expect(await standing()).toBe(false)
    await expect(decideUnmask(desk, lights, { id, approve: true, note: '' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await decideUnmask(desk, supervisor, { id, approve: true, note: '' })
    await expect(decideUnmask(desk, supervisor, { id, approve: true, note: '' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await standing()).toBe(true)
    expect(await standing(supervisor.id)).toBeNull()
    desk.clock.moveTo(new Date(desk.clock.now().getTime() + 60 * 60_000).toISOString())
    expect(await standing()).toBe(false)
    expect((await verifyAccessLog(desk.db)).rows).toBe(2)
  })
})

describe('the chain', () => {
  const grow = (names: string[]): AccessRow[] => {
    let prev = CHAIN_START
    return names.map((name, index) => {
      const row = {
        ...{ seq: index + 1, at: '2026-11-23T02:00:00.000Z', kind: 'view', ticket_id: 't', what: 'page' },
        ...{ staff_id: name, staff_name: name, roles: 'handler', unit_id: null, shown: 'masked' },
        prev_hash: prev,
      }
      prev = hashAccess(row)
      return { ...row, hash: prev }
    })
  }
  const some = fc.array(fc.string(), { minLength: 3, maxLength: 12 }).map(grow)

  test('holds as it was written, and breaks wherever a line is edited, removed, moved or put in', () => {
    fc.assert(
      fc.property(some, fc.nat(), fc.constantFrom('edit', 'remove', 'swap', 'insert'), (rows, n, how) => {
        expect(findBreak(rows)).toBeNull()
        // The last line cut off is missed against the counter; the others by the chain.
        const at = n % (rows.length - 1)
        const bad = rows.map((row) => ({ ...row }))
        const [row, next] = [bad[at], bad[at + 1]]
        if (!row || !next) return
        if (how === 'edit') row.ticket_id = 'another'
        if (how === 'remove') bad.splice(at, 1)
        if (how === 'swap') bad.splice(at, 2, next, row)
        if (how === 'insert') bad.splice(at, 0, { ...row })
        expect(findBreak(bad)).not.toBeNull()
      }),
    )
  })
})
