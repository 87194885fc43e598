import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { countEvents, recountEvents } from '../../src/insight/metrics/count-events.ts'
import { makeFigures } from '../../src/insight/metrics/make-figures.ts'
import { isoNow } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/id.ts'
import { createLog } from '../../src/platform/log.ts'
import { auditAccess } from '../../src/privacy/audit-access.ts'
import { previewKeeping } from '../../src/privacy/keeping.ts'
import { preserveTicket } from '../../src/privacy/preserve-ticket.ts'
import { runRetention } from '../../src/privacy/run-retention.ts'
import { addNote } from '../../src/tickets/amend-ticket.ts'
import { verifyAccessLog } from '../../src/tickets/protection/access-repository.ts'
import { listAlarms } from '../../src/tickets/protection/alarm-repository.ts'
import { listSteps } from '../../src/tickets/step-repository.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildStaff, buildTalk, buildTicket } from '../support/build-ticket.ts'
import { recomputeDays, storedDays } from '../support/count-metrics.ts'
import { describeOnEachDatabase } from '../support/databases.ts'
import { liveTickets } from '../support/live-tickets.ts'
import { withoutIds } from '../support/without-ids.ts'

const supervisor = buildStaff(['supervisor'])
const lights = buildStaff(['handler'], 'lights')
const NAME = '司马青禾'
const PHONE = '13622226432'
const SECRETS = [NAME, PHONE, '2104']
const HASH = /[0-9a-f]{64}/g
const ALL = { from: '2026-01-01', to: '2027-12-31', asOf: '2027-12-31' }

