import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { createAccessTokens } from '../../channels/wechat/access-token.ts'
import { createMediaFetch, mediaUrl } from '../../channels/wechat/fetch-media.ts'
import { handleMessage } from '../../src/intake/handle-message.ts'
import { isoAfter } from '../../src/platform/clock.ts'
import { newId } from '../../src/platform/id.ts'
import { sweepFiles } from '../../src/tickets/files/sweep-files.ts'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { type Citizen, oneOf, type Staff, sharedTown, type Town } from '../support/open-town.ts'
import { buildBomb, buildPhoto, PDF } from '../support/pictures.ts'
import { startWechatServer } from '../unit/channels/wechat/wechat-server.ts'

type FileRow = {
  id: string
  kind: string
  purpose: string
  stepSeq: number
  isHidden: boolean
  by: string
  name: string
}
type Detail = { ticket: { version: number }; files: FileRow[]; steps: { seq: number; action: string }[] }

let town: Town
let handler: Staff
let photo: Buffer
beforeAll(async () => {
  town = await sharedTown()
  handler = await town.signIn('urban')
  photo = await buildPhoto()
})

/** Sends a file as a member of staff chooses it. */
const upload = async (
  staff: Staff,
  number: string,
  body: Uint8Array,
  { key = newId(), purpose = 'after', name = 'IMG_0001.jpg' } = {},
): Promise<{ status: number; id: string; message: string }> => {
  const path = `/console/api/tickets/${number}/files?${new URLSearchParams({ key, purpose, name })}`
  const headers = { ...staff.headers, 'content-type': 'application/octet-stream' }
  const answer = await town.app.request(path, {
    method: 'POST',
    headers,
    body: body as Uint8Array<ArrayBuffer>,
  })
  const said = (await answer.json()) as { id?: string; error?: { message: string } }
  return { status: answer.status, id: said.id ?? '', message: said.error?.message ?? '' }
}
const uploadInTalk = async (citizen: Citizen, body: Uint8Array, key = newId()): Promise<Response> =>
  town.app.request(`${citizen.path}/files?key=${key}&name=IMG.jpg`, {
    method: 'POST',
    headers: { ...citizen.headers, 'content-type': 'application/octet-stream' },
    body: body as Uint8Array<ArrayBuffer>,
  })
const talkPhoto = async (citizen: Citizen): Promise<{ kind: string; url: string }> => {
  const { id } = (await (await uploadInTalk(citizen, photo)).json()) as { id: string }
  return { kind: 'image', url: `${citizen.path}/files/${id}` }
}
const sayWith = async (citizen: Citizen, text: string, attachments: object[]) => {
  const body = JSON.stringify({ clientMessageId: newId(), text, attachments })
  const answer = await town.app.request(`${citizen.path}/messages`, {
    method: 'POST',
    headers: citizen.headers,
    body,
  })
  return ((await answer.json()) as { replies: { kind: string; text: string }[] }).replies
}
const look = (staff: Staff, number: string, id: string, size = 'whole') =>
  staff.request('GET', `/tickets/${number}/files/${id}?size=${size}`)
const detail = (staff: Staff, number: string) => staff.ok<Detail>('GET', `/tickets/${number}`)
const sign = (number: string) => act(handler, number, 'sign')

