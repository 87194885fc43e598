import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { readConfig } from './config.ts'
import { createApp } from './http/app.ts'
import { closeServer } from './http/close-server.ts'
import { inviteUrl } from './http/console/staff-routes.ts'
import { createLiveHub } from './http/live-hub.ts'
import { openChannels } from './open-channels.ts'
import { openDesk } from './open-desk.ts'
import { collectGarbage } from './platform/collect-garbage.ts'
import { createEventTail } from './platform/events/tail-events.ts'
import { makeDemoAccounts } from './staff/demo-accounts.ts'
import { inviteFirstAdmin } from './staff/invite.ts'
import { followAll, startBackground } from './start-background.ts'
import { checkYears } from './tickets/clocks/check-calendar.ts'
import { inForceOf, listYearVersions } from './tickets/clocks/rule-repository.ts'
import { createWorkCalendar } from './tickets/work-calendar.ts'

const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version

/** Longer than an answer takes with a language model, shorter than containers are given to stop. */
const STOP_GRACE_MS = 6_000

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const sayWhereThingsAre = (where: { base: string; city: string; notice: string; entries: number }): void => {
  say('')
  say(`  应声 Yingsheng ${version} · ${where.city}(${where.notice})· ${where.entries} 条知识`)
  say(`  市民问答  ${where.base}/`)
  say(`  工单查询  ${where.base}/t`)
  say(`  工作台    ${where.base}/staff`)
}

/** Sentences about the calendar, while there is still time to do something about it. */
const sayMissingYears = async (desk: Awaited<ReturnType<typeof openDesk>>): Promise<void> => {
  const today = createWorkCalendar(desk.rules.calendar).dayOf(desk.clock.now())
  const years = inForceOf(await listYearVersions(desk.db)).map((stored) => stored.year)
  for (const warning of checkYears(today, years)) say(`  注意      ${warning}`)
}

const sayAccounts = async (desk: Awaited<ReturnType<typeof openDesk>>, withDemo: boolean): Promise<void> => {
  const invite = await inviteFirstAdmin(desk)
  if (invite)
    say(
      `  设置管理员密码(账号 admin,链接一次有效，24 小时内):\n            ${inviteUrl(desk.publicBaseUrl, invite)}`,
    )
  if (!withDemo) return
  const demo = await makeDemoAccounts(desk)
  if (demo.length === 0) say('  演示账号已存在，密码是第一次启动时打印的那些。')
  for (const a of demo) say(`  演示账号  ${a.login.padEnd(14)} 密码 ${a.password}  ${a.title}`)
}

const main = async (): Promise<void> => {
  const config = readConfig()
  const desk = await openDesk(config)
  collectGarbage()
  const tail = createEventTail(desk.db, desk.log)
  const hub = createLiveHub(tail)
  const followers = followAll(desk, tail, config.workerInProcess)
  const channels = openChannels(config, desk, (id) => hub.hint('call.partial', 'conversation', id))
  const edge = { secureCookies: config.publicBaseUrl.startsWith('https:'), trustProxy: config.trustProxy }
  const app = createApp({ desk, hub, version, edge, channels: channels.apps })
  await tail.start(desk.indexedUpTo)
  const background = config.workerInProcess ? startBackground(desk, channels.senders) : null
  const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port })
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  const { name, notice } = desk.rules.city
  sayWhereThingsAre({ base: desk.publicBaseUrl, city: name, notice, entries: desk.entryCount() })
  await sayAccounts(desk, process.argv.includes('--demo'))
  for (const line of channels.statements) say(`  ${line}`)
  await sayMissingYears(desk)
  say('')
  desk.warmUp().catch((error: unknown) => desk.log.error({ err: error }, 'warming up stopped'))

  const stop = async (): Promise<void> => {
    // The database is closed last: an answer in flight still has to be written.
    await closeServer(server as Server, STOP_GRACE_MS)
    await background?.stop()
    await tail.stop()
    await followers.stop()
    await desk.close()
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}

main().catch((error: unknown) => {
  process.stderr.write(
    `Yingsheng could not start:\n${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exit(1)
})
