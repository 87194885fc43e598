import { beforeAll, describe, expect, test } from 'vitest'
import { act, fileComplaint } from '../support/file-complaint.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'

type Voice = { unitId: string; stand: string | null; ground: string; isOwn: boolean; isNext: boolean }
type Detail = {
  ticket: {
    state: string
    designated: boolean
    leadDepartmentId: string | null
    contactPhone: string
    version: number
  }
  conference: {
    question: string
    dueAt: string
    voices: Voice[]
    outcomeUnit: string | null
    outcomeReason: string | null
  } | null
  steps: { action: string; internalNote: string }[]
  actions: string[]
}

// A decision teaches where matters go: a town of its own.
let town: Town
const people: Record<string, Staff> = {}
beforeAll(async () => {
  town = await openTown()
  for (const who of ['dispatcher', 'urban', 'housing', 'police', 'supervisor'])
    people[who] = await town.signIn(who)
  return () => town.close()
})
const as = (who: string): Staff => people[who] as Staff
const see = (who: string, number: string) => as(who).ok<Detail>('GET', `/tickets/${number}`)
const inboxOf = async (who: string): Promise<string[]> =>
  (await as(who).ok<{ rows: { number: string }[] }>('GET', '/tickets?view=inbox')).rows.map(
    (row) => row.number,
  )

/** A ticket nobody is sure about, called to conference between two units. */
const confer = async (): Promise<string> => {
  const { number } = await fileComplaint(town, '我要投诉，澄心路12号楼道里堆满杂物没人管')
  const call = { unitIds: ['housing', 'urban-management'], reason: '楼道是物业管还是城管管，请两家说明' }
  await act(as('dispatcher'), number, 'confer', call)
  return number
}

describe('a conference', () => {
  test('each unit speaks in its turn with its ground, the hotline designates with a reason, and nobody else reads it', async () => {
    const number = await confer()
    expect(await inboxOf('housing')).toContain(number)
    expect(await inboxOf('police')).not.toContain(number)
    expect((await as('police').request('GET', `/tickets/${number}`)).status).toBe(404)

    const asked = await see('housing', number)
    expect(asked.ticket.contactPhone).not.toContain('13800138000')
    expect(asked.actions).toContain('speak')
    expect(asked.conference).toMatchObject({
      question: '楼道是物业管还是城管管，请两家说明',
      outcomeUnit: null,
    })
    expect(asked.conference?.voices).toMatchObject([
      { unitId: 'housing', stand: null, isOwn: true, isNext: true },
      { unitId: 'urban-management', stand: null, isOwn: false, isNext: false },
    ])
    const { version } = asked.ticket
    const bare = { stand: 'not_ours', ground: '不归我们管理', basis: '', version }
    const refused = await as('housing').request('POST', `/tickets/${number}/speak`, bare)
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('请写明依据')])
    await act(as('housing'), number, 'speak', {
      stand: 'not_ours',
      ground: '楼道堆物由城管执法，我局只管物业合同',
      basis: '《物业管理条例》第四十五条',
      proposedUnitId: 'urban-management',
    })
    const next = await see('urban', number)
    expect(next.conference?.voices).toMatchObject([
      { stand: 'not_ours', ground: '楼道堆物由城管执法，我局只管物业合同', isNext: false },
      { stand: null, isNext: true },
    ])
    await act(as('urban'), number, 'speak', { stand: 'shared', ground: '消防通道以外由我局清理' })
    // Somebody who was not called cannot speak, and whoever was cannot decide.
    const spoken = { stand: 'ours', ground: '归我们管理', version: 1 }
    expect((await as('police').request('POST', `/tickets/${number}/speak`, spoken)).status).toBe(404)
    expect(
      (
        await as('urban').request('POST', `/tickets/${number}/designate`, {
          departmentId: 'housing',
          reason: '我们说了算',
          version: 1,
        })
      ).status,
    ).toBe(403)

    const reason = '楼道属物业服务区域，由住建牵头'
    await act(as('dispatcher'), number, 'designate', { departmentId: 'police', reason })
    const after = await see('police', number)
    expect(after.ticket).toMatchObject({ state: 'dispatched', designated: true, leadDepartmentId: 'police' })
    // The designated unit was not called: it has the reason, not what the others said.
    expect(after.conference).toBeNull()
    expect(JSON.stringify(after)).not.toContain('物业合同')
    expect(after.steps.find((step) => step.action === 'designate')?.internalNote).toBe(reason)
    expect((await see('dispatcher', number)).conference).toMatchObject({ outcomeReason: reason })
    // It is over: whoever was called sees the ticket no longer, unless it leads.
    expect((await as('housing').request('GET', `/tickets/${number}`)).status).toBe(404)
    expect(await inboxOf('housing')).not.toContain(number)
  })

  test('a word said again replaces the first; the citizen reads nothing of it', async () => {
    const { number, code } = await fileComplaint(town, '我要投诉，翠柏巷7号楼道里堆满杂物没人管')
    const call = { unitIds: ['housing', 'urban-management'], reason: '请两家说明楼道归谁' }
    await act(as('dispatcher'), number, 'confer', call)
    await act(as('urban'), number, 'speak', {
      stand: 'not_ours',
      ground: '先说不归我们',
      basis: '职责清单第三条',
    })
    await act(as('urban'), number, 'speak', { stand: 'ours', ground: '查过了，归我们' })
    const { conference } = await see('supervisor', number)
    expect(conference?.voices.map((voice) => voice.stand)).toEqual([null, 'ours'])
    const tracked = await (await town.track(number, code)).text()
    expect(tracked).toContain('会商')
    for (const words of ['归我们', '职责清单', '请两家说明', 'housing']) expect(tracked).not.toContain(words)
  })
})

