import { beforeAll, expect, test } from 'vitest'
import type { CheckedReply } from '../../src/dispatch/check-reply.ts'
import { buildTicket } from '../support/build-ticket.ts'
import { act } from '../support/file-complaint.ts'
import { type Staff, sharedTown, type Town } from '../support/open-town.ts'
import { withoutIds } from '../support/without-ids.ts'

/** What a handler who wants to know may try: the real ones, and ones nobody has. */
const REAL = { name: '欧阳静姝', phone: '13612344321' }
const WRONG = { name: '司徒若兰', phone: '13698766789' }

let town: Town
let urban: Staff
let agent: Staff
let number: string
let named: string
const plant = async (confidential: boolean): Promise<string> => {
  const { ticket } = await buildTicket(town.desk, {
    departmentId: 'urban-management',
    conversationId: null,
    input: {
      type: 'report',
      categoryId: '01-04',
      title: `举报烧烤摊油烟，${REAL.name}`,
      matter: `我是${REAL.name}，住在青石里小区3栋2单元502，楼下烧烤摊天天冒烟，请回电${REAL.phone}。希望当面告诉${REAL.name}结果和整改时间。`,
      wish: '',
      placeText: '青石里小区3栋2单元502',
      contactName: REAL.name,
      contactPhone: REAL.phone,
      confidential,
    },
  })
  return ticket.number
}
beforeAll(async () => {
  town = await sharedTown()
  urban = await town.signIn('urban')
  agent = await town.signIn('agent')
  number = await plant(true)
  named = await plant(false)
  await act(urban, number, 'sign')
})

/** The same answer for both, once each guess is taken out of it. */
const alike = (real: unknown, wrong: unknown): void => {
  const bare = (answer: unknown, guess: typeof REAL): string =>
    JSON.stringify(answer).replaceAll(guess.name, '<name>').replaceAll(guess.phone, '<phone>')
  expect(bare(real, REAL)).toBe(bare(wrong, WRONG))
}

test('the check of a reply answers a right guess as it answers a wrong one', async () => {
  const ask = (publicReply: string) =>
    urban.ok<CheckedReply>('POST', `/tickets/${number}/check-reply`, { publicReply })
  for (const words of [
    (g: typeof REAL) => `${g.name}您好，油烟已整改。`,
    (g: typeof REAL) => `已告诉${g.name}，11月24日整改完毕。`,
    (g: typeof REAL) => `已联系${g.phone}，11月24日整改完毕。`,
  ])
    alike(await ask(words(REAL)), await ask(words(WRONG)))
})

test('a reply with a guess in it is refused alike, and with an office’s landline it leaves', async () => {
  const { ticket } = await urban.ok<{ ticket: { version: number } }>('GET', `/tickets/${number}`)
  const send = async (publicReply: string) => {
    const answer = await urban.request('POST', `/tickets/${number}/reply`, {
      publicReply,
      version: ticket.version,
    })
    return { status: answer.status, body: await answer.json() }
  }
  for (const words of [
    (g: typeof REAL) => `已联系${g.phone}，11月24日整改完毕。`,
    (g: typeof REAL) => `${g.name}您好，油烟已整改。`,
  ]) {
    const real = await send(words(REAL))
    expect(real.status).toBe(400)
    alike(real, await send(words(WRONG)))
  }
})

test('a guess in the search box finds as little as a wrong one; what is shown is found', async () => {
  const find = (staff: Staff, q: string, view = 'inbox') =>
    staff.ok<{ rows: { number: string }[]; total: number }>(
      'GET',
      `/tickets?view=${view}&q=${encodeURIComponent(q)}`,
    )
  for (const [staff, view] of [
    [urban, 'inbox'],
    [agent, 'all'],
    [await town.signIn('supervisor'), 'all'],
  ] as const) {
    for (const part of [REAL.name, REAL.phone, '4321', '静姝', '2单元502']) {
      const found = (await find(staff, part, view)).rows.map((row) => row.number)
      expect([view, part, found.includes(number)]).toEqual([view, part, false])
    }
    for (const shown of ['烧烤摊天天冒烟', number])
      expect((await find(staff, shown, view)).rows.map((row) => row.number)).toContain(number)
  }
  // Whoever may see who wrote an ordinary ticket may look for it.
  expect((await find(urban, REAL.name)).rows.map((row) => row.number)).toEqual([named])
})