describe('photos of the department', () => {
  test('a photo loses where it was taken, stands upright, and is shown only through its route', async () => {
    const { number } = await fileComplaint(town)
    await sign(number)
    const { id } = await upload(handler, number, photo)
    await act(handler, number, 'note', { text: '到场看过', fileIds: [id] })
    const { files, steps } = await detail(handler, number)
    expect(files).toMatchObject([{ id, kind: 'image', purpose: 'after', by: '城管承办人' }])
    expect(steps.find((step) => step.seq === files[0]?.stepSeq)?.action).toBe('note')

    const seen = await look(handler, number, id)
    expect(seen.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(seen.headers.get('x-content-type-options')).toBe('nosniff')
    expect(seen.headers.get('content-disposition')).toContain('inline')
    expect(seen.headers.get('cache-control')).toContain('no-store')
    const bytes = Buffer.from(await seen.arrayBuffer())
    const read = await sharp(bytes).metadata()
    expect(bytes.includes('A phone')).toBe(false)
    expect(read).toMatchObject({ format: 'jpeg', width: 900, height: 1200 })
    expect(read.exif).toBeUndefined()
    const small = await sharp(
      Buffer.from(await (await look(handler, number, id, 'thumb')).arrayBuffer()),
    ).metadata()
    expect(Math.max(small.width, small.height)).toBe(480)
    // Nothing of it lies where pages are served from, and its path on disk is no address.
    for (const path of [`/files/${id}`, `/data/files/${id}`, `/staff/files/${id}`])
      expect((await town.app.request(path)).headers.get('content-type')).not.toContain('image')
  })

  test('what is no picture and no PDF, too large, unpacks to too much or is broken is refused in words', async () => {
    const { number } = await fileComplaint(town)
    await sign(number)
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)])
    expect(await upload(handler, number, script, { name: 'photo.jpg' })).toMatchObject({
      status: 415,
      message: /照片和 PDF/,
    })
    expect(await upload(handler, number, heic)).toMatchObject({ status: 415, message: /HEIC/ })
    expect(await upload(handler, number, photo.subarray(0, 900))).toMatchObject({
      status: 415,
      message: /打不开/,
    })
    expect(await upload(handler, number, buildBomb())).toMatchObject({ status: 415, message: /像素太多/ })
    expect(await upload(handler, number, Buffer.from('%PDF-1.4 cut off'))).toMatchObject({ status: 415 })
    expect(await upload(handler, number, new Uint8Array())).toMatchObject({ status: 400 })
    const large = Buffer.concat([photo, Buffer.alloc(15 * 1024 * 1024)])
    expect(await upload(handler, number, large)).toMatchObject({ status: 413, message: /最多 15 MB/ })
    expect(await upload(handler, number, photo, { key: 'short' })).toMatchObject({ status: 400 })
    // None of it stays behind.
    expect(readdirSync(join(town.config.filesDir, 'arriving'))).toEqual([])
    expect((await detail(handler, number)).files).toEqual([])
  })

  test('the same upload again is the same file; what is taken back or never sent is gone', async () => {
    const { number } = await fileComplaint(town)
    await sign(number)
    const key = newId()
    const first = await upload(handler, number, photo, { key })
    expect((await upload(handler, number, photo, { key })).id).toBe(first.id)
    // Chosen and not sent: nobody else sees it, and nobody else can send it.
    const leader = await town.signIn('urbanlead')
    expect((await look(leader, number, first.id)).status).toBe(404)
    const { ticket } = await detail(leader, number)
    const stolen = { text: '偷来的', fileIds: [first.id], version: ticket.version }
    expect((await leader.request('POST', `/tickets/${number}/note`, stolen)).status).toBe(400)
    expect((await handler.request('DELETE', `/tickets/${number}/files/${first.id}`)).status).toBe(200)
    expect((await look(handler, number, first.id)).status).toBe(404)

    const forgotten = await upload(handler, number, await buildPhoto('#123456'))
    const later = { ...town.desk, clock: { now: () => new Date(isoAfter(town.clock, 25 * 60 * 60 * 1000)) } }
    await sweepFiles(later)
    expect((await look(handler, number, forgotten.id)).status).toBe(404)
  })

  test('a foreign ticket’s photo does not exist, nor one of another ticket under this number', async () => {
    const [one, two] = [await fileComplaint(town), await fileComplaint(town)]
    await sign(one.number)
    const { id } = await upload(handler, one.number, photo)
    await act(handler, one.number, 'note', { text: '现场', fileIds: [id] })
    const police = await town.signIn('police')
    expect((await look(police, one.number, id)).status).toBe(404)
    expect((await upload(police, one.number, photo)).status).toBe(404)
    expect((await look(handler, two.number, id)).status).toBe(404)
    // Every look at the whole picture stands in the log.
    await look(handler, one.number, id)
    const supervisor = await town.signIn('supervisor')
    const { rows } = await supervisor.ok<{ rows: { what: string; name: string }[] }>(
      'GET',
      `/tickets/${one.number}/access`,
    )
    expect(rows).toContainEqual(expect.objectContaining({ what: '看了附件原图', name: '城管承办人' }))
  })
})

describe('contact with proof', () => {
  test('a contact stands with way, time, result and proof; nobody reached is no contact', async () => {
    const { number } = await fileComplaint(town)
    await sign(number)
    const check = async () => {
      const body = { publicReply: '路灯已于11月23日修好，更换了灯泡，已到现场核实。' }
      const found = await handler.ok<{ findings: { question: string; say: string }[] }>(
        'POST',
        `/tickets/${number}/check-reply`,
        body,
      )
      return found.findings.filter((one) => one.question === 'contact').map((one) => one.say)
    }
    expect(await check()).toEqual([expect.stringContaining('还没有联系')])
    await act(handler, number, 'contact', { way: 'phone', result: 'no_answer', note: '响了没人接' })
    expect(await check()).toEqual([expect.stringMatching(/联系过 1 次.*没有联系上/)])
    const shot = await upload(handler, number, photo, { purpose: 'contact' })
    const contactedAt = '2026-11-23T01:30:00.000Z'
    const body = { way: 'phone', result: 'reached', note: '约好明天到现场', contactedAt, fileIds: [shot.id] }
    await act(handler, number, 'contact', body)
    expect(await check()).toEqual([])
    const { files, steps } = await detail(handler, number)
    expect(steps.map((step) => step.action)).toEqual(expect.arrayContaining(['try_contact', 'contact']))
    const contact = steps.find((step) => step.action === 'contact')
    expect(contact).toMatchObject({ contact: { way: '电话', result: '联系上了', at: contactedAt } })
    expect(files).toMatchObject([{ purpose: 'contact', stepSeq: contact?.seq, isHidden: false }])
    // The picture of a call shows a number: whoever does not see the number does not see it either.
    const supervisor = await town.signIn('supervisor')
    expect((await detail(supervisor, number)).files[0]?.isHidden).toBe(true)
    expect((await look(supervisor, number, shot.id)).status).toBe(403)
  })
})

