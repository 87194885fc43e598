import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { readConfig } from '../../src/config.ts'
import type { Reply, ThreadMessage } from '../../src/contracts/message.ts'
import type { Role } from '../../src/contracts/staff.ts'
import { deliverOutbox } from '../../src/conversations/deliver-outbox.ts'
import { sendJobs } from '../../src/dispatch/sending/deliver-send.ts'
import { backgroundJobs } from '../../src/feedback/background-jobs.ts'
import { lessonJobs } from '../../src/feedback/teach-from-ticket.ts'
import { createApp } from '../../src/http/app.ts'
import { createLiveHub } from '../../src/http/live-hub.ts'
import { openChannels } from '../../src/open-channels.ts'
import { openDesk } from '../../src/open-desk.ts'
import { fixedClock, isoNow } from '../../src/platform/clock.ts'
import { createEventTail } from '../../src/platform/events/tail-events.ts'
import { newId } from '../../src/platform/id.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import type { Log } from '../../src/platform/log.ts'
import { hashPassword } from '../../src/staff/password.ts'
import { saveSignInRules } from '../../src/staff/sign-in-rule-repository.ts'
import { findByLogin, insertStaff } from '../../src/staff/staff-repository.ts'
import { NOTE_VARIABLE } from './postgres-server.ts'

/** A Monday morning in the demo city: 10:00 in Shanghai, all of the week in front of it. */
export const MONDAY = '2026-11-23T02:00:00.000Z'
export const PASSWORD = 'a password only tests know'

/** The channels' secrets of the town; WeChat's own server is a port where nobody listens. */
export const TOWN_SETTINGS = {
  LOG_LEVEL: 'silent',
  PUBLIC_BASE_URL: 'https://12345.town.example',
  WECHAT_TOKEN: 'town-token',
  WECHAT_APP_ID: 'wx0000000000000000',
  WECHAT_APP_SECRET: 'town-secret',
  WECHAT_API_BASE_URL: 'http://127.0.0.1:9',
  TWILIO_AUTH_TOKEN: 'town-twilio-token',
  TRANSCRIPT_SECRET: 'town-transcript-secret',
  TELEPHONY_SECRET: 'town-telephony-secret',
}

/** Somebody of every role; handlers of three departments and a second agent, so that two can want the same thing. */
const PEOPLE: { login: string; name: string; roles: Role[]; departmentId?: string }[] = [
  { login: 'admin', name: '管理员', roles: ['admin'] },
  { login: 'agent', name: '林坐席', roles: ['agent'] },
  { login: 'agent2', name: '何坐席', roles: ['agent'] },
  { login: 'dispatcher', name: '派单员', roles: ['dispatcher'] },
  { login: 'editor', name: '周编辑', roles: ['editor'] },
  { login: 'supervisor', name: '督办', roles: ['supervisor'] },
  { login: 'urban', name: '城管承办人', roles: ['handler'], departmentId: 'urban-management' },
  { login: 'urbanlead', name: '城管审签人', roles: ['signer'], departmentId: 'urban-management' },
  { login: 'housing', name: '住建承办人', roles: ['handler'], departmentId: 'housing' },
  { login: 'police', name: '公安承办人', roles: ['handler'], departmentId: 'police' },
]

type Town = Awaited<ReturnType<typeof openTown>>

export type { Town }

const addresses = (function* () {
  for (let n = 1; ; n++) yield `10.9.${(n >> 8) & 255}.${n & 255}`
})()
export const newAddress = (): string => addresses.next().value as string

/** The first reply of a kind, or a failure that shows what came instead. */
export const oneOf = (replies: readonly Reply[], kind: Reply['kind']): Reply => {
  const found = replies.find((r) => r.kind === kind)
  if (!found) throw new Error(`no ${kind} among: ${replies.map((r) => `${r.kind}: ${r.text}`).join(' | ')}`)
  return found
}

/** Journeys move the clock by days and nobody is at their keys: screens do not lock unless a test asks. */
const openPeople = async (desk: Awaited<ReturnType<typeof openDesk>>): Promise<void> => {
  const at = isoNow(desk.clock)
  await saveSignInRules(desk.db, { secondStepRoles: [], idleMinutes: 0 }, { at, by: 'town' })
  const passwordHash = await hashPassword(PASSWORD)
  for (const { departmentId = null, ...person } of PEOPLE) {
    if (await findByLogin(desk.db, person.login)) continue
    await insertStaff(desk.db, { id: newId(), ...person, departmentId, passwordHash }, isoNow(desk.clock))
  }
}

/** The run's own folder, which the end of the run removes: the shared town is never closed by a test file. */
const runDir = (): string => {
  const note = process.env[NOTE_VARIABLE]
  return note ? dirname(note) : tmpdir()
}

/** A town's database as its first opening left it: migrated, the city's files imported, the model of the files trained, the people in it. */
export const freshTown = (): string => join(runDir(), 'fresh-town.db')

const keepFresh = (file: string): void => {
  const made = `${freshTown()}.${newId()}`
  const source = new SqliteDatabase(file)
  source.exec(`VACUUM INTO '${made}'`)
  source.close()
  renameSync(made, freshTown())
}

