import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelRule } from '../../src/contracts/channel-rules.ts'
import { openChannels } from '../../src/open-channels.ts'
import { openDesk } from '../../src/open-desk.ts'
import { createEventTail } from '../../src/platform/events/tail-events.ts'
import { newId } from '../../src/platform/id.ts'
import { hashPassword } from '../../src/staff/password.ts'
import { insertStaff } from '../../src/staff/staff-repository.ts'
import { followAll } from '../../src/start-background.ts'
import { fileComplaint } from '../support/file-complaint.ts'
import { callIn, inWechat, pushSigned } from '../support/knock.ts'
import { openTown, PASSWORD, type Staff, TOWN_SETTINGS, type Town } from '../support/open-town.ts'

/** An administrator switches channels off for an hour: nothing of what comes in is lost, and everybody reads why. */
const WHY = '公众平台升级'
const LOST_CARD = '身份证丢了怎么补办'

type Row = {
  id: string
  isOpen: boolean
  rule: ChannelRule
  pause: { since: string; by: string; why: string } | null
}
type Page = { version: number; rows: Row[] }
type Change = { changeId: string; what: string; why: string; by: string; isUndone: boolean }

let town: Town
let admin: Staff
beforeAll(async () => {
  town = await openTown(undefined, { VOICE_AGENT_NUMBER: '051280001234' })
  admin = await town.signIn('admin')
})
afterAll(() => town.close())
// A story that failed must not leave a channel closed to the next one.
afterEach(async () => {
  for (const { id, rule } of (await look()).rows) if (rule.paused) await set(id, { paused: false })
})

const look = () => admin.ok<Page>('GET', '/channels')
const rowOf = async (id: string): Promise<Row> => {
  const row = (await look()).rows.find((r) => r.id === id)
  if (!row) throw new Error(`no channel ${id}`)
  return row
}
const set = async (id: string, changes: object, why = WHY): Promise<void> => {
  const { version, rows } = await look()
  const rule = { ...rows.find((r) => r.id === id)?.rule, ...changes }
  await admin.ok('PUT', `/channels/${id}`, { rule, why, seen: version })
}
const newest = async (): Promise<Change> => {
  const { rows } = await admin.ok<{ rows: Change[] }>('GET', '/rule-changes?kinds=channels')
  if (!rows[0]) throw new Error('nothing was changed')
  return rows[0]
}
const undo = async (): Promise<void> => {
  await admin.ok('POST', `/rule-changes/${(await newest()).changeId}/undo`, { why: '升级完成' })
}

describe('the web chat, paused', () => {
  test('keeps what is written, says the words, begins nothing, and answers again after the undo', async () => {
    const citizen = await town.citizen()
    await citizen.say(LOST_CARD)
    await set('web', { paused: true, pausedWords: '网页在升级，请拨打 12345。' })
    const [reply, ...more] = await citizen.say('我要投诉，翠柏巷7号门口的路灯坏了一个星期没人修')
    expect(reply).toMatchObject({ kind: 'notice', text: '网页在升级，请拨打 12345。', paused: true })
    expect(more).toEqual([])
    const { messages } = await citizen.thread()
    expect(messages.some(({ author, text }) => author === 'citizen' && text.includes('翠柏巷'))).toBe(true)
    const city = (await (await town.app.request('/api/city')).json()) as { door: { paused: string } }
    expect(city.door.paused).toBe('网页在升级，请拨打 12345。')
    await undo()
    expect((await citizen.say(LOST_CARD))[0]).toMatchObject({ kind: 'answer' })
  })

  test('leaves an open draft as it was: after the pause the next word goes on with it', async () => {
    const citizen = await town.citizen()
    await citizen.say('我要投诉，澄心路88号门口的路灯坏了一个星期没人修')
    await set('web', { paused: true })
    expect((await citizen.say('13800138000'))[0]?.paused).toBe(true)
    await undo()
    expect((await citizen.say('13800138000')).at(-1)?.kind).toBe('confirm')
  })

  test('lets a talk with a person go on, and keeps one in the queue there', async () => {
    const [held, queued] = [await town.citizen(), await town.citizen()]
    await held.say('转人工')
    await queued.say('转人工')
    const agent = await town.signIn('agent')
    await agent.ok('POST', `/conversations/${held.id}/take`)
    await set('web', { paused: true })
    expect(await held.say('我的材料还差一份')).toEqual([])
    expect(await queued.say('我在等')).toMatchObject([{ kind: 'handover' }])
    expect(await queued.thread()).toMatchObject({ heldBy: 'waiting' })
    await agent.ok('POST', `/conversations/${held.id}/say`, { text: '您好，请说' })
    expect((await held.thread()).messages.at(-1)?.text).toBe('您好，请说')
    await undo()
  })

  test('says the number to call first when somebody is in danger, and calls a person', async () => {
    await set('web', { paused: true })
    const citizen = await town.citizen()
    expect((await citizen.say('家里着火了，快来救火'))[0]?.emergency?.number).toBe('119')
    expect((await citizen.thread()).heldBy).toBe('waiting')
    await undo()
  })

  test('leaves the page of a ticket as it is', async () => {
    const { number, code } = await fileComplaint(town)
    await set('web', { paused: true })
    expect((await town.track(number, code)).status).toBe(200)
    await undo()
  })

  test('an announcement stands on the page whether it is paused or not', async () => {
    await set('web', { announcement: '台风期间大厅不开放' }, '台风')
    const city = (await (await town.app.request('/api/city')).json()) as { door: object }
    expect(city.door).toEqual({ announcement: '台风期间大厅不开放', paused: null })
    await undo()
  })
})

