import { beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../src/contracts/errors.ts'
import { recordContact } from '../../src/dispatch/record-contact.ts'
import { auditReply, replyToTicket, signReply } from '../../src/dispatch/reply-ticket.ts'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import type { Db } from '../../src/platform/db/schema.ts'
import { readEventsAfter } from '../../src/platform/events/event-repository.ts'
import { withdrawTicket } from '../../src/tickets/amend-ticket.ts'
import { listAlertsOf } from '../../src/tickets/clocks/alert-repository.ts'
import { findClock, listClocks } from '../../src/tickets/clocks/clock-repository.ts'
import { extendClock } from '../../src/tickets/clocks/extend-clock.ts'
import { pauseClocks, resumeClocks } from '../../src/tickets/clocks/pause-clocks.ts'
import { warnClocks } from '../../src/tickets/clocks/warn-clocks.ts'
import { startClocks } from '../../src/tickets/start-clocks.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { answerTicket } from '../support/answer-ticket.ts'
import { buildDesk, START, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildStaff, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const handler = buildStaff(['handler'], 'lights')
const iso = (local: string): string => new Date(`${local}:00+08:00`).toISOString()
const REPLY = '三盏路灯已于今晚修好，是线路老化，我们会多巡查。'

// A complaint of Saturday 21 November, 20:00: signed by Monday 18:00, answered by Friday 27 November, 18:00.
describeOnEachDatabase('clocks of a ticket', (open, engine) => {
  let base: Opened
  let desk: TestDesk
  let ticket: Ticket
  beforeEach(async () => {
    base = await open()
    desk = buildDesk(base)
    ticket = (await buildTicket(desk)).ticket
  })
  // SQLite belongs to one process; two connections of one thread would wait for each other.
  const another = () => (engine === 'sqlite' ? Promise.resolve(base) : base.again())
  const inOne = <T>(work: (tx: Db) => Promise<T>): Promise<T> => desk.db.transaction().execute(work)
  const now = async (): Promise<Ticket> => (await findTicket(desk.db, ticket.id))!
  const clock = async (stage: 'sign' | 'contact' | 'return' | 'reply') =>
    (await findClock(desk.db, ticket.id, stage))!
  const moveTo = (local: string): void => desk.clock.moveTo(iso(local))
  const levels = async () => (await listAlertsOf(desk.db, ticket.id)).map((a) => `${a.stage} ${a.level}`)
  const warnings = async () =>
    (await readEventsAfter(desk.db, 0, 500)).filter((e) => e.type === 'ticket.warned')

  describe('their life', () => {
    test('opening and sending start what is owed, each explained', async () => {
      expect((await listClocks(desk.db, ticket.id)).map((c) => [c.stage, c.run, c.dueText])).toEqual([
        ['reply', 1, '投诉 5 个工作日，11月23日(周一)起算，11月27日(周五)18:00前'],
        ['return', 1, '退单 1 个工作日，11月23日(周一)起算，11月23日(周一)18:00前'],
        ['sign', 1, '签收 1 个工作日，11月23日(周一)起算，11月23日(周一)18:00前'],
      ])
      expect(await clock('sign')).toMatchObject({ departmentId: 'lights', policyId: 'sign-any' })
    })

    test('signing, contact and reply end theirs, in time or late', async () => {
      moveTo('2026-11-24T09:00')
      await signTicket(desk, { ticketId: ticket.id, actor: handler })
      expect(await clock('sign')).toMatchObject({ stoppedWhy: 'late' })
      expect(await clock('contact')).toMatchObject({ dueAt: iso('2026-11-25T18:00'), stoppedAt: null })
      await recordContact(desk, { ticketId: ticket.id, actor: handler, way: 'phone' })
      expect(await clock('contact')).toMatchObject({ stoppedWhy: 'met' })
      await answerTicket(desk, ticket.id, REPLY)
      expect(await clock('reply')).toMatchObject({ stoppedWhy: 'met', nextAlertAt: null })
      expect(await now()).toMatchObject({ dueAt: iso('2026-11-27T18:00'), warnLevel: 'green' })
    })

    test('a slow audit is not the lateness of the unit that answered in time', async () => {
      moveTo('2026-11-27T17:00')
      await signTicket(desk, { ticketId: ticket.id, actor: handler })
      await replyToTicket(desk, { ticketId: ticket.id, actor: handler, publicReply: REPLY })
      const act = { ticketId: ticket.id, approve: true, note: '' }
      await signReply(desk, { ...act, actor: buildStaff(['signer'], 'lights') })
      moveTo('2026-11-30T10:00')
      await auditReply(desk, { ...act, actor: buildStaff(['dispatcher']) })
      expect(await clock('reply')).toMatchObject({ stoppedAt: iso('2026-11-30T10:00'), stoppedWhy: 'met' })
    })

    test('a withdrawn ticket keeps nobody waiting', async () => {
      await withdrawTicket(desk, { ticketId: ticket.id, actor: buildCitizen() })
      const clocks = await listClocks(desk.db, ticket.id)
      expect(clocks.map((c) => c.stoppedWhy)).toEqual(['dropped', 'dropped', 'dropped'])
      moveTo('2027-01-30T09:00')
      expect(await warnClocks(desk)).toBe(0)
    })

    test('started again it is a new run, and the old one no longer counts', async () => {
      const later = iso('2026-11-25T10:00')
      await inOne((tx) => startClocks(tx, desk.rules, ticket, ['sign'], later))
      await inOne((tx) => startClocks(tx, desk.rules, ticket, ['sign'], later))
      const runs = (await listClocks(desk.db, ticket.id)).filter((c) => c.stage === 'sign')
      expect(runs.map((c) => [c.run, c.stoppedWhy])).toEqual([
        [1, 'dropped'],
        [2, ''],
      ])
      expect((await now()).signDueAt).toBe(iso('2026-11-26T18:00'))
    })
  })

  describe('a pause', () => {
    test('puts the due time off by the working days that ended in it; the first due time stays', async () => {
      const pausedAt = iso('2026-11-24T10:00')
      await inOne((tx) => pauseClocks(tx, ticket, { at: pausedAt, reason: '等诉求人补充材料' }))
      const after = await inOne((tx) => resumeClocks(tx, desk.rules, ticket, { at: iso('2026-11-26T10:00') }))
      expect(after).toMatchObject({
        dueAt: iso('2026-12-01T18:00'),
        firstDueAt: iso('2026-11-27T18:00'),
        dueText:
          '投诉 5 个工作日，11月23日(周一)起算，11月27日(周五)18:00前；' +
          '11月24日(周二)10:00至11月26日(周四)10:00暂停（等诉求人补充材料），顺延至12月1日(周二)18:00前',
      })
      expect(await now()).toMatchObject({ dueAt: after.dueAt, dueText: after.dueText })
    })

    test('warns nobody while it lasts, and twice in a row is once', async () => {
      await inOne((tx) => pauseClocks(tx, ticket, { at: START, reason: '会商' }))
      await inOne((tx) => pauseClocks(tx, ticket, { at: iso('2026-11-25T10:00'), reason: '会商' }))
      moveTo('2026-12-20T10:00')
      expect(await warnClocks(desk)).toBe(0)
      expect((await clock('reply')).pausedAt).toBe(START)
    })

    test('that began after the due time wins nothing', async () => {
      await inOne((tx) => pauseClocks(tx, ticket, { at: iso('2026-11-28T10:00'), reason: '会商' }))
      const after = await inOne((tx) => resumeClocks(tx, desk.rules, ticket, { at: iso('2026-12-08T10:00') }))
      expect(after.dueAt).toBe(iso('2026-11-27T18:00'))
      expect(after.dueText).toContain('时限不变')
    })
  })

  describe('an extension', () => {
    const extend = (at: string) => inOne((tx) => extendClock(tx, desk.rules, ticket, { at }))

    test('counts on from the due time, keeps the first, and is given once', async () => {
      expect(await extend(iso('2026-11-26T10:00'))).toMatchObject({
        dueAt: iso('2026-12-04T18:00'),
        firstDueAt: iso('2026-11-27T18:00'),
        dueText:
          '投诉 5 个工作日，11月23日(周一)起算，11月27日(周五)18:00前；同意延期 5 个工作日，延至12月4日(周五)18:00前',
      })
      await expect(extend(iso('2026-11-26T11:00'))).rejects.toThrow('最多延期 1 次')
    })

    test('after the due time it is refused with the time that was missed', async () => {
      const late = extend(iso('2026-11-27T18:01'))
      await expect(late).rejects.toThrow(AppError)
      await expect(extend(iso('2026-11-27T18:01'))).rejects.toThrow('11月27日(周五)18:00已经到期')
    })

    test('is never longer than the first term', async () => {
      const quick = (await buildTicket(desk, { input: { type: 'consult' } })).ticket
      const after = await inOne((tx) => extendClock(tx, desk.rules, quick, { at: START }))
      expect([quick.dueAt, after.dueAt]).toEqual([iso('2026-11-23T18:00'), iso('2026-11-24T18:00')])
    })

    test('of the reply leaves the other clocks alone', async () => {
      const before = await clock('sign')
      await extend(START)
      expect(await clock('sign')).toEqual(before)
    })
  })

  describe('warnings', () => {
    test('come in order and show on the ticket, the worst of them', async () => {
      await signTicket(desk, { ticketId: ticket.id, actor: handler })
      await recordContact(desk, { ticketId: ticket.id, actor: handler, way: 'phone' })
      const steps: [string, string, string, string][] = [
        ['2026-11-26T17:59', 'green', '', ''],
        ['2026-11-26T18:00', 'yellow', '', 'reply yellow'],
        ['2026-11-27T16:00', 'orange', '', 'reply orange'],
        ['2026-11-27T18:00', 'red', 'liaison', 'reply liaison'],
        ['2026-11-30T18:00', 'red', 'unit_leader', 'reply unit_leader'],
        ['2026-12-01T18:00', 'red', 'supervisor', 'reply supervisor'],
        ['2026-12-02T18:00', 'red', 'office', 'reply office'],
      ]
      for (const [at, warnLevel, escalatedTo, newest] of steps) {
        moveTo(at)
        await warnClocks(desk)
        expect([at, await now()]).toMatchObject([at, { warnLevel, escalatedTo }])
        expect((await levels()).at(-1) ?? '').toBe(newest)
      }
      expect(await levels()).toHaveLength(7)
      expect((await clock('reply')).nextAlertAt).toBeNull()
    })

    test('are given once, however many processes look and however often', async () => {
      const others = await Promise.all([another(), another()])
      moveTo('2026-11-24T09:00')
      const processes = [desk, ...others.map((o) => ({ ...desk, db: o.db }))]
      const given = await Promise.all([...processes, ...processes].map((p) => warnClocks(p)))
      // Yellow, orange, red and the liaison, for the signature that did not come.
      expect(given.reduce((a, b) => a + b)).toBe(4)
      expect(await warnings()).toHaveLength(4)
      // A process that starts afterwards finds nothing left to give.
      expect(await warnClocks({ ...desk, db: (await base.again()).db })).toBe(0)
    })

    test('that fell due while nothing ran are given late, in order, with the time they were due', async () => {
      moveTo('2026-11-30T09:00')
      await warnClocks(desk)
      const reply = (await listAlertsOf(desk.db, ticket.id)).filter((a) => a.stage === 'reply')
      expect(reply.map((a) => [a.level, a.dueToFireAt])).toEqual([
        ['yellow', iso('2026-11-26T18:00')],
        ['orange', iso('2026-11-27T16:00')],
        ['red', iso('2026-11-27T18:00')],
        ['liaison', iso('2026-11-27T18:00')],
      ])
      const seqs = (await warnings()).filter((e) => e.data.stage === 'reply').map((e) => e.data.level)
      expect(seqs).toEqual(['yellow', 'orange', 'red', 'liaison'])
    })

    test('count anew for a new due time, and go away with the clock', async () => {
      moveTo('2026-11-27T10:00')
      await signTicket(desk, { ticketId: ticket.id, actor: handler })
      await recordContact(desk, { ticketId: ticket.id, actor: handler, way: 'phone' })
      await warnClocks(desk)
      expect((await now()).warnLevel).toBe('yellow')
      await inOne((tx) => extendClock(tx, desk.rules, ticket, { at: iso('2026-11-27T10:30') }))
      expect((await now()).warnLevel).toBe('green')
      moveTo('2026-12-03T18:00')
      await warnClocks(desk)
      expect((await levels()).filter((l) => l === 'reply yellow')).toHaveLength(2)
      await answerTicket(desk, ticket.id, REPLY)
      expect(await now()).toMatchObject({ warnLevel: 'green', escalatedTo: '' })
    })

    test('a move and a warning at once lose neither', async () => {
      moveTo('2026-11-24T09:00')
      const other = await another()
      await Promise.all([
        signTicket(desk, { ticketId: ticket.id, actor: handler }),
        warnClocks({ ...desk, db: other.db }),
      ])
      expect(await now()).toMatchObject({ state: 'handling', warnLevel: 'green' })
      expect((await clock('sign')).stoppedWhy).toBe('late')
    })
  })
})
