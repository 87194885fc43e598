import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Role } from '../../src/contracts/staff.ts'
import { createApp } from '../../src/http/app.ts'
import { RIGHT_OF_ACTION } from '../../src/http/console/action-rights.ts'
import { createLiveHub } from '../../src/http/live-hub.ts'
import { openDesk } from '../../src/open-desk.ts'
import { createEventTail } from '../../src/platform/events/tail-events.ts'
import { newId } from '../../src/platform/id.ts'
import { insertStaff } from '../../src/staff/staff-repository.ts'
import { followAll } from '../../src/start-background.ts'
import { transitionOf } from '../../src/tickets/transitions.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

// A town of its own: what everybody in it may do changes.
let town: Town
let admin: Staff
let agent: Staff
let dispatcher: Staff
beforeAll(async () => {
  town = await openTown()
  admin = await town.signIn('admin')
  agent = await town.signIn('agent')
  dispatcher = await town.signIn('dispatcher')
})
afterAll(() => town.close())

type Choice = { role: string; capability: string; has: boolean }
type Answer = {
  version: number
  groups: { rights: { capability: string; cells: { role: string; offer: string; has: boolean }[] }[] }[]
}
type Effect = {
  version: number
  changes: { role: string; capability: string; people: string[]; keep: number; waiting: string }[]
  refusals: string[]
  warnings: string[]
}
const seen = async (): Promise<number> => (await admin.ok<Answer>('GET', '/roles')).version
const check = (choices: Choice[]): Promise<Effect> => admin.ok<Effect>('POST', '/roles/check', { choices })
const put = async (choices: Choice[], version?: number): Promise<Response> =>
  admin.request('PUT', '/roles', { choices, why: '集中派单', seen: version ?? (await seen()) })
const choose = (role: string, has: boolean, ...capabilities: string[]): Choice[] =>
  capabilities.map((capability) => ({ role, capability, has }))
const messageOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { message: string } }).error.message
const newest = async (): Promise<{ changeId: string; what: string; by: string; why: string }> => {
  const { rows } = await admin.ok<{ rows: { changeId: string; what: string; by: string; why: string }[] }>(
    'GET',
    '/rule-changes?kinds=roles',
  )
  const [row] = rows
  if (!row) throw new Error('no change of roles stands in the history')
  return row
}
const TAKEN = choose('agent', false, 'ticket.dispatch', 'ticket.review-return')

test('before dispatch is taken from agents it is told whom it concerns and what waits; then it holds at once, in the history, and is taken back', async () => {
  const { number } = await fileComplaint(town, '我要投诉，我们小区的事情没人管')
  const effect = await check(TAKEN)
  expect(effect).toMatchObject({ refusals: [], warnings: [] })
  expect(effect.changes).toHaveLength(2)
  expect(effect.changes[0]).toMatchObject({
    capability: 'ticket.dispatch',
    people: ['林坐席', '何坐席'],
    keep: 0,
  })

  const body = { departmentId: 'housing', version: 999 }
  expect((await agent.request('POST', `/tickets/${number}/dispatch`, body)).status).not.toBe(403)
  type Detail = { actions: string[]; blocked: { action: string }[] }
  const offered = async (who: Staff) => {
    const { actions, blocked } = await who.ok<Detail>('GET', `/tickets/${number}`)
    return [...actions, ...blocked.map(({ action }) => action)]
  }
  const ofDispatch: readonly string[] = Object.entries(RIGHT_OF_ACTION).flatMap(([action, right]) =>
    right === 'ticket.dispatch' || right === 'ticket.review-return' ? [action] : [],
  )
  const offeredBefore = await offered(agent)
  expect((await put(TAKEN)).status).toBe(200)
  const refused = await agent.request('POST', `/tickets/${number}/dispatch`, body)
  expect([refused.status, await messageOf(refused)]).toEqual([
    403,
    '您的账号没有这项权限。需要的话，请联系管理员开通。',
  ])
  // Nothing is offered that would be refused.
  const left = offeredBefore.filter((action) => !ofDispatch.includes(action))
  expect(left.length).toBeLessThan(offeredBefore.length)
  expect(await offered(agent)).toEqual(left)
  expect((await agent.ok<{ capabilities: string[] }>('GET', '/session')).capabilities).not.toContain(
    'ticket.dispatch',
  )
  expect((await dispatcher.request('POST', `/tickets/${number}/dispatch`, body)).status).not.toBe(403)

  const change = await newest()
  expect(change).toMatchObject({ by: '管理员', why: '集中派单' })
  expect(change.what).toBe('坐席不再“派单、直接答复、改分类、并案”“审核退单”')
  const detail = await admin.ok<object>('GET', `/rule-changes/${change.changeId}`)
  expect(detail).toMatchObject({
    differences: [
      {
        title: '坐席',
        fields: [{ label: '收回的权限', before: '', after: '“派单、直接答复、改分类、并案”、“审核退单”' }],
      },
    ],
    undoRight: 'roles.change',
    undoes: expect.stringContaining(
      '坐席可以“派单、直接答复、改分类、并案”“审核退单”；受影响的是林坐席、何坐席。',
    ),
  })
  await admin.ok('POST', `/rule-changes/${change.changeId}/undo`, { why: '人手不够' })
  expect((await agent.request('POST', `/tickets/${number}/dispatch`, body)).status).not.toBe(403)
})

