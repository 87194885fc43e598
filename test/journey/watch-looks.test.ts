import { execFile } from 'node:child_process'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchAccess } from '../../src/privacy/watch-access.ts'
import { verifyAccessLog } from '../../src/tickets/protection/access-repository.ts'
import { buildTicket } from '../support/build-ticket.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

let town: Town
let supervisor: Staff
beforeAll(async () => {
  town = await openTown()
  supervisor = await town.signIn('supervisor')
})
afterAll(() => town.close())

const plant = async (confidential: boolean): Promise<string> => {
  const input = { categoryId: '02-03', confidential }
  return (await buildTicket(town.desk, { departmentId: 'urban-management', conversationId: null, input }))
    .ticket.number
}
type Alarms = { alarms: { id: string; who: string; say: string }[] }
const alarms = async () => (await supervisor.ok<Alarms>('GET', '/unmask-requests')).alarms

test('one look of another unit at a confidential ticket is told to those in charge, once, until they have seen to it', async () => {
  const number = await plant(true)
  const police = await town.signIn('police')
  expect((await police.request('GET', `/tickets/${number}`)).status).toBe(404)
  expect((await police.request('GET', `/tickets/${number}`)).status).toBe(404)
  expect(await watchAccess(town.desk)).toBe(1)
  expect(await watchAccess(town.desk)).toBe(0)
  const [found, ...more] = await alarms()
  expect(more).toEqual([])
  expect(found?.who).toBe('市公安局 公安承办人')
  expect(found?.say).toContain('不归本单位的保密工单')
  const digest = await supervisor.ok<{ groups: { kind: string; lines: unknown[] }[] }>('GET', '/digest')
  expect(digest.groups.find((g) => g.kind === 'alarm')?.lines).toHaveLength(1)
  expect((await police.request('POST', `/access-alarms/${found?.id}/seen`)).status).toBe(403)
  await supervisor.ok('POST', `/access-alarms/${found?.id}/seen`)
  expect((await supervisor.request('POST', `/access-alarms/${found?.id}/seen`)).status).toBe(404)
  expect(await alarms()).toEqual([])
})

test('trying one ticket of other units after another is told, the unit’s own work is not', async () => {
  const housing = await town.signIn('housing')
  const urban = await town.signIn('urban')
  for (let n = 0; n < 5; n++) {
    const number = await plant(false)
    await urban.ok('GET', `/tickets/${number}`)
    await housing.request('GET', `/tickets/${number}`)
    if (n === 3) expect(await watchAccess(town.desk)).toBe(0)
  }
  expect(await watchAccess(town.desk)).toBe(1)
  expect((await alarms()).map((a) => [a.who, a.say])).toEqual([
    ['市住建局 住建承办人', '一小时内想看 5 件没有权限的工单'],
  ])
})

test('who opens far more than their work asks for is told of', async () => {
  const dispatcher = await town.signIn('dispatcher')
  for (let n = 0; n < 60; n++) await dispatcher.ok('GET', `/tickets/${await plant(false)}`)
  await watchAccess(town.desk)
  expect((await alarms()).map((a) => a.say)).toContain('一小时内看了 60 件不同的工单')
})

const audit = (...args: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const env = { ...process.env, DATABASE_URL: town.databaseUrl }
    execFile(process.execPath, ['--import', 'tsx', 'scripts/audit.ts', ...args], { env }, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout }),
    )
  })

test('npm run -s audit prints the head, knows another one from it, and ends with 1 on a database somebody changed', async () => {
  const first = await audit()
  expect(first.code).toBe(0)
  const { head } = await verifyAccessLog(town.desk.db)
  expect(first.said).toContain(`${head.seq} ${head.hash}`)
  const other = await audit(String(head.seq), '0'.repeat(64))
  expect([other.code, other.said]).toEqual([1, expect.stringContaining('与以前记下的校验值不同')])
  await sql`drop trigger access_log_update`.execute(town.desk.db)
  await sql`update access_log set unit_id = 'housing' where seq = 2`.execute(town.desk.db)
  const tampered = await audit()
  expect(tampered).toEqual({ code: 1, said: '查看与操作记录在第 2 条断开：内容被改过。之前的 1 条完好。\n' })
})
