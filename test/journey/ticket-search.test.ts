import { beforeAll, expect, test } from 'vitest'
import { buildTicket } from '../support/build-ticket.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { type Staff, sharedTown, type Town } from '../support/open-town.ts'

type Found = {
  rows: { number: string; title: string }[]
  next: number | null
  count: number | null
  isMore: boolean
  readAs: string
}
type Views = { rows: { id: string; name: string; query: string; isShared: boolean; isOwn: boolean }[] }

let town: Town
let agent: Staff
let urban: Staff
let police: Staff
let supervisor: Staff
let number: string
beforeAll(async () => {
  town = await sharedTown()
  agent = await town.signIn('agent')
  urban = await town.signIn('urban')
  police = await town.signIn('police')
  supervisor = await town.signIn('supervisor')
  const lamp = '我要投诉，碧桐巷7号门口的路灯坏了一个星期没人修，旁边的喷泉池也没有水'
  number = (await fileComplaint(town, lamp, '13905127788')).number
})

const find = (who: Staff, query: Record<string, string>): Promise<Found> =>
  who.ok<Found>('GET', `/ticket-search?${new URLSearchParams(query)}`)
const numbers = async (who: Staff, query: Record<string, string>): Promise<string[]> =>
  (await find(who, query)).rows.map((row) => row.number)

test('what a citizen told in a talk is found by the desk and by the unit it went to, and by nobody else', async () => {
  for (const query of [{ q: '喷泉' }, { q: '路灯 喷泉' }, { q: number }, { place: '碧桐巷' }]) {
    expect(await numbers(agent, query)).toContain(number)
    expect(await numbers(urban, query)).toContain(number)
    expect(await numbers(police, query)).not.toContain(number)
  }
  expect(await numbers(agent, { q: '7788' })).toContain(number)
  expect((await find(agent, { q: '7788' })).readAs).toBe('phone')
  expect(await numbers(supervisor, { q: '13905127788' })).toEqual([])
  expect(await numbers(supervisor, { q: '喷泉' })).toContain(number)
})

test('a long list comes in pages: every ticket once, counted once', async () => {
  for (let n = 0; n < 53; n++) {
    // Of a unit whose inbox no other story of this town reads.
    await buildTicket(town.desk, {
      departmentId: 'district-donglan',
      conversationId: null,
      input: { title: `翡翠湖第${n}号亭子漏雨`, matter: '亭子漏雨', wish: '', placeText: '翡翠湖' },
    })
  }
  const first = await find(agent, { q: '翡翠湖' })
  expect(first.rows).toHaveLength(50)
  expect({ count: first.count, isMore: first.isMore }).toEqual({ count: 53, isMore: false })
  const rest = await find(agent, { q: '翡翠湖', after: String(first.next) })
  expect(rest.rows).toHaveLength(3)
  expect(rest.next).toBeNull()
  expect(new Set([...first.rows, ...rest.rows].map((row) => row.number)).size).toBe(53)
})

test('a question that makes no sense is refused in words, or finds nothing', async () => {
  for (const query of ['from=yesterday', 'state=lost', 'after=-1', `q=${'长'.repeat(101)}`]) {
    expect((await agent.request('GET', `/ticket-search?${query}`)).status).toBe(400)
  }
  expect(await find(agent, { q: '？！' })).toMatchObject({ rows: [], count: 0, readAs: 'empty' })
})

test('a search is kept under a name, opened again, replaced, shared by supervisors, deleted by its owner alone', async () => {
  const save = (who: Staff, view: object) => who.ok<Views>('POST', '/views', view)
  const mine = await save(agent, { name: '喷泉', query: { q: '喷泉', state: 'dispatched' } })
  const [view] = mine.rows.filter((row) => row.name === '喷泉')
  expect(view).toMatchObject({ isOwn: true, isShared: false })
  expect(await numbers(agent, Object.fromEntries(new URLSearchParams(view!.query)))).toContain(number)
  expect((await urban.ok<Views>('GET', '/views')).rows.map((row) => row.id)).not.toContain(view!.id)

  await save(agent, { name: '喷泉', query: { q: '喷泉' } })
  const again = (await agent.ok<Views>('GET', '/views')).rows.filter((row) => row.name === '喷泉')
  expect(again.map((row) => row.query)).toEqual(['q=%E5%96%B7%E6%B3%89'])

  const refused = await agent.request('POST', '/views', { name: '共享', query: {}, isShared: true })
  expect(refused.status).toBe(403)
  await save(supervisor, { name: '全市路灯', query: { q: '路灯' }, isShared: true })
  const shared = (await police.ok<Views>('GET', '/views')).rows.find((row) => row.name === '全市路灯')
  expect(shared).toMatchObject({ isOwn: false, isShared: true })
  // The view is everybody's, what it finds is each reader's own.
  expect(await numbers(police, Object.fromEntries(new URLSearchParams(shared!.query)))).not.toContain(number)

  expect((await police.request('DELETE', `/views/${shared!.id}`)).status).toBe(404)
  await supervisor.ok('DELETE', `/views/${shared!.id}`)
  expect((await police.ok<Views>('GET', '/views')).rows.map((row) => row.name)).not.toContain('全市路灯')
})