describe('WeChat, paused', () => {
  test('tells followers so, in a talk and when they begin to follow; repeats get the same; then answers again', async () => {
    const follower = inWechat(town, newId())
    await set('wechat', { paused: true })
    const words = await follower.say(LOST_CARD, 'paused-1')
    expect(words).toContain('微信咨询暂时停用')
    expect(words).toContain('12345')
    const subscribe = '<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe]]></Event>'
    expect(await follower.push(subscribe)).toContain('微信咨询暂时停用')
    const video = '<MsgType><![CDATA[video]]></MsgType><MediaId><![CDATA[m1]]></MediaId>'
    // It is not kept, so nobody is told it was.
    expect(await follower.push(video)).not.toContain('微信咨询暂时停用')
    await undo()
    expect(await follower.say(LOST_CARD, 'paused-1')).toBe(words)
    expect(await follower.say(LOST_CARD)).toContain('居民身份证法')
    await set('wechat', { welcome: '欢迎关注明澜发布' })
    expect(await inWechat(town, newId()).push(subscribe)).toBe('欢迎关注明澜发布')
    await undo()
  })

  test('what staff say to a follower still goes out', async () => {
    const openId = newId()
    await inWechat(town, openId).say('转人工')
    await set('wechat', { paused: true })
    const agent = await town.signIn('agent')
    const { rows } = await agent.ok<{ rows: { id: string; channel: string }[] }>('GET', '/conversations')
    const talk = rows.find(({ channel }) => channel === 'wechat')
    await agent.ok('POST', `/conversations/${talk?.id}/take`)
    await agent.ok('POST', `/conversations/${talk?.id}/say`, { text: '请带身份证' })
    await town.settle()
    // Nobody listens at WeChat's address in this town: tried and not reached, not held back.
    const row = await town.desk.db
      .selectFrom('outbox')
      .select(['attempts'])
      .where('conversation_id', '=', talk?.id ?? '')
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
    expect(row.attempts).toBeGreaterThan(0)
    await undo()
  })
})

describe('the telephone, paused', () => {
  test('says the words and hangs up, also in the middle of a call, whose last sentence is kept', async () => {
    const running = callIn(town, '+8613900002222')
    await running({})
    await set('voice', { paused: true })
    const first = await callIn(town)({})
    expect(first).toContain('智能助理暂时停用')
    expect(first).toContain('<Hangup/>')
    const ended = await running({ SpeechResult: LOST_CARD })
    expect(ended).toContain('智能助理暂时停用')
    expect(ended).toContain('<Hangup/>')
    const kept = await town.desk.db
      .selectFrom('message')
      .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
      .select('text')
      .where('channel_user_id', '=', '+8613900002222')
      .where('author', '=', 'citizen')
      .execute()
    expect(kept).toEqual([{ text: LOST_CARD }])
    await undo()
    expect(await callIn(town)({})).toContain('<Gather')
  })

  test('points to the web page only while that is open', async () => {
    await set('voice', { paused: true })
    expect(await callIn(town)({})).toContain('也可以在网上留言')
    await set('web', { paused: true })
    expect(await callIn(town)({})).toContain('请您稍后再拨。遇到危险')
  })

  test('puts callers through where that is wished, to the number of the server or the one set here', async () => {
    await set('voice', { paused: true, whilePaused: 'transfer' })
    expect(await callIn(town)({})).toContain('<Number>051280001234</Number>')
    await set('voice', { agentNumber: '051289990000' })
    const call = callIn(town)
    expect(await call({})).toContain('<Number>051289990000</Number>')
    expect(await call({ DialCallStatus: 'no-answer' })).toContain('<Hangup/>')
    await set('voice', { paused: false, greeting: '您好，这里是明澜热线。' })
    const open = callIn(town)
    expect(await open({})).toContain('您好，这里是明澜热线。')
    expect(await open({ Digits: '0' })).toContain('<Number>051289990000</Number>')
    await set('voice', { agentNumber: '', greeting: '', whilePaused: 'end' })
  })
})