test('work is never left to nobody: not by a change, not by an undo', async () => {
  const only = choose('supervisor', false, 'rating.decide')
  expect((await check(only)).refusals).toEqual([expect.stringContaining('剔除申请就没有人审批了')])
  const refused = await put(only)
  expect([refused.status, await messageOf(refused)]).toEqual([409, expect.stringContaining('一个人都不剩')])

  // Agents hand talks over to dispatchers; the dispatchers' own right cannot be taken back by an undo then.
  const talks = ['list', 'read', 'take', 'answer', 'release', 'note'].map((what) => `conversation.${what}`)
  expect((await put(choose('dispatcher', true, ...talks))).status).toBe(200)
  const given = await newest()
  expect(
    (await put(choose('agent', false, 'conversation.take', 'conversation.answer', 'conversation.release')))
      .status,
  ).toBe(200)
  const undo = await admin.request('POST', `/rule-changes/${given.changeId}/undo`, { why: '试一试' })
  expect([undo.status, await messageOf(undo)]).toEqual([409, expect.stringContaining('没有人接待了')])
  expect(await admin.ok('GET', `/rule-changes/${given.changeId}`)).toMatchObject({
    undoes: expect.stringContaining('现在不能撤销'),
  })
  expect((await dispatcher.request('GET', '/conversations')).status).toBe(200)

  // Nobody works with a knowledge base nobody may change either; what merely nobody does any more is said and allowed.
  expect((await check(choose('supervisor', false, 'follow-up.give-back'))).warnings).toEqual([
    '“把别人领的回访放回名单”就没有人能做了。',
  ])
  await admin.ok('POST', `/rule-changes/${(await newest()).changeId}/undo`, { why: '换回来' })
  await admin.ok('POST', `/rule-changes/${given.changeId}/undo`, { why: '换回来' })
  expect((await dispatcher.request('GET', '/conversations')).status).toBe(403)
})

test('what is fixed, never given, or of no use alone is refused in words, and so is a page that is out of date', async () => {
  const fixed = await put(choose('admin', false, 'staff.manage'))
  expect([fixed.status, await messageOf(fixed)]).toEqual([400, expect.stringContaining('不能从管理员收回')])
  for (const [role, right] of [
    ['supervisor', 'roles.change'],
    ['supervisor', 'staff.manage'],
    ['handler', 'ticket.triage'],
    ['editor', 'conversation.read'],
  ] as const) {
    const never = await put(choose(role, true, right))
    expect([role, right, never.status]).toEqual([role, right, 400])
  }
  const alone = await put(choose('dispatcher', true, 'conversation.read'))
  expect([alone.status, await messageOf(alone)]).toEqual([
    409,
    expect.stringContaining('就要有“看排队的会话”'),
  ])
  const same = await put([])
  expect(same.status).toBe(400)

  const version = await seen()
  expect((await put(choose('agent', true, 'insight.read'), version)).status).toBe(200)
  const late = await put(choose('dispatcher', true, 'insight.read'), version)
  expect([late.status, await messageOf(late)]).toEqual([409, expect.stringContaining('您选的还在')])
  expect((await agent.request('GET', '/overview')).status).toBe(200)
  expect((await dispatcher.request('GET', '/overview')).status).toBe(403)
})