test('on the page of a confidential ticket neither name nor number nor door stands', async () => {
  for (const staff of [urban, agent]) {
    const page = withoutIds(JSON.stringify(await staff.ok('GET', `/tickets/${number}`)))
    for (const secret of [REAL.name, REAL.phone, '502']) expect(page).not.toContain(secret)
    expect(page).toContain('青石里小区3栋')
  }
})

test('the desk is not told that a confidential ticket and a named one are of the same person', async () => {
  const { rows } = await agent.ok<{ rows: { number: string; why: string[]; isSamePerson: boolean }[] }>(
    'GET',
    `/tickets/${named}/same-matter`,
  )
  for (const row of rows.filter((r) => r.number === number)) {
    expect(row.isSamePerson).toBe(false)
    expect(JSON.stringify(row)).not.toContain(REAL.name)
    expect(JSON.stringify(row)).not.toContain(REAL.phone)
  }
})

test('a guess written down and read back stays as it was written', async () => {
  const write = async (path: string, body: (guess: typeof REAL) => object) => {
    const read = async (guess: typeof REAL) => {
      const detail = await act(urban, number, path, body(guess) as Record<string, unknown>)
      const { publicText, internalNote } = detail.steps[0] ?? {}
      return { publicText, internalNote }
    }
    alike(await read(REAL), await read(WRONG))
  }
  await write('note', (g) => ({ text: `听说是${g.name}举报的` }))
  await write('note', (g) => ({ text: `电话是不是${g.phone}` }))
  await write('suborder', (g) => ({ unitName: '青石里社区', task: `去${g.name}家楼下看烧烤摊，拍照` }))
})

test('whoever was allowed to look is warned of the real name again, for as long as the look lasts', async () => {
  const check = async () =>
    (
      await urban.ok<CheckedReply>('POST', `/tickets/${number}/check-reply`, {
        publicReply: `11月24日已告诉${REAL.name}，整改完毕。`,
      })
    ).findings.filter((f) => f.question === 'identity' && f.level === 'stop')
  expect(await check()).toEqual([])
  await urban.ok('POST', `/tickets/${number}/unmask`, { reason: '要当面核实油烟情况' })
  const supervisor = await town.signIn('supervisor')
  const { rows } = await supervisor.ok<{ rows: { id: string; number: string }[] }>('GET', '/unmask-requests')
  const asked = rows.find((row) => row.number === number)
  await supervisor.ok('POST', `/unmask-requests/${asked?.id}/decide`, { approve: true })
  expect((await check())[0]?.say).toContain('诉求人的姓名')
})

test('a stranger who leaves somebody’s number with the same matter hears what anybody hears', async () => {
  const hear = async (phone: string) => {
    const stranger = await town.citizen()
    let replies = await stranger.say('我要投诉，楼下烧烤摊天天冒烟，希望整改')
    for (let turn = 0; turn < 4 && replies.at(-1)?.kind === 'collect'; turn++)
      replies = await stranger.say(replies.at(-1)?.text.includes('手机号') ? phone : '青石里小区')
    const asked = await stranger.say('确认提交')
    return [...replies, ...asked].map((reply) =>
      reply.text.replace(/\d{8}-\d{5}/g, '<number>').replaceAll(phone, '<phone>'),
    )
  }
  // Whoever comes first files it; both guesses are heard after that.
  await hear('13655556666')
  const real = await hear(REAL.phone)
  expect(real.join()).toContain('烧烤')
  expect(real.join()).not.toContain('这个电话')
  alike(real, await hear(WRONG.phone))
})