describeOnEachDatabase('what is over its term goes', (open, engine) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })

  /** A ticket whose texts, talk and story all say who it was. */
  const tell = async (state: 'open' | 'over', days = 0): Promise<Ticket> => {
    const said = `我叫${NAME}，电话${PHONE}，住3栋2单元2104，路灯不亮`
    const conversationId = await buildTalk(desk)
    const { ticket } = await buildTicket(desk, {
      conversationId,
      input: { contactName: NAME, contactPhone: PHONE, matter: said, title: `${NAME}报路灯不亮` },
    })
    await desk.db
      .insertInto('message')
      .values({
        id: newId(),
        conversation_id: conversationId,
        seq: 1,
        author: 'citizen',
        staff_id: null,
        text: said,
        reply: null,
        attachments: '[]',
        channel: 'web',
        channel_message_id: newId(),
        in_reply_to: null,
        answered_at: isoNow(desk.clock),
        at: isoNow(desk.clock),
      })
      .execute()
    await addNote(desk, { ticketId: ticket.id, actor: lights, text: `${NAME}来过电话` })
    if (state === 'over') {
      const closed_at = new Date(desk.clock.now().getTime() - days * 86_400_000).toISOString()
      await desk.db
        .updateTable('ticket')
        .set({ state: 'closed', closed_at })
        .where('id', '=', ticket.id)
        .execute()
    }
    return (await findTicket(desk.db, ticket.id)) ?? ticket
  }
  const keptOf = async (ticket: Ticket): Promise<string> => {
    const now = await findTicket(desk.db, ticket.id)
    const words = await desk.db
      .selectFrom('message')
      .select('text')
      .where('conversation_id', '=', ticket.conversationId ?? '')
      .execute()
    const all = JSON.stringify([now, await listSteps(desk.db, ticket.id), words])
    // A time in an id, or a hash, may have the door's number in it by chance.
    return withoutIds(all).replace(HASH, '')
  }
  const later = (days: number): void =>
    desk.clock.moveTo(new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString())
  const dueNow = async () =>
    Object.fromEntries((await previewKeeping(desk)).flatMap((k) => (k.due > 0 ? [[k.kind, k.due]] : [])))

  test('person and talk of tickets over long enough go; open, preserved and recent ones stay as they are', async () => {
    const old = await tell('over')
    const kept = await tell('over')
    const open = await tell('open')
    await preserveTicket(desk, kept, supervisor, { on: true, reason: '行政复议期间要留证据' })
    later(1200)
    const recent = await tell('over')
    const preview = await previewKeeping(desk)
    expect(preview.find((k) => k.kind === 'contacts')).toMatchObject({ due: 1, preserved: 1 })
    // Of the log what is about the first one goes; the line after it is about a preserved ticket.
    expect(await dueNow()).toEqual({ contacts: 1, transcripts: 1, access: 1 })
    expect(await runRetention(desk)).toEqual({ contacts: 1, transcripts: 1, access: 1 })
    const after = await keptOf(old)
    for (const secret of SECRETS) expect(after).not.toContain(secret)
    expect(after).toContain('路灯不亮')
    expect(after).toContain(old.number)
    for (const ticket of [kept, open, recent])
      for (const secret of SECRETS) expect(await keptOf(ticket)).toContain(secret)
    expect(await runRetention(desk)).toEqual({})
    await preserveTicket(desk, kept, supervisor, { on: false, reason: '复议已经结束' })
    expect(await runRetention(desk)).toEqual({ contacts: 1, transcripts: 1, access: 1 })
  })

  test('talks no ticket came from go after their term, unless somebody waits in them', async () => {
    const [idle, waiting] = [await buildTalk(desk), await buildTalk(desk)]
    await desk.db.updateTable('conversation').set({ held_by: 'waiting' }).where('id', '=', waiting).execute()
    await tell('open')
    later(200)
    expect(await dueNow()).toEqual({ talks: 1 })
    expect(await runRetention(desk)).toEqual({ talks: 1 })
    const rows = await desk.db.selectFrom('conversation').select(['id', 'channel_user_id']).execute()
    expect(rows.filter((r) => r.channel_user_id.startsWith('erased:')).map((r) => r.id)).toEqual([idle])
  })

  test('past figures counted again come out the same', async () => {
    await liveTickets(desk, { count: 8, turns: 90, seed: 7 })
    await countEvents(desk)
    const before = {
      figures: await makeFigures(desk.db, desk.rules, ALL),
      days: await recomputeDays(desk.db, desk.rules),
    }
    later(4000)
    const erased = await runRetention(desk)
    expect(erased.contacts).toBeGreaterThan(0)
    await recountEvents(desk)
    expect(await storedDays(desk.db)).toEqual(before.days)
    expect(await makeFigures(desk.db, desk.rules, ALL)).toEqual(before.figures)
  })

  test('the old end of the log is cut off, the rest holds, and what the database refused it still refuses', async () => {
    const over = await tell('over')
    later(1200)
    const open = await tell('open')
    const first = await verifyAccessLog(desk.db)
    expect(first.rows).toBe(2)
    expect(await runRetention(desk)).toMatchObject({ access: 1 })
    expect(await verifyAccessLog(desk.db, first.head)).toMatchObject({
      rows: 1,
      broken: null,
      head: first.head,
    })
    await addNote(desk, { ticketId: open.id, actor: lights, text: '又看了一次' })
    expect(await verifyAccessLog(desk.db, first.head)).toMatchObject({ rows: 2, broken: null })
    await expect(sql`delete from access_log`.execute(desk.db)).rejects.toThrow('append-only')
    await expect(sql`update access_log set staff_name = 'x'`.execute(desk.db)).rejects.toThrow('append-only')
    await expect(sql`delete from access_anchor`.execute(desk.db)).rejects.toThrow('append-only')
    if (engine === 'postgres')
      await expect(sql`truncate access_log`.execute(desk.db)).rejects.toThrow('append-only')
    // Everything may go once nothing needs it, and the next line still follows.
    await desk.db
      .updateTable('ticket')
      .set({ state: 'closed', closed_at: isoNow(desk.clock) })
      .where('id', '=', open.id)
      .execute()
    later(1200)
    expect(await runRetention(desk)).toMatchObject({ access: 2 })
    await addNote(desk, { ticketId: over.id, actor: lights, text: '多年以后' })
    expect(await verifyAccessLog(desk.db)).toMatchObject({ rows: 1, broken: null })
  })

  test('lines about a ticket that is preserved hold back the cut', async () => {
    const kept = await tell('over')
    await preserveTicket(desk, kept, supervisor, { on: true, reason: '行政复议期间要留证据' })
    later(1200)
    expect((await runRetention(desk)).access).toBeUndefined()
  })

  test('the nightly audit writes the head outside of the database; a log rewritten whole is found out by it', async () => {
    const lines: string[] = []
    const log = createLog('warn', { write: (line) => void lines.push(line) })
    for (let n = 0; n < 3; n++) await tell('open')
    expect(await auditAccess({ ...desk, log })).toEqual({ rows: 3, broken: false })
    const { head } = await verifyAccessLog(desk.db)
    expect(lines.join('')).toContain(head.hash)
    const off =
      engine === 'postgres'
        ? ['drop trigger access_log_rows on access_log']
        : ['drop trigger access_log_update', 'drop trigger access_log_delete']
    for (const statement of off) await sql.raw(statement).execute(desk.db)
    await sql`delete from access_log`.execute(desk.db)
    await sql`update counter set value = 0 where name = 'access'`.execute(desk.db)
    for (let n = 0; n < 4; n++) await tell('open')
    // The chain alone is right again.
    expect((await verifyAccessLog(desk.db)).broken).toBeNull()
    expect(await auditAccess({ ...desk, log })).toMatchObject({ broken: true })
    expect(await auditAccess({ ...desk, log })).toMatchObject({ broken: true })
    expect((await listAlarms(desk.db, 10)).map((a) => a.kind)).toEqual(['chain'])
  })
})
