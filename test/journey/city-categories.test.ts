import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

// A town of its own: its categories change.
let town: Town
let admin: Staff
beforeAll(async () => {
  town = await openTown()
  admin = await town.signIn('admin')
})
afterAll(() => town.close())

type Leaf = { id: string; name: string; removedOn: string | null; replacedBy: string | null; lines: number }
const leaves = async (): Promise<Leaf[]> => (await admin.ok<{ rows: Leaf[] }>('GET', '/categories')).rows
type Detail = {
  ticket: {
    category: string
    categoryId: string
    categoryNow: { id: string; name: string } | null
    dueAt: string
  }
}
const detail = (who: Staff, number: string): Promise<Detail> => who.ok<Detail>('GET', `/tickets/${number}`)
const LAMP_AT = (n: number): string => `我要投诉，织锦路${n}号门口的路灯不亮了，一个星期没人修`

test('a category is replaced while tickets use it: they keep its name, are offered the new one, and nothing new is sorted into it', async () => {
  const filed = await fileComplaint(town, LAMP_AT(3))
  const leaf = { name: '城市照明', keywords: ['路灯', '路灯不亮', '景观灯', '太黑', '灯杆'] }
  const { id } = await admin.ok<{ id: string }>('POST', '/categories', {
    branch: '02',
    leaf,
    why: '路灯和景观灯合并',
  })
  expect(id).toMatch(/^02-\d\d$/)
  const before = (await leaves()).find((l) => l.id === '02-03')

  expect(await admin.ok('POST', '/categories/02-03/remove/check', { replacement: id })).toMatchObject({
    ...{ refusal: null, open: 1, movedLines: before?.lines, retiredLines: 0 },
  })
  const removed = { replacement: id, why: '合并' }
  const { changeId } = await admin.ok<{ changeId: string }>('POST', '/categories/02-03/remove', removed)
  expect((await leaves()).find((l) => l.id === '02-03')).toMatchObject({ replacedBy: '城市照明', lines: 0 })
  expect((await leaves()).find((l) => l.id === id)?.lines).toBe(before?.lines)

  // Its ticket keeps the old name; the desk puts it into the new one with one press, and nothing else moves.
  const dispatcher = await town.signIn('dispatcher')
  const old = (await detail(dispatcher, filed.number)).ticket
  expect(old).toMatchObject({ category: before?.name, categoryNow: { id, name: '城市照明' } })
  await act(dispatcher, filed.number, 'category', { categoryId: id })
  expect((await detail(dispatcher, filed.number)).ticket).toMatchObject({
    ...{ category: '城市照明', categoryNow: null, dueAt: old.dueAt },
  })

  // Forms, drafts and the sorting know only the new one; what was learned of the old one counts for it.
  const agent = await town.signIn('agent')
  const { rows } = await agent.ok<{ rows: { id: string }[] }>('GET', '/desk/categories')
  expect(rows.map((row) => row.id)).toContain(id)
  expect(rows.map((row) => row.id)).not.toContain('02-03')
  expect(town.desk.classify('路灯不亮').map((c) => c.label)).not.toContain('02-03')
  const next = await fileComplaint(town, LAMP_AT(9))
  expect((await detail(dispatcher, next.number)).ticket.categoryId).toBe(id)
  const into = await dispatcher.request('POST', `/tickets/${next.number}/category`, {
    categoryId: '02-03',
    version: 1,
  })
  expect([into.status, await into.text()]).toEqual([400, expect.stringContaining('已经停用')])

  await admin.ok('POST', `/rule-changes/${changeId}/undo`, { why: '先不合并' })
  expect((await leaves()).find((l) => l.id === '02-03')).toMatchObject({
    removedOn: null,
    lines: before?.lines,
  })
})

test('a draft talked through while its category goes out of use becomes a ticket of what replaced it', async () => {
  const citizen = await town.citizen()
  await citizen.say('我要投诉，凤栖路19号的公共厕所一直锁着门，没人管')
  await admin.ok('POST', '/categories/01-02/remove', { replacement: '01-01', why: '并入环境卫生' })
  let replies = await citizen.say('不留')
  for (let turn = 0; turn < 3 && replies.at(-1)?.kind === 'collect'; turn++)
    replies = await citizen.say('说不清')
  const said = await citizen.say('确认提交')
  const number = said.find((reply) => reply.ticket)?.ticket?.number ?? ''
  expect((await detail(admin, number)).ticket.categoryId).toBe('01-01')
})

test('what cannot be is refused in a sentence', async () => {
  const refused = async (id: string, replacement: string | null): Promise<string> =>
    (await admin.request('POST', `/categories/${id}/remove`, { replacement, why: '试试看' })).text()
  expect(await refused('99-02', null)).toContain('系统自己要用')
  expect(await refused('02-01', '02-01')).toContain('不能是它自己')
  expect(await refused('02-01', '01-02')).toContain('已经停用')
  expect(await refused('01-02', null)).toContain('已经停用')
  const leaf = { name: '供水', keywords: [] }
  const twice = await admin.request('POST', '/categories', { branch: '02', leaf, why: '重名' })
  expect(await twice.text()).toContain('已经有叫“供水”的分类')
})
