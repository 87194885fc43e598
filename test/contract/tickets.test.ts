import { beforeEach, expect, test } from 'vitest'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import { readEventsAfter } from '../../src/platform/events/event-repository.ts'
import { addFacts, addNote, withdrawTicket } from '../../src/tickets/amend-ticket.ts'
import { createCodeCheck } from '../../src/tickets/check-query-code.ts'
import { viewClock } from '../../src/tickets/clock-words.ts'
import { openTicketIn } from '../../src/tickets/open-ticket.ts'
import { presentDetail, presentForCitizen } from '../../src/tickets/present-ticket.ts'
import { listSteps } from '../../src/tickets/step-repository.ts'
import {
  countByState,
  countTickets,
  type DueCursor,
  listTickets,
} from '../../src/tickets/ticket-list-repository.ts'
import { findTicket, listTicketsOfConversation } from '../../src/tickets/ticket-repository.ts'
import { buildDesk, START, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildInput, buildRouting, buildStaff, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const handler = buildStaff(['handler'], 'lights')
const page = { limit: 50 }

describeOnEachDatabase('tickets', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
  })

  test('opening gives number, query code, department and both clocks in one go', async () => {
    const { ticket, queryCode, repeat } = await buildTicket(desk)
    expect(repeat).toBe(false)
    expect(ticket).toMatchObject({
      number: '20261121-00001',
      state: 'dispatched',
      leadDepartmentId: 'lights',
      dueAt: '2026-11-27T10:00:00.000Z',
      firstDueAt: '2026-11-27T10:00:00.000Z',
      signDueAt: '2026-11-23T10:00:00.000Z',
      dueText: '投诉 5 个工作日，11月23日(周一)起算，11月27日(周五)18:00前',
    })
    expect(queryCode).toMatch(/^[2-9A-HJ-NP-Z]{8}$/)
    expect(JSON.stringify(await desk.db.selectFrom('ticket').selectAll().execute())).not.toContain(queryCode)
    const steps = await listSteps(desk.db, ticket.id)
    expect(steps.map((s) => s.action)).toEqual(['open', 'triage', 'dispatch'])
    const events = (await readEventsAfter(desk.db, 0, 20)).filter((e) => e.type === 'ticket.moved')
    expect(events.map((e) => e.data.to)).toEqual(['submitted', 'accepted', 'dispatched'])
    expect(JSON.stringify(events)).not.toContain('李小明')
  })

  test('without a sure department it waits on the triage desk, with the due clock running', async () => {
    const { ticket } = await buildTicket(desk, { departmentId: null })
    expect(ticket).toMatchObject({ state: 'accepted', leadDepartmentId: null, signDueAt: null })
    expect(ticket.dueAt).not.toBeNull()
    const view = presentForCitizen(desk.rules, ticket, await listSteps(desk.db, ticket.id))
    expect(view.timeline[0]?.text).toContain('研判')
    expect(view.department).toBeNull()
  })

  test('the same request twice opens one ticket, also when both arrive at once', async () => {
    const conversationId = null
    const first = await buildTicket(desk, { key: 'yes-1', conversationId })
    const again = await buildTicket(desk, { key: 'yes-1', conversationId, input: { title: '别的标题' } })
    expect(again).toMatchObject({
      repeat: true,
      queryCode: null,
      ticket: { id: first.ticket.id, version: 3 },
    })
    const race = await Promise.all(
      Array.from({ length: 6 }, () => buildTicket(desk, { key: 'yes-2', conversationId })),
    )
    expect(race.filter((r) => !r.repeat)).toHaveLength(1)
    expect(new Set(race.map((r) => r.ticket.number)).size).toBe(1)
    expect(await countTickets(desk.db, desk.engine, {}, 100)).toBe(2)
  })

  test('numbers run without gaps within a day of the city and start anew the next', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, () => buildTicket(desk, { conversationId: null })),
    )
    expect(made.map((m) => m.ticket.number).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `20261121-${String(i + 1).padStart(5, '0')}`),
    )
    // 16:30 UTC is already the next day in Shanghai.
    desk.clock.moveTo('2026-11-21T16:30:00.000Z')
    expect((await buildTicket(desk)).ticket.number).toBe('20261122-00001')
  })

  test('an opening joined to a transaction that fails leaves nothing, not even its number', async () => {
    const failing = desk.db.transaction().execute(async (tx) => {
      await openTicketIn(tx, desk, {
        input: buildInput(),
        routing: buildRouting(),
        citizenId: 'citizen-1',
        conversationId: null,
        channel: 'web',
        actor: buildCitizen(),
        idempotencyKey: 'lost',
      })
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    expect(await countTickets(desk.db, desk.engine, {}, 100)).toBe(0)
    expect((await buildTicket(desk, { key: 'lost' })).ticket.number).toBe('20261121-00001')
  })

  test('of two handlers who sign at once exactly one wins, and the other reads who was faster', async () => {
    const { ticket } = await buildTicket(desk)
    const colleague = buildStaff(['handler'], 'lights', 'colleague')
    const both = await Promise.allSettled([
      signTicket(desk, { ticketId: ticket.id, actor: handler, version: ticket.version }),
      signTicket(desk, { ticketId: ticket.id, actor: colleague, version: ticket.version }),
    ])
    expect(both.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    const lost = both.find((r) => r.status === 'rejected')
    expect(lost?.reason).toMatchObject({ code: 'conflict' })
    const winner = (await findTicket(desk.db, ticket.id))?.handlerId
    expect(lost?.reason.message).toContain(winner === 'colleague' ? colleague.name : handler.name)
    expect(lost?.reason.message).toContain('办理中')
    expect((await listSteps(desk.db, ticket.id)).filter((s) => s.action === 'sign')).toHaveLength(1)
  })

  test('an action on an old version is a conflict even where the state would allow it', async () => {
    const { ticket } = await buildTicket(desk)
    await addNote(desk, { ticketId: ticket.id, actor: handler, text: '已电话核实位置' })
    await expect(
      signTicket(desk, { ticketId: ticket.id, actor: handler, version: ticket.version }),
    ).rejects.toMatchObject({ code: 'conflict', details: { version: ticket.version + 1 } })
  })

  test('facts added while the department signs are both kept', async () => {
    const { ticket } = await buildTicket(desk)
    const citizen = buildCitizen()
    await Promise.all([
      addFacts(desk, { ticketId: ticket.id, actor: citizen, text: '又坏了一盏' }),
      signTicket(desk, { ticketId: ticket.id, actor: handler }),
      addFacts(desk, { ticketId: ticket.id, actor: citizen, text: '今晚全黑了' }),
    ])
    const steps = await listSteps(desk.db, ticket.id)
    expect(steps.map((s) => s.seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect((await findTicket(desk.db, ticket.id))?.state).toBe('handling')
    const view = presentForCitizen(desk.rules, (await findTicket(desk.db, ticket.id))!, steps)
    expect(view.timeline.map((s) => s.text)).toEqual(expect.arrayContaining(['又坏了一盏', '今晚全黑了']))
  })

  test('a handler of another department can do nothing with it', async () => {
    const { ticket } = await buildTicket(desk)
    const stranger = buildStaff(['handler'], 'parks')
    await expect(signTicket(desk, { ticketId: ticket.id, actor: stranger })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(addNote(desk, { ticketId: ticket.id, actor: stranger, text: '路过' })).rejects.toMatchObject(
      { code: 'forbidden' },
    )
  })

  test('a citizen withdraws before the reply, once', async () => {
    const { ticket } = await buildTicket(desk)
    const actor = buildCitizen()
    const withdrawn = await withdrawTicket(desk, { ticketId: ticket.id, actor, reason: '已经修好了' })
    expect(withdrawn).toMatchObject({ state: 'withdrawn', closedAt: START })
    await expect(withdrawTicket(desk, { ticketId: ticket.id, actor })).rejects.toMatchObject({
      code: 'conflict',
      message: '工单现在是“已撤回”，不能撤回。',
    })
  })

  test('a missing ticket is not found', async () => {
    await expect(signTicket(desk, { ticketId: 'nothing', actor: handler })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('lists narrow by state, department, words and the clock, page by page', async () => {
    const lamp = (await buildTicket(desk)).ticket
    const tree = (await buildTicket(desk, { departmentId: 'parks', input: { title: '枯树100%要倒' } })).ticket
    const waiting = (await buildTicket(desk, { departmentId: null, input: { urgency: 'critical' } })).ticket
    const numbers = async (filter: Parameters<typeof listTickets>[2]) =>
      (await listTickets(desk.db, desk.engine, filter, page)).tickets.map((t) => t.number)
    expect(await numbers({ departmentId: 'parks' })).toEqual([tree.number])
    expect(await numbers({ states: ['accepted'] })).toEqual([waiting.number])
    expect(await numbers({ text: '100%' })).toEqual([tree.number])
    expect(await numbers({ text: lamp.number })).toEqual([lamp.number])
    // The two-hour ticket is due first.
    expect((await numbers({}))[0]).toBe(waiting.number)
    expect(await numbers({ overdueAt: '2026-11-21T15:00:00.000Z' })).toEqual([waiting.number])
    expect(await numbers({ overdueAt: '2026-11-23T11:00:00.000Z' })).toHaveLength(3)
    const first = await listTickets(desk.db, desk.engine, {}, { limit: 2 })
    const second = await listTickets(desk.db, desk.engine, {}, { limit: 2, after: first.next })
    expect([...first.tickets, ...second.tickets].map((t) => t.number)).toEqual(await numbers({}))
    expect([second.tickets.length, second.next]).toEqual([1, null])
    // Without a due time they stand last, and a page may end among them.
    await desk.db.updateTable('ticket').set({ due_at: null }).where('id', 'in', [lamp.id, tree.id]).execute()
    const found: string[] = []
    let after: DueCursor | null = null
    do {
      const some: Awaited<ReturnType<typeof listTickets>> = await listTickets(
        desk.db,
        desk.engine,
        {},
        { limit: 1, after },
      )
      found.push(...some.tickets.map((t) => t.number))
      after = some.next
    } while (after)
    expect(found).toEqual([waiting.number, lamp.number, tree.number])
    expect(await countByState(desk.db)).toEqual({ accepted: 1, dispatched: 2 })
    expect(await countByState(desk.db, 'parks')).toEqual({ dispatched: 1 })
    const talk = lamp.conversationId ?? ''
    expect((await listTicketsOfConversation(desk.db, talk, 5)).map((t) => t.id)).toEqual([lamp.id])
  })

  test('waiting tickets stand in the order their clocks say, whichever clock it is, also from page to page', async () => {
    const at = (hours: number): string => new Date(Date.parse(START) + hours * 3_600_000).toISOString()
    const set = async (
      hours: Partial<Record<'sign' | 'due' | 'step', number>>,
      state: string,
      paused = false,
    ) => {
      const { ticket } = await buildTicket(desk)
      await desk.db
        .updateTable('ticket')
        .set({
          state: state as 'dispatched',
          sign_due_at: hours.sign === undefined ? null : at(hours.sign),
          due_at: hours.due === undefined ? null : at(hours.due),
          step_due_at: hours.step === undefined ? null : at(hours.step),
          paused_at: paused ? at(0) : null,
        })
        .where('id', '=', ticket.id)
        .execute()
      return ticket.id
    }
    const inOrder = [
      await set({ sign: 1, due: 90 }, 'dispatched'),
      await set({ due: 2, step: 40 }, 'extend_req'),
      await set({ due: 90, step: 3 }, 'return_req'),
      await set({ sign: 30, due: 4 }, 'dispatched'),
      await set({ due: 5 }, 'handling'),
      await set({ due: 4, step: 6 }, 'suspended', true),
      await set({ sign: 1, due: 7 }, 'handling'),
      await set({ sign: 8 }, 'dispatched'),
    ]
    const found: string[] = []
    let after: DueCursor | null = null
    do {
      const states = ['dispatched', 'handling', 'return_req', 'extend_req', 'suspended'] as const
      const some: Awaited<ReturnType<typeof listTickets>> = await listTickets(
        desk.db,
        desk.engine,
        { states },
        { limit: 3, after },
      )
      found.push(...some.tickets.map((t) => t.id))
      after = some.next
      const dues = some.tickets.map((t) => viewClock(t, new Date(START)).dueAt)
      expect(dues).toEqual([...dues].sort())
    } while (after)
    expect(found).toEqual(inOrder)
  })

  test('a confidential ticket shows nobody who wrote, an ordinary one only those who must call', async () => {
    const input = { confidential: true, matter: '隔壁烧塑料，我的电话13800005678，请保密。' }
    const secret = (await buildTicket(desk, { input })).ticket
    const plain = (await buildTicket(desk)).ticket
    const now = desk.clock.now()
    const see = (ticket: typeof plain, viewer: ReturnType<typeof buildStaff>) =>
      presentDetail(desk.rules, ticket, [], viewer, now).ticket
    const agent = buildStaff(['agent'])
    for (const viewer of [handler, agent, buildStaff(['admin'])]) {
      const view = see(secret, viewer)
      expect(view).toMatchObject({
        contactName: expect.stringMatching(/^保密诉求人[0-9A-F]{4}$/),
        contactPhone: '',
        contactMasked: true,
      })
      expect(JSON.stringify(view)).not.toContain('13800005678')
    }
    expect(see(plain, handler)).toMatchObject({ contactName: '李小明', contactPhone: '13800005678' })
    expect(see(plain, agent).contactMasked).toBe(false)
    expect(see(plain, buildStaff(['handler'], 'parks'))).toMatchObject({
      contactName: '李**',
      contactPhone: '138****5678',
    })
  })

  test('number and query code open a ticket, in any letter case', async () => {
    const { ticket, queryCode } = await buildTicket(desk)
    const check = createCodeCheck(desk)
    const typed = ` ${queryCode?.slice(0, 4).toLowerCase()} ${queryCode?.slice(4)}`
    expect((await check(ticket.number, typed, '10.0.0.1')).id).toBe(ticket.id)
  })

  test('a wrong code and an unknown number get the same answer, and guessing ends', async () => {
    const { ticket, queryCode } = await buildTicket(desk)
    const check = createCodeCheck(desk)
    const refusal = async (number: string, code: string, address: string) =>
      check(number, code, address).then(
        () => 'opened',
        (error) => ({ code: error.code, message: error.message, details: error.details }),
      )
    const wrong = await refusal(ticket.number, 'WRONGCOD', '10.0.0.1')
    expect(wrong).toEqual(await refusal('20261121-99999', 'WRONGCOD', '10.0.0.1'))
    for (let i = 0; i < 9; i++) await refusal(ticket.number, `WRONG${i}`, `10.0.1.${i}`)
    // Ten wrong tries for this number: from anywhere, even the right code has to wait.
    expect(await refusal(ticket.number, queryCode ?? '', '10.9.9.9')).toMatchObject({
      code: 'too_many_requests',
      details: { retryAfterS: 900 },
    })
    desk.clock.advance(15 * 60_000 + 1)
    expect(await refusal(ticket.number, queryCode ?? '', '10.9.9.9')).toBe('opened')
  })

  test('one address cannot try number after number', async () => {
    const check = createCodeCheck(desk)
    const codes: string[] = []
    for (let i = 0; i < 35; i++) {
      await check(`20261121-${i}`, 'WRONGCOD', '10.0.0.7').catch((error) => codes.push(error.code))
    }
    expect(codes.filter((c) => c === 'not_found')).toHaveLength(30)
    expect(codes.slice(30)).toEqual(Array(5).fill('too_many_requests'))
  })
})