describe('photos of the citizen', () => {
  test('photos sent in the talk go on the ticket, and the pictures of the reply come back to the citizen', async () => {
    const citizen = await town.citizen()
    const alone = await sayWith(citizen, '', [await talkPhoto(citizen)])
    expect(alone[0]?.text).toMatch(/收到 1 张照片.*什么事/)
    await sayWith(citizen, '我要投诉，澄心路12号门口的路灯坏了，晚上看不见路', [await talkPhoto(citizen)])
    await citizen.say('13800138000')
    let said = await citizen.say('确认提交')
    if (!said.some((reply) => reply.kind === 'ticket')) said = await citizen.say('是另一件事')
    const receipt = oneOf(said, 'ticket')
    expect(receipt.text).toContain('2 张照片已附在工单里')
    const [number, code] = [receipt.ticket?.number ?? '', receipt.ticket?.queryCode ?? '']
    expect((await detail(handler, number)).files).toMatchObject([
      { purpose: 'matter', stepSeq: 1, by: '诉求人' },
      { purpose: 'matter', stepSeq: 1 },
    ])

    // After the ticket: a photo without a word goes to it.
    const added = await sayWith(citizen, '', [await talkPhoto(citizen)])
    expect(added[0]?.text).toContain(number)
    expect((await detail(handler, number)).files).toHaveLength(3)
    expect((await citizen.thread()).messages.filter((m) => m.attachments?.length)).toHaveLength(3)

    await sign(number)
    const [before, after] = [
      await upload(handler, number, photo, { purpose: 'before' }),
      await upload(handler, number, await buildPhoto('#e8e0a0'), { purpose: 'after' }),
    ]
    const fetchOwn = (id: string, queryCode = code) =>
      town.app.request(`/api/tickets/${number}/files/${id}`, { headers: { 'x-query-code': queryCode } })
    const words = {
      publicReply: '路灯已于11月23日修好，更换了灯泡，已到现场核实。',
      fileIds: [before.id, after.id],
    }
    await act(handler, number, 'reply', words)
    const leader = await town.signIn('urbanlead')
    await act(leader, number, 'sign-reply', { approve: false, note: '请把时间写清楚' })
    expect((await fetchOwn(after.id)).status).toBe(404)
    // Sent back and sent anew with the picture that is left.
    await publish(town, handler, number, { ...words, fileIds: [after.id] } as never)
    const tracked = (await (await town.track(number, code)).json()) as {
      files: { id: string; label: string; by: string }[]
    }
    expect(tracked.files.map((file) => file.label)).toEqual(['您提供的', '您提供的', '您提供的', '办理后'])
    expect((await fetchOwn(after.id)).status).toBe(200)
    expect((await fetchOwn(before.id)).status).toBe(404)
    expect((await fetchOwn(after.id, 'WRONG')).status).toBe(404)
  })

  test('on the tracking page a photo may stand for words, a paper is only saved, a stranger gets neither', async () => {
    const { number, code } = await fileComplaint(town)
    const send = (body: Buffer, queryCode = code) =>
      town.app.request(
        `/api/tickets/${number}/files?key=${newId()}&name=${encodeURIComponent('张三 13800138000.pdf')}`,
        {
          method: 'POST',
          headers: { 'x-query-code': queryCode },
          body: new Uint8Array(body),
        },
      )
    expect((await send(photo, 'WRONG')).status).toBe(404)
    const { id } = (await (await send(PDF)).json()) as { id: string }
    const facts = (body: object) =>
      town.app.request(`/api/tickets/${number}/facts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, ...body }),
      })
    expect((await facts({ text: '' })).status).toBe(400)
    expect((await facts({ text: '', fileIds: [id] })).status).toBe(200)
    const saved = await town.app.request(`/api/tickets/${number}/files/${id}`, {
      headers: { 'x-query-code': code },
    })
    expect(saved.headers.get('content-disposition')).toContain('attachment')
    expect(saved.headers.get('content-type')).toBe('application/pdf')
    const other = await town.citizen()
    expect((await town.app.request(`${other.path}/files/${id}`, { headers: other.headers })).status).toBe(404)
  })

  test('of a confidential ticket the citizen’s photos follow their name: hidden until looking is granted', async () => {
    const citizen = await town.citizen()
    await sayWith(citizen, '我要举报，澄心路12号烧烤店半夜占道经营', [await talkPhoto(citizen)])
    for (let turn = 0; turn < 3; turn++) {
      const said = (await citizen.thread()).messages.at(-1)?.reply
      if (said?.kind === 'confirm') break
      await citizen.say(said?.text.includes('手机号') ? '13800138000' : '说不清')
    }
    const said = await citizen.say('确认提交')
    const number = oneOf(said, 'ticket').ticket?.number ?? ''
    const dispatcher = await town.signIn('dispatcher')
    const [file] = (await detail(dispatcher, number)).files
    expect(file).toMatchObject({ isHidden: true })
    const refused = await look(dispatcher, number, file?.id ?? '')
    expect(refused.status).toBe(403)
    await dispatcher.ok('POST', `/tickets/${number}/unmask`, { reason: '核实照片里的地点，现场执法需要' })
    const supervisor = await town.signIn('supervisor')
    const asked = await supervisor.ok<{ rows: { id: string; number: string }[] }>('GET', '/unmask-requests')
    const request = asked.rows.find((row) => row.number === number)
    await supervisor.ok('POST', `/unmask-requests/${request?.id}/decide`, { approve: true, note: '' })
    expect((await look(dispatcher, number, file?.id ?? '')).status).toBe(200)
  })
})

describe('photos of a joint case', () => {
  test('who handles it for all sees what each citizen sent; a confidential one’s photos stay with its own ticket', async () => {
    const master = await fileComplaint(town, '我要投诉，柳营街31号楼道里堆满杂物没人管', '13500135031')
    const dispatcher = await town.signIn('dispatcher')
    const other = await fileComplaint(town, '我要投诉，柳营街31号楼道堆了很多杂物', '13500135032')
    const form = { method: 'POST', headers: { 'x-query-code': other.code }, body: new Uint8Array(photo) }
    const sent = await town.app.request(`/api/tickets/${other.number}/files?key=${newId()}`, form)
    const { id } = (await sent.json()) as { id: string }
    await town.app.request(`/api/tickets/${other.number}/facts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: other.code, text: '', fileIds: [id] }),
    })
    expect((await look(dispatcher, master.number, id)).status).toBe(404)
    await act(dispatcher, other.number, 'join', { masterNumber: master.number })
    const { files } = await detail(dispatcher, master.number)
    expect(files).toMatchObject([{ id, by: '同一件事的另一位诉求人' }])
    expect((await look(dispatcher, master.number, id)).status).toBe(200)
    await act(dispatcher, other.number, 'split', { reason: '不是同一个单元' })
    expect((await look(dispatcher, master.number, id)).status).toBe(404)
  })
})