describe('reply templates', () => {
  test('a reply kept as template names nobody and fits the next ticket; another unit has its own', async () => {
    const { number } = await fileComplaint(town)
    await act(as('urban'), number, 'sign')
    const text = `您好，工单${number}反映的澄心路12号路灯，市城管局已于11月23日修好。联系人张三女士13800138000，住3栋502室。`
    const kept = await as('urban').ok<{ id: string; text: string }>('PUT', '/reply-templates', {
      title: '路灯已修好',
      text,
      number,
    })
    expect(kept.text).toContain('{{工单号}}')
    expect(kept.text).toContain('{{地点}}')
    expect(kept.text).toContain('{{今天}}')
    for (const words of [number, '澄心路', '13800138000', '张三', '502'])
      expect(kept.text).not.toContain(words)

    const { number: other } = await fileComplaint(town, '我要投诉，翠柏巷9号门口的路灯坏了一个星期没人修')
    const list = (who: string) =>
      as(who).ok<{ rows: { id: string; title: string; filled: string }[] }>(
        'GET',
        `/reply-templates?number=${other}`,
      )
    const [template] = (await list('urban')).rows
    expect(template?.filled).toContain(other)
    expect(template?.filled).toContain('翠柏巷9号')
    expect((await as('police').ok<{ rows: object[] }>('GET', '/reply-templates')).rows).toEqual([])
    expect((await as('police').request('DELETE', `/reply-templates/${kept.id}`)).status).toBe(404)
    const stolen = { id: kept.id, title: '改掉别人的', text: '改掉别人的模板' }
    expect((await as('police').request('PUT', '/reply-templates', stolen)).status).toBe(404)
    const spelt = { title: '拼出来的号码', text: '请打一三八零零一三八零零零联系他' }
    expect((await as('urban').request('PUT', '/reply-templates', spelt)).status).toBe(400)
    expect((await as('urban').request('DELETE', `/reply-templates/${kept.id}`)).status).toBe(200)
    expect((await list('urban')).rows).toEqual([])
  })
})
