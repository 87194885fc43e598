import { beforeAll, expect, test } from 'vitest'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

type View = {
  ticket: { stateLabel: string; dueText: string | null; owner: string }
  steps: { seq: number; at: string; title: string; publicText: string; by: string; unit: string | null }[]
  clocks: { label: string; state: string; text: string }[]
}

let town: Town
/** Days pass between steps and sessions end: everybody signs in anew. */
const as = (login: string): Promise<Staff> => town.signIn(login)
beforeAll(async () => {
  town = await openTown()
})

const INTRO = `# One ticket, step by step

A street lamp reported on a Monday morning goes through nearly everything that can happen to a ticket. Written by
\`npx vitest run test/journey/twenty-steps.test.ts -u\`, which acts over HTTP as the citizen, the unit, its leader and the hotline; the
times are the town's (Asia/Shanghai), the sentences are what the console and the citizen's page show.`

const local = (iso: string): string =>
  new Date(iso).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

test('one ticket lives through nearly everything, and each due time on the way explains itself', async () => {
  const { number, citizen } = await fileComplaint(town)
  const rows: string[] = []
  let seen = 0
  const told = new Set<string>()
  const note = async (): Promise<View> => {
    const view = await (await as('dispatcher')).ok<View>('GET', `/tickets/${number}`)
    // A sentence stands where it is first said.
    const due = view.clocks.map(({ text }) => text).filter((text) => !told.has(text))
    for (const text of due) told.add(text)
    const fresh = view.steps.filter((step) => step.seq > seen).sort((a, b) => a.seq - b.seq)
    for (const step of fresh) {
      const isLast = step === fresh.at(-1)
      rows.push(
        `| ${step.seq} | ${local(step.at)} | ${step.title} | ${cell(step.unit ?? step.by)} | ${cell(step.publicText)} | ${isLast ? `${view.ticket.stateLabel}，${view.ticket.owner}` : ''} | ${isLast ? cell([...new Set(due)].join('；')) : ''} |`,
      )
      seen = step.seq
    }
    return view
  }
  const does = async (when: string, login: string, action: string, body: Record<string, unknown> = {}) => {
    town.clock.moveTo(new Date(`2026-${when.replace(' ', 'T')}:00+08:00`).toISOString())
    await act(await as(login), number, action, body)
    await town.settle()
    return note()
  }
  await note()
  await does('11-23 10:40', 'urban', 'return', {
    basis: '《城市道路照明设施管理规定》：灯杆归住建部门',
    reason: '灯杆归住建部门管护，我局只管灯具。',
    proposedDepartmentId: 'housing',
  })
  await does('11-23 11:15', 'dispatcher', 'review-return', {
    approve: false,
    note: '目录里路灯由城管局主办，请继续办理。',
  })
  await does('11-23 11:30', 'urban', 'sign')
  await does('11-23 13:50', 'urban', 'contact', {
    way: 'phone',
    note: '已电话联系诉求人，约定今天下午到现场。',
  })
  await does('11-23 14:20', 'urban', 'request-co', {
    departmentId: 'housing',
    task: '请核对管线在不在施工范围内',
  })
  await does('11-23 15:10', 'dispatcher', 'review-co', { partSeq: 1, approve: true, note: '' })
  await does('11-24 09:05', 'housing', 'report', { partSeq: 1, text: '管线不在施工范围内，可以开挖。' })
  await does('11-24 10:00', 'urban', 'suborder', { unitName: '东岚街道', task: '请到现场拉好围挡' })
  await does('11-24 15:30', 'urban', 'report', { partSeq: 2, text: '围挡已经拉好。' })
  await does('11-24 16:00', 'urban', 'extend', { reason: '配件要从外地调运，下周才到货' })
  const extended = await does('11-24 16:45', 'dispatcher', 'review-extension', { approve: true, note: '' })
  expect(JSON.stringify(extended.clocks)).toMatch(/延期|延长/)
  await does('11-25 09:00', 'urban', 'suspend', {
    reason: '连日大雨，不能登高作业',
    until: '2026-11-27T02:00:00.000Z',
  })
  await does('11-26 14:00', 'urban', 'resume', {})
  await does('11-27 16:00', 'urban', 'reply', {
    publicReply: '您好，11月27日下午已到现场查看，正在安排更换灯具。',
  })
  await does('11-27 16:30', 'urbanlead', 'sign-reply', {
    approve: false,
    note: '没有说什么时候修好，请写清楚。',
  })
  await does('11-27 17:20', 'urban', 'reply', {
    publicReply: '您好，11月27日下午已更换澄心路12号门口的灯具并通电，当晚复查正常。',
  })
  await does('11-27 17:40', 'urbanlead', 'sign-reply', { approve: true })
  await does('11-27 17:50', 'dispatcher', 'audit', { approve: true })
  town.clock.moveTo('2026-11-28T12:30:00.000Z')
  await citizen.say('没解决')
  await citizen.say('昨晚又灭了')
  await citizen.say('不满意')
  await town.settle()
  await note()
  await does('11-30 09:10', 'dispatcher', 'rework', { reason: '诉求人说昨晚又灭了，请重新检查线路。' })
  await does('12-01 09:00', 'urban', 'sign')
  await does('12-01 09:20', 'urban', 'contact', {
    way: 'visit',
    note: '到现场和诉求人一起看过，是接头进水。',
  })
  await does('12-01 15:00', 'urban', 'reply', {
    publicReply: '您好，12月1日下午已更换进水的接头，并和您一起试灯，连续两晚正常。',
  })
  await does('12-03 10:00', 'urbanlead', 'sign-reply', { approve: true })
  await does('12-03 10:30', 'dispatcher', 'audit', { approve: true })
  town.clock.moveTo('2026-12-03T12:30:00.000Z')
  await citizen.say('解决了')
  await citizen.say('满意')
  await town.settle()
  const last = await note()
  expect(seen).toBeGreaterThanOrEqual(20)
  expect(last.ticket.stateLabel).toMatch(/已办结|已归档|已关闭/)
  const head =
    '| # | when | step | by | what the citizen reads | state, owner | due times said here |\n|---|---|---|---|---|---|---|'
  await expect(`${INTRO}\n\n${head}\n${rows.join('\n')}\n`).toMatchFileSnapshot('../../docs/one-ticket.md')
})