describe('photos from WeChat', () => {
  test('are fetched by their MediaId and go on the ticket; one that cannot be had is said to be lost', async () => {
    const wechat = await startWechatServer()
    try {
      wechat.media.set('M1', photo)
      const api = { appId: 'wx', appSecret: 's', apiBaseUrl: wechat.apiBaseUrl }
      const fetchMedia = createMediaFetch(api, createAccessTokens(api, town.clock))
      const openId = newId()
      const say = async (text: string, mediaId?: string) =>
        handleMessage(
          town.desk,
          {
            channel: 'wechat',
            channelMessageId: newId(),
            channelUserId: openId,
            text,
            ...(mediaId ? { attachments: [{ kind: 'image' as const, url: mediaUrl(mediaId) }] } : {}),
            receivedAt: town.clock.now().toISOString(),
          },
          undefined,
          fetchMedia,
        )
      expect((await say('', 'GONE')).replies[0]?.text).toContain('照片没有取到')
      const { conversationId, replies } = await say('', 'M1')
      expect(replies[0]?.text).toContain('收到 1 张照片')
      const agent = await town.signIn('agent')
      const talk = await agent.ok<{ messages: { attachments?: { url: string }[] }[] }>(
        'GET',
        `/conversations/${conversationId}`,
      )
      const shown = talk.messages.flatMap((message) => message.attachments ?? [])
      expect(shown).toHaveLength(1)
      expect((await agent.request('GET', `${shown[0]?.url.replace('/api', '')}?size=thumb`)).status).toBe(200)
      await say('我要投诉，澄心路50号门口的路灯坏了，晚上看不见路')
      await say('13800138000')
      let said = (await say('确认提交')).replies
      if (!said.some((reply) => reply.kind === 'ticket')) said = (await say('是另一件事')).replies
      expect(oneOf(said, 'ticket').text).toContain('1 张照片已附在工单里')
    } finally {
      await wechat.stop()
    }
  })
})
