import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { readSearch, SearchQuery } from '../../src/http/console/read-search.ts'
import { eraseTicketContact } from '../../src/privacy/erase-ticket.ts'
import { addFacts } from '../../src/tickets/amend-ticket.ts'
import { correctTicket } from '../../src/tickets/protection/correct-ticket.ts'
import { indexSome } from '../../src/tickets/search/index-old-tickets.ts'
import { countFound, searchTickets } from '../../src/tickets/search/search-repository.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { buildDesk, START, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildTicket } from '../support/build-ticket.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const member = (roles: string[], departmentId: string | null = null) =>
  ({ id: 's', login: 's', name: '甲', roles, departmentId }) as never
const AGENT = member(['agent'])
const SUPERVISOR = member(['supervisor'])
const LIGHTS = member(['handler'], 'lights')
const HOUSING = member(['handler'], 'housing')

describeOnEachDatabase('finding tickets', (open) => {
  let desk: TestDesk
  const made: Record<string, Ticket> = {}

  const find = async (who: never, asked: Record<string, string>): Promise<string[]> => {
    const { search, readAs } = readSearch({ roles: [] }, who, SearchQuery.parse(asked))
    if (readAs === 'empty') return []
    const found = await searchTickets(desk.db, desk.engine, search, { after: null, limit: 50 })
    expect(await countFound(desk.db, desk.engine, search, 100)).toBe(found.length)
    return found.map((f) => Object.entries(made).find(([, t]) => t.id === f.id)?.[0] ?? '?')
  }

  beforeAll(async () => {
    desk = buildDesk(await open())
    const make = async (name: string, options: Parameters<typeof buildTicket>[1]): Promise<void> => {
      made[name] = (await buildTicket(desk, { ...options, input: { wish: '', ...options?.input } })).ticket
    }
    await make('lamp', {
      input: {
        title: '路灯不亮',
        matter: '澄心路12号门口的路灯坏了一个星期，我叫李小明，电话13900001111',
        placeText: '澄心路12号',
        contactPhone: '13800005678',
      },
    })
    await make('noise', {
      input: {
        title: '半夜施工',
        matter: '工地半夜施工，噪音大，路灯下看得见车',
        placeText: '文昌街工地',
        contactPhone: '13800009999',
        districtId: null,
      },
      departmentId: null,
    })
    await make('secret', {
      input: {
        title: '举报乱收费',
        matter: '我叫张三丰，物业乱收停车费',
        placeText: '澄心路小区',
        confidential: true,
        contactName: '张三丰',
        contactPhone: '13700005678',
        type: 'report',
      },
    })
  })

  test('by one word, by several that all must be there, by the beginning of a word', async () => {
    expect(await find(AGENT, { q: '路灯' })).toEqual(['noise', 'lamp'])
    expect(await find(AGENT, { q: '路灯 施工' })).toEqual(['noise'])
    expect(await find(AGENT, { q: '停车' })).toEqual(['secret'])
    expect(await find(AGENT, { q: '路灯的' })).toEqual(['noise', 'lamp'])
    expect(await find(AGENT, { q: '火星' })).toEqual([])
  })

  test('signs that mean something to an engine are words or nothing', async () => {
    for (const q of ['"路灯"', '路灯 OR 施工 *', "路灯' & !", 'NEAR(路灯)', '路灯:*', '\\', '=t:report']) {
      await find(AGENT, { q })
    }
    expect(await find(AGENT, { q: '“路灯”！' })).toEqual(['noise', 'lamp'])
  })

  test('by words of the place alone', async () => {
    expect(await find(AGENT, { place: '澄心路' })).toEqual(['secret', 'lamp'])
    expect(await find(AGENT, { place: '澄心路', q: '路灯' })).toEqual(['lamp'])
    expect(await find(AGENT, { place: '路灯' })).toEqual([])
  })

  test('by number and by the beginning of one', async () => {
    const number = made.lamp!.number
    expect(await find(AGENT, { q: number })).toEqual(['lamp'])
    expect(await find(AGENT, { q: number.slice(0, 8) })).toEqual(['secret', 'noise', 'lamp'])
    expect(await find(AGENT, { q: number.slice(0, 6) })).toEqual(['secret', 'noise', 'lamp'])
    expect(await find(AGENT, { q: `${number.slice(0, 8)}-0000` })).toEqual(['secret', 'noise', 'lamp'])
    expect(await find(HOUSING, { q: number })).toEqual([])
  })

  test('by the last digits of a phone: only whoever is shown it, never a confidential one', async () => {
    expect(await find(AGENT, { q: '5678' })).toEqual(['lamp'])
    expect(await find(AGENT, { q: '138 0000 5678' })).toEqual(['lamp'])
    expect(await find(LIGHTS, { q: '00005678' })).toEqual(['lamp'])
    expect(await find(HOUSING, { q: '5678' })).toEqual([])
    expect(await find(SUPERVISOR, { q: '5678' })).toEqual([])
    expect(await find(AGENT, { q: '37005678' })).toEqual([])
  })

  test('a number somebody wrote into the matter and the name behind a confidential one lead nowhere', async () => {
    expect(await find(AGENT, { q: '星期 13900001111' })).toEqual(['lamp'])
    expect(await find(SUPERVISOR, { q: '13900001111' })).toEqual([])
    expect(await find(AGENT, { q: '张三丰' })).toEqual([])
    // Not of a plain one either: a supervisor is not shown the name, and must not find out by asking.
    expect(await find(SUPERVISOR, { q: '李小明' })).toEqual([])
  })

  test('filters narrow, alone and with words', async () => {
    expect(await find(AGENT, { type: 'report' })).toEqual(['secret'])
    expect(await find(AGENT, { category: '01' })).toEqual(['secret', 'noise', 'lamp'])
    expect(await find(AGENT, { category: '01-01', q: '路灯' })).toEqual(['noise', 'lamp'])
    expect(await find(AGENT, { district: 'east-bay' })).toEqual(['secret', 'lamp'])
    expect(await find(AGENT, { state: 'accepted' })).toEqual(['noise'])
    expect(await find(AGENT, { unit: 'lights' })).toEqual(['secret', 'lamp'])
    expect(await find(AGENT, { unit: 'lights', state: 'dispatched', q: '路灯' })).toEqual(['lamp'])
    expect(await find(AGENT, { colour: 'red' })).toEqual([])
    expect(await find(AGENT, { colour: 'green', from: '2026-11-21', to: '2026-11-21' })).toHaveLength(3)
    expect(await find(AGENT, { to: '2026-11-20' })).toEqual([])
  })

  test('a unit finds its own tickets only, whatever it asks', async () => {
    expect(await find(LIGHTS, {})).toEqual(['secret', 'lamp'])
    expect(await find(LIGHTS, { q: '路灯' })).toEqual(['lamp'])
    expect(await find(HOUSING, { unit: 'lights' })).toEqual([])
    expect(await find(HOUSING, { q: '路灯' })).toEqual([])
    expect(await find(member(['handler'], null), { q: '路灯' })).toEqual([])
  })

  test('state, warning and unit are those of the ticket at every moment', async () => {
    await desk.db
      .updateTable('ticket')
      .set({
        state: 'handling',
        warn_level: 'red',
        lead_department_id: 'housing',
        co_department_ids: '["lights"]',
      })
      .where('id', '=', made.lamp!.id)
      .execute()
    expect(await find(AGENT, { state: 'handling', colour: 'red' })).toEqual(['lamp'])
    expect(await find(HOUSING, { q: '路灯' })).toEqual(['lamp'])
    expect(await find(LIGHTS, { q: '路灯' })).toEqual(['lamp'])
    // It only helps now: the phone is the lead's to know.
    expect(await find(LIGHTS, { q: '5678' })).toEqual([])
    expect(await find(HOUSING, { q: '5678' })).toEqual(['lamp'])
  })

  test('a unit called to confer finds the ticket while that lasts', async () => {
    const move = (state: string) =>
      desk.db
        .updateTable('ticket')
        .set({ state, invited_unit_ids: '["housing"]' })
        .where('id', '=', made.noise!.id)
        .execute()
    await move('conferring')
    expect(await find(HOUSING, { q: '施工' })).toEqual(['noise'])
    expect(await find(HOUSING, {})).toContain('noise')
    await move('accepted')
    expect(await find(HOUSING, { q: '施工' })).toEqual([])
    expect(await find(HOUSING, {})).not.toContain('noise')
  })

  test('a line written anew has the units the database kept', async () => {
    const lines = () => desk.db.selectFrom('ticket_search').selectAll().orderBy('seq').execute()
    const kept = await lines()
    expect(kept.map((line) => line.units)).toContain(' =u:housing =u:lights =l:housing')
    await desk.db.deleteFrom('ticket_search').execute()
    await indexSome(desk, '')
    expect(await lines()).toEqual(kept)
  })

  test('what a citizen adds is found, once', async () => {
    await addFacts(desk, { ticketId: made.noise!.id, actor: buildCitizen(), text: '今天又有泥浆车' })
    expect(await find(AGENT, { q: '泥浆' })).toEqual(['noise'])
    expect(await find(AGENT, { q: '泥浆 施工' })).toEqual(['noise'])
  })

  test('tickets from before get their words, those that have them keep them', async () => {
    await sql`delete from ticket_search where seq = (select max(seq) from ticket_search)`.execute(desk.db)
    expect(await find(AGENT, { q: '停车' })).toEqual([])
    expect(await indexSome(desk, '')).toBe(made.secret!.number)
    expect(await indexSome(desk, made.secret!.number)).toBeNull()
    expect(await find(AGENT, { q: '停车' })).toEqual(['secret'])
    expect(await find(AGENT, { q: '泥浆' })).toEqual(['noise'])
  })

  test('who and where was corrected or taken out is found as it is now, and not as it was', async () => {
    const { lamp } = made
    const actor = buildCitizen()
    await correctTicket(desk, {
      ticketId: lamp!.id,
      actor,
      correction: { place: '梧桐巷3号', phone: '13800002222' },
    })
    expect(await find(AGENT, { q: '2222' })).toEqual(['lamp'])
    expect(await find(AGENT, { q: '5678' })).toEqual([])
    expect(await find(AGENT, { place: '梧桐巷' })).toEqual(['lamp'])
    expect(await find(AGENT, { place: '澄心路' })).not.toContain('lamp')
    const now = (await findTicket(desk.db, lamp!.id))!
    await desk.db.transaction().execute((tx) => eraseTicketContact(tx, now, { at: START, why: 'request' }))
    expect(await find(AGENT, { q: '2222' })).toEqual([])
    expect(await find(AGENT, { place: '梧桐巷' })).toEqual(['lamp'])
  })

  test('page after page, every ticket once, newest first', async () => {
    const { search } = readSearch({ roles: [] }, AGENT, SearchQuery.parse({}))
    const first = await searchTickets(desk.db, desk.engine, search, { after: null, limit: 2 })
    const rest = await searchTickets(desk.db, desk.engine, search, { after: first[1]!.seq, limit: 2 })
    expect([...first, ...rest].map((f) => f.id)).toEqual([made.secret!.id, made.noise!.id, made.lamp!.id])
  })

  test('a page is whole and in order where few of very many lines have the word', async () => {
    const MANY = 30_000
    const EVERY = 1_000
    await sql`insert into ticket_search (seq, ticket_id, state, warn_level, phone4, phone, words, units)
      with recursive line (n) as (select 1 union all select n + 1 from line where n < ${sql.lit(MANY)})
      select 100000000 + n, 'old-' || n, 'closed', 'green', '', '', case when n % ${sql.lit(EVERY)} = 0 then '风筝 旧事' else '旧事' end, ''
      from line`.execute(desk.db)
    const { search } = readSearch({ roles: [] }, AGENT, SearchQuery.parse({ q: '风筝' }))
    const seen: number[] = []
    for (let after: number | null = null; ; ) {
      const found: { seq: number }[] = await searchTickets(desk.db, desk.engine, search, { after, limit: 7 })
      seen.push(...found.map((f) => f.seq))
      if (found.length < 7) break
      after = found.at(-1)!.seq
    }
    expect(seen).toEqual(Array.from({ length: MANY / EVERY }, (_, at) => 100_000_000 + MANY - at * EVERY))
    expect(await countFound(desk.db, desk.engine, search, 1_000)).toBe(MANY / EVERY)
  })
})