/**
 * The whole product on a real database at a standing clock: desk, app with all channels, staff of every role. Nothing
 * happens by itself: `settle` runs what the background loops would.
 */
export const openTown = async (databaseUrl?: string, settings: Record<string, string> = {}, log?: Log) => {
  const dir = mkdtempSync(join(runDir(), 'yingsheng-town-'))
  const url = databaseUrl ?? `file:${join(dir, 'town.db')}`
  const clock = fixedClock(MONDAY)
  const config = readConfig({
    ...TOWN_SETTINGS,
    FILES_DIR: join(dir, 'files'),
    ...settings,
    DATABASE_URL: url,
  })
  // Importing and training again for every town would take most of the run.
  const isUsual = !databaseUrl && !settings.KNOWLEDGE_DIR
  if (isUsual && existsSync(freshTown())) copyFileSync(freshTown(), join(dir, 'town.db'))
  const desk = await openDesk(config, { clock, ...(log ? { log } : {}) })
  await openPeople(desk)
  if (isUsual && !existsSync(freshTown())) keepFresh(join(dir, 'town.db'))
  const tail = createEventTail(desk.db, desk.log)
  const channels = openChannels(config, desk)
  const app = createApp({
    desk,
    hub: createLiveHub(tail),
    version: '0.0.0-test',
    edge: { secureCookies: true, trustProxy: true },
    channels: channels.apps,
  })
  const settle = async (): Promise<void> => {
    await runDueJobs(desk, sendJobs(desk))
    await runDueJobs(desk, { ...backgroundJobs(desk), ...lessonJobs(desk) })
    await deliverOutbox(desk, channels.senders)
  }
  return {
    databaseUrl: url,
    config,
    desk,
    clock,
    app,
    tail,
    settle,
    citizen: () => meetCitizen(app),
    track: (number: string, code: string, address = newAddress()) =>
      app.request(`/api/tickets/${number}?code=${code}`, { headers: { 'x-forwarded-for': address } }),
    signIn: (login: string) => signIn(app, login),
    close: async (): Promise<void> => {
      await tail.stop()
      await desk.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

type App = ReturnType<typeof createApp>

/** A citizen at the web page: a conversation, its token, an address of their own. */
const meetCitizen = async (app: App) => {
  const from = { 'x-forwarded-for': newAddress() }
  const begun = await app.request('/api/conversations', { method: 'POST', headers: from })
  const { conversationId, token } = (await begun.json()) as { conversationId: string; token: string }
  const headers = { ...from, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const path = `/api/conversations/${conversationId}`
  const send = (text: string, clientMessageId: string = newId()) =>
    app.request(`${path}/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ clientMessageId, text }),
    })
  return {
    id: conversationId,
    token,
    headers,
    path,
    /** The raw answer to one message. */
    send,
    /** Says something and gives the replies; anything but 200 fails. */
    say: async (text: string, clientMessageId?: string): Promise<Reply[]> => {
      const response = await send(text, clientMessageId)
      const body = (await response.json()) as { replies: Reply[] }
      if (response.status !== 200)
        throw new Error(`${response.status} for “${text.slice(0, 40)}”: ${JSON.stringify(body)}`)
      return body.replies
    },
    edit: (field: string, value: string) =>
      app.request(`${path}/draft`, { method: 'PUT', headers, body: JSON.stringify({ field, value }) }),
    thread: async () =>
      (await (await app.request(`${path}/messages`, { headers })).json()) as {
        messages: ThreadMessage[]
        heldBy: string
        waitingBefore: number | null
        agentName: string | null
      },
  }
}
export type Citizen = Awaited<ReturnType<typeof meetCitizen>>

/** A member of staff with a session, as the console sends its requests. */
const signIn = async (app: App, login: string) => {
  const from = {
    'x-forwarded-for': newAddress(),
    'x-requested-with': 'yingsheng',
    'content-type': 'application/json',
  }
  const response = await app.request('/console/api/session', {
    method: 'POST',
    headers: from,
    body: JSON.stringify({ login, password: PASSWORD }),
  })
  if (response.status !== 200) throw new Error(`${login} could not sign in: ${await response.text()}`)
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const headers = { ...from, cookie }
  const request = (method: string, path: string, body?: unknown) =>
    app.request(`/console/api${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    headers,
    request,
    /** The body of an answer that must be 200. */
    ok: async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const answer = await request(method, path, body)
      const said = (await answer.json()) as T
      if (answer.status !== 200)
        throw new Error(`${login} ${method} ${path}: ${answer.status} ${JSON.stringify(said)}`)
      return said
    },
  }
}
export type Staff = Awaited<ReturnType<typeof signIn>>

let shared: Promise<Town> | null = null

/**
 * One town for all journeys of a run: opening it trains the classifier, which takes seconds. Its clock may be moved
 * forward, never back; whoever needs a fresh one, or teaches it something (a dispatcher's decision, a history, a plan of
 * the year), opens their own.
 */
export const sharedTown = (): Promise<Town> => {
  shared ??= openTown()
  return shared
}