test('a supervisor who may change rules neither changes rights nor takes a change of rights back', async () => {
  expect((await put(choose('supervisor', true, 'city-rules.change'))).status).toBe(200)
  const { changeId } = await newest()
  const supervisor = await town.signIn('supervisor')
  expect((await supervisor.request('GET', '/roles')).status).toBe(403)
  const asked = { choices: choose('supervisor', true, 'entry.publish'), why: '试一试', seen: await seen() }
  expect((await supervisor.request('PUT', '/roles', asked)).status).toBe(403)
  const undo = await supervisor.request('POST', `/rule-changes/${changeId}/undo`, { why: '试一试' })
  expect(undo.status).toBe(403)
  await admin.ok('POST', `/rule-changes/${changeId}/undo`, { why: '只是试试' })
})

test('another server on the same database follows by itself, for the same session', async () => {
  const other = await openDesk(town.config, { clock: town.clock })
  const tail = createEventTail(other.db, other.log)
  const followers = followAll(other, tail, false)
  await tail.start(other.indexedUpTo)
  const app = createApp({
    desk: other,
    hub: createLiveHub(tail),
    version: '0.0.0-test',
    edge: { secureCookies: true, trustProxy: true },
    channels: [],
  })
  const there = async (path: string): Promise<number> =>
    (await app.request(`/console/api${path}`, { headers: agent.headers })).status
  expect(await there('/follow-ups')).toBe(200)
  expect((await put(choose('agent', false, 'follow-up.call', 'follow-up.read'))).status).toBe(200)
  expect((await agent.request('GET', '/follow-ups')).status).toBe(403)
  await vi.waitFor(async () => expect(await there('/follow-ups')).toBe(403), { timeout: 5_000 })
  await admin.ok('POST', `/rule-changes/${(await newest()).changeId}/undo`, { why: '换回来' })
  await vi.waitFor(async () => expect(await there('/follow-ups')).toBe(200), { timeout: 5_000 })
  await tail.stop()
  await followers.stop()
  await other.close()
})

test('a dispatcher who was given talks takes one and files a ticket from it, as the table of moves says', async () => {
  const talks = ['list', 'read', 'take', 'answer', 'release', 'note'].map((what) => `conversation.${what}`)
  expect((await put(choose('dispatcher', true, ...talks))).status).toBe(200)
  const given = await newest()
  const citizen = await town.citizen()
  await citizen.say('转人工')
  await dispatcher.ok('POST', `/conversations/${citizen.id}/take`)
  await citizen.say('我要投诉，澄心路77号门口井盖松动，走过去咣当响')
  const path = `/conversations/${citizen.id}/ticket`
  const { number } = await dispatcher.ok<{ number: string }>('POST', path, { key: 'filed-by-dispatcher' })
  const { steps } = await admin.ok<{ steps: { action: string; by: string }[] }>('GET', `/tickets/${number}`)
  const opening = steps.find(({ action }) => action === 'open')
  expect(JSON.stringify(opening)).toContain('派单员')
  expect(transitionOf('open').by).toContain('dispatcher')
  await dispatcher.ok('POST', `/conversations/${citizen.id}/release`, { to: 'ended' })
  await admin.ok('POST', `/rule-changes/${given.changeId}/undo`, { why: '换回来' })
})

test('of many people concerned the history tells how many there are, each counted once', async () => {
  const at = town.clock.now().toISOString()
  for (const role of ['agent', 'dispatcher'] as const)
    for (let n = 1; n <= 8; n++) {
      const person = { id: newId(), login: `${role}-${n}x`, name: `${role}${n}`, departmentId: null }
      const roles: Role[] = n === 8 ? ['agent', 'dispatcher'] : [role]
      await insertStaff(town.desk.db, { ...person, roles, passwordHash: null }, at)
    }
  const both = [...choose('agent', true, 'channels.read'), ...choose('dispatcher', true, 'channels.read')]
  expect((await put(both)).status).toBe(200)
  const { undoes } = await admin.ok<{ undoes: string }>('GET', `/rule-changes/${(await newest()).changeId}`)
  // Two agents and a dispatcher of the town, and sixteen more of whom two are both.
  expect(undoes).toContain('等 19 人')
})