test('pushes of recorders, of the exchange and of departments are refused with 503 and Retry-After, and taken when they come again', async () => {
  const transcript = {
    callId: newId(),
    final: true,
    segments: [{ seq: 1, role: 'citizen', text: LOST_CARD }],
  }
  const ring = { callId: newId(), event: 'ringing', caller: '13900003333', agentNo: 'agent' }
  const { key } = await admin.ok<{ key: string }>('POST', '/sending/urban-management/keys', {
    name: '城管系统',
  })
  const { number } = await fileComplaint(town)
  const pushes: [string, () => Promise<Response> | Response][] = [
    [
      'transcript',
      () => pushSigned(town, '/channels/transcripts', TOWN_SETTINGS.TRANSCRIPT_SECRET, transcript),
    ],
    ['telephony', () => pushSigned(town, '/channels/calls', TOWN_SETTINGS.TELEPHONY_SECRET, ring)],
    [
      'department-api',
      () =>
        town.app.request(`/api/department/v1/tickets/${number}`, {
          headers: { authorization: `Bearer ${key}` },
        }),
    ],
  ]
  for (const [id, push] of pushes) {
    await set(id, { paused: true })
    const refused = await push()
    expect(refused.status, id).toBe(503)
    expect(refused.headers.get('retry-after'), id).toBe('60')
    const { error } = (await refused.json()) as { error: { code: string; message: string } }
    expect(error.code).toBe('unavailable')
    expect(error.message).toContain('已暂停')
    await undo()
    expect((await push()).status, id).toBe(200)
  }
  expect((await town.app.request('/channels/transcripts', { method: 'POST', body: '{}' })).status).toBe(401)
})

test('a call the exchange told of before the pause is heard to its end; a new one waits for the end of the pause', async () => {
  const agent = await town.signIn('agent')
  const push = (body: object, path = '') =>
    pushSigned(town, `/channels/calls${path}`, TOWN_SETTINGS.TELEPHONY_SECRET, body)
  const running = { callId: newId(), caller: '13900004444', agentNo: 'agent' }
  const taken = await push({ ...running, event: 'answered' })
  const { conversationId } = (await taken.json()) as { conversationId: string }
  await set('telephony', { paused: true })
  const words = {
    callId: running.callId,
    segments: [{ seq: 1, role: 'citizen', text: '谢谢，没有别的事了' }],
  }
  expect((await push(words, '/segments')).status).toBe(200)
  expect((await push({ ...running, event: 'ended' })).status).toBe(200)
  const talk = await agent.ok<{ conversation: { heldBy: string }; messages: { text: string }[] }>(
    'GET',
    `/conversations/${conversationId}`,
  )
  expect(talk.conversation.heldBy).toBe('ended')
  expect(talk.messages.at(-1)?.text).toBe('谢谢，没有别的事了')
  const fresh = { callId: newId(), caller: '13900005555', agentNo: 'agent' }
  for (const event of ['ringing', 'answered', 'ended'])
    expect([event, (await push({ ...fresh, event })).status]).toEqual([event, 503])
  expect((await push({ ...words, callId: fresh.callId }, '/segments')).status).toBe(503)
  await undo()
})

describe('an administrator', () => {
  test('sees before saving what a pause does, in numbers', async () => {
    await (await town.citizen()).say('转人工')
    const rule = { ...(await rowOf('web')).rule, paused: true }
    const shown = await admin.ok<{ effects: string[]; words: string; fault: null }>(
      'POST',
      '/channels/web/preview',
      { rule },
    )
    expect(shown.fault).toBeNull()
    expect(shown.effects.join('')).toMatch(
      /最近 7 天有 \d+ 次会话、\d+ 条消息.*进行中 \d+ 次，其中 [1-9]\d* 次/,
    )
    expect(shown.effects.join('')).toContain('和人工对话或排队的照常')
    expect(shown.words).toContain('12345')
    const nothing = await admin.ok<{ effects: string[] }>('POST', '/channels/web/preview', {
      rule: { ...rule, paused: false },
    })
    expect(nothing.effects).toEqual([])
  })

  test('who paused it, since when and why stands on the page and before the supervisor; the history says what changed', async () => {
    await set('wechat', { paused: true, pausedWords: '今晚升级，请打 12345' })
    await set('wechat', { pausedWords: '今晚升级到九点，请打 12345' }, '说清时间')
    const row = await rowOf('wechat')
    expect(row.pause).toMatchObject({ by: '管理员', why: WHY, since: town.clock.now().toISOString() })
    const supervisor = await town.signIn('supervisor')
    const { pauses } = await supervisor.ok<{ pauses: object[] }>('GET', '/overview')
    expect(pauses).toMatchObject([{ id: 'wechat', name: '微信公众号', by: '管理员', why: WHY }])
    const { changeId, what, by } = await newest()
    expect([what, by]).toEqual(['改“微信公众号”的设置', '管理员'])
    const change = await admin.ok<{ differences: { title: string; fields: object[] }[]; undoes: string }>(
      'GET',
      `/rule-changes/${changeId}`,
    )
    expect(change.differences).toMatchObject([
      {
        title: '微信公众号',
        fields: [
          { label: '暂停时说的话', before: '今晚升级，请打 12345', after: '今晚升级到九点，请打 12345' },
        ],
      },
    ])
    expect(change.undoes).toContain('恢复到改动之前的设置')
    await set('wechat', { paused: false })
    expect((await rowOf('wechat')).pause).toBeNull()
  })

  test('who has left is told as gone, not by an account’s id', async () => {
    const leaver = {
      id: newId(),
      login: 'leaver',
      name: '前管理员',
      roles: ['admin' as const],
      departmentId: null,
    }
    const passwordHash = await hashPassword(PASSWORD)
    await insertStaff(town.desk.db, { ...leaver, passwordHash }, town.clock.now().toISOString())
    const { version } = await look()
    const paused = { rule: { ...(await rowOf('web')).rule, paused: true }, why: WHY, seen: version }
    await (await town.signIn('leaver')).ok('PUT', '/channels/web', paused)
    expect((await rowOf('web')).pause?.by).toBe('前管理员')
    await admin.ok('POST', `/staff/${leaver.id}/close`)
    expect((await rowOf('web')).pause?.by).toBe('已离岗人员')
  })

  test('is told in plain words when somebody else was faster, and only for the same channel', async () => {
    const { version, rows } = await look()
    const rule = (id: string) => rows.find((r) => r.id === id)?.rule
    await set('web', { announcement: '先到的公告' })
    const late = { rule: { ...rule('web'), announcement: '后到的公告' }, why: WHY, seen: version }
    const refused = await admin.request('PUT', '/channels/web', late)
    expect(refused.status).toBe(409)
    const { error } = (await refused.json()) as { error: { message: string; details: object } }
    expect(error.message).toContain('刚被别人改过')
    expect(error.details).toMatchObject({ now: { announcement: '先到的公告' } })
    const other = { rule: { ...rule('transcript'), paused: true }, why: WHY, seen: version }
    expect((await admin.request('PUT', '/channels/transcript', other)).status).toBe(200)
    await set('transcript', { paused: false })
    await set('web', { announcement: '' })
  })

  test('cannot pause what is not set up, and reads what is missing; a reason is needed', async () => {
    const { version } = await look()
    const mail = { rule: { id: 'mail', paused: true }, why: WHY, seen: version }
    const refused = await admin.request('PUT', '/channels/mail', mail)
    expect(refused.status).toBe(409)
    expect(JSON.stringify(await refused.json())).toContain('SMTP_URL')
    const unsaid = { rule: { id: 'web', paused: true }, why: ' ', seen: version }
    expect((await admin.request('PUT', '/channels/web', unsaid)).status).toBe(400)
    const foreign = { rule: { id: 'web', paused: true }, why: WHY, seen: version }
    expect((await admin.request('PUT', '/channels/wechat', foreign)).status).toBe(404)
  })

  test('is followed by every other process', async () => {
    const second = await openDesk(town.config, { clock: town.clock })
    const tail = createEventTail(second.db, second.log)
    const followers = followAll(second, tail, false)
    await tail.start(second.indexedUpTo)
    const wechat = openChannels(town.config, second).apps.find(({ path }) => path === '/channels/wechat')
    const there = {
      ...town,
      app: {
        request: (path: string, init: object) =>
          wechat?.app.request(path.replace('/channels/wechat', '/'), init),
      },
    }
    const follower = inWechat(there as unknown as Town, newId())
    await set('wechat', { paused: true, pausedWords: '' })
    await expect.poll(() => follower.say(LOST_CARD), { timeout: 5_000 }).toContain('暂时停用')
    await undo()
    await expect.poll(() => follower.say(LOST_CARD), { timeout: 5_000 }).toContain('居民身份证法')
    await tail.stop()
    await followers.stop()
    await second.close()
  }, 60_000)
})
