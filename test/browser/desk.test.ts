import { afterAll, beforeAll, expect, test } from 'vitest'
import { signPush } from '../../src/platform/signed-push.ts'
import { TOWN_SETTINGS } from '../support/open-town.ts'
import { type BrowserTown, DESKTOP, openBrowserTown, PHONE, SMALL } from './support/browser-town.ts'
import { startCounting } from './support/count-actions.ts'
import { look } from './support/take-picture.ts'
import { say, sees } from './support/talk.ts'

let town: BrowserTown
beforeAll(async () => {
  town = await openBrowserTown()
})
afterAll(() => town.close())

const push = async (path: string, body: object): Promise<void> => {
  const text = JSON.stringify(body)
  const timestamp = String(Math.floor(town.clock.now().getTime() / 1000))
  const signature = signPush(TOWN_SETTINGS.TELEPHONY_SECRET, timestamp, new TextEncoder().encode(text))
  const answer = await fetch(`${town.base}/channels/calls${path}`, {
    method: 'POST',
    headers: { 'x-signature': signature, 'x-timestamp': timestamp },
    body: text,
  })
  expect(answer.status).toBe(200)
}

test('queue → taken → knowledge by one key → form that wrote itself → ticket → wrap-up, all by keyboard', async () => {
  const citizen = await town.openPage('/')
  await say(citizen, '居住证怎么办')
  await sees(citizen, /居住证/)
  await say(citizen, '你们推来推去，我受够了，转人工')
  await sees(citizen, /正在为您转人工/)

  const agent = await town.openStaff('agent', '/staff/desk')
  await sees(agent, '1 人在等')
  await look(agent, 'desk-queue')
  const working = startCounting(agent)
  await working.press('Alt+a')
  await sees(citizen, /我是坐席/)
  await sees(agent, /您在接待/)
  await agent.waitForTimeout(500)

  // Knowledge follows; another key sends it with its source.
  await say(citizen, '居住证要什么材料')
  await agent.locator('.entry').first().waitFor()
  await working.press('Alt+Shift+Digit1')
  await sees(citizen, /依据：/)
  await look(agent, 'desk-talk')

  await say(citizen, '还有，我要投诉，澄心路12号门口的路灯坏了一个星期没人修，我姓陈，电话13800138061')
  await working.press('Alt+f')
  await agent.getByRole('button', { name: /^地点：.*澄心路12号/ }).waitFor()
  await agent.getByRole('button', { name: /^联系电话：13800138061/ }).hover()
  await agent.locator('mark').waitFor()
  await look(agent, 'desk-form')
  await agent.getByRole('button', { name: /^地点：/ }).click()
  const place = agent.getByRole('textbox', { name: '地点' })
  await place.fill('澄心路12号东门')
  await place.press('Enter')
  await sees(agent, /林坐席改的/)

  const filing = startCounting(agent)
  await filing.press('Alt+s')
  await sees(citizen, /\d{8}-\d{5}/)
  expect(filing.actions).toBeLessThanOrEqual(2)
  await sees(agent, /\d{8}-\d{5}/)

  // A note for a colleague, who is told at once.
  const second = await town.openStaff('agent2', '/staff/desk')
  await agent.keyboard.press('Alt+n')
  const box = agent.locator('#composer-text')
  await box.fill('@何坐席 这一户上周也来过')
  await look(agent, 'desk-note')
  await box.press('Enter')
  await sees(agent, '这一户上周也来过')
  await second.getByRole('button', { name: '提醒，1 条没看' }).waitFor()

  // The second agent sees who holds it and cannot take it.
  await second.getByText('林坐席').first().waitFor()
  await second.locator('.row').first().click()
  await sees(second, '林坐席在接待')
  expect(await second.getByRole('button', { name: /^接待/ }).count()).toBe(0)
  await look(second, 'desk-held-by-another')

  await agent.keyboard.press('Alt+e')
  await sees(agent, '再按一次结束')
  await agent.keyboard.press('Alt+e')
  await sees(agent, '小结这个会话')
  await look(agent, 'desk-wrap-up')
  await agent.locator('body').press('2')
  await sees(agent, /今天接待 1 个/)
  expect(town.trouble).toEqual([])
})

test('several steps made once are done by one key: filed, told the number, ended and summed up', async () => {
  const agent = await town.openStaff('agent', '/staff/kit')
  await agent.getByRole('button', { name: '新的一键' }).click()
  const form = agent.getByRole('dialog')
  await form.getByLabel('标题').fill('登记后告知')
  await form.getByRole('button', { name: '去掉第 1 步' }).click()
  await form.getByRole('button', { name: '提交工单' }).click()
  await form.getByRole('button', { name: '回话' }).click()
  await form.getByLabel('第 2 步的内容').fill('已经为您登记，单号是')
  await form.getByRole('button', { name: '工单号' }).click()
  await form.getByRole('button', { name: '结束并小结' }).click()
  await look(agent, 'kit-macro')
  await form.getByRole('button', { name: '保存' }).click()
  await sees(agent, '提交工单 → 回话 → 结束并小结')

  const citizen = await town.openPage('/')
  await say(citizen, '转人工')
  await sees(citizen, /正在为您转人工/)
  // A slow line: the key is pressed before the list of macros has come, and waits for it.
  const SLOW_MS = 1500
  await agent.route('**/api/desk/kit', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
    await route.continue()
  })
  await agent.goto(`${town.base}/staff/desk`)
  await sees(agent, '1 人在等')
  await agent.keyboard.press('Alt+a')
  await sees(agent, /您在接待/)
  // Nothing is told yet: the first step is refused, the others are not begun, and the talk stays in hand.
  await agent.keyboard.press('Control+Alt+Digit1')
  await sees(agent, /第 1 步“提交工单”没有完成/)
  await say(citizen, '我要投诉，澄心路70号门口的路灯坏了一个星期没人修，我姓陈，电话13800138070')
  await agent.keyboard.press('Alt+f')
  await agent.getByRole('button', { name: /^联系电话：13800138070/ }).waitFor()
  await agent.keyboard.press('Control+Alt+Digit1')
  await sees(citizen, /已经为您登记，单号是\d{8}-\d{5}/)
  await sees(citizen, /人工服务已结束|本次服务结束|已结束/)
  expect(await agent.getByText('小结这个会话').count()).toBe(0)
  expect(town.trouble).toEqual([])
})

test('handed over with a note; words not sent outlive a reload; a lost connection says so and catches up', async () => {
  const citizen = await town.openPage('/')
  await say(citizen, '转人工')
  const agent = await town.openStaff('agent', '/staff/desk')
  const second = await town.openStaff('agent2', '/staff/desk')
  await sees(agent, '1 人在等')
  await agent.keyboard.press('Alt+a')
  await sees(agent, /您在接待/)
  await agent.locator('#composer-text').fill('写了一半的话')
  await agent.reload()
  expect(await agent.locator('#composer-text').inputValue()).toBe('写了一半的话')

  await agent.keyboard.press('Alt+t')
  await agent.getByRole('dialog').waitFor()
  await agent.waitForTimeout(300)
  await look(agent, 'desk-hand-over')
  await agent.getByRole('combobox', { name: '转给谁' }).click()
  await agent.keyboard.type('何坐席')
  await agent.keyboard.press('Enter')
  await agent.getByLabel('交代一句').fill('问居住证，已告知材料，要问办理地点')
  await agent.getByRole('button', { name: '转过去' }).click()
  await sees(citizen, /转给何坐席/)
  await sees(second, '给何坐席')

  const context = second.context()
  await context.setOffline(true)
  await say(citizen, '断线时说的一句话')
  await context.setOffline(false)
  await second.keyboard.press('Alt+a')
  await sees(second, /转接交代/)
  await sees(second, '断线时说的一句话')
  await look(second, 'desk-handed')
  await second.locator('#composer-text').fill('您好，我接着为您办')
  await second.locator('#composer-text').press('Enter')
  await sees(citizen, '您好，我接着为您办')
})

test('the telephone rings, the transcript fills, the form follows', async () => {
  const agent = await town.openStaff('agent', '/staff/desk')
  const caller = { callId: 'b-1', caller: '13800138061', agentNo: 'agent' }
  await push('', { ...caller, event: 'ringing' })
  await sees(agent, '来电 13800138061')
  await sees(agent, /工单 1 件/)
  await look(agent, 'desk-ringing')
  await push('', { ...caller, event: 'answered' })
  await sees(agent, /您在通话/)
  const words = [
    { seq: 0, role: 'agent', text: '您好，12345，请讲。' },
    { seq: 1, role: 'citizen', text: '我要投诉，澄心路36号楼下半夜施工，吵得睡不着。' },
    { seq: 2, role: 'agent', text: '从什么时候开始的？' },
    { seq: 3, role: 'citizen', text: '前天晚上开始的。' },
  ]
  await push('/segments', { callId: 'b-1', segments: words })
  await push('/segments', {
    callId: 'b-1',
    segments: [{ seq: 4, role: 'citizen', text: '每天都', final: false }],
  })
  await sees(agent, '正在说…')
  await agent.keyboard.press('Alt+f')
  await agent.getByRole('button', { name: /^地点：.*澄心路36号/ }).waitFor()
  await look(agent, 'desk-call')
  await push('', { ...caller, event: 'ended' })
  await sees(agent, '小结这个会话')
  await agent.locator('body').press('1')
})

test.each([
  ['1280', { viewport: SMALL }],
  ['390', { viewport: PHONE }],
  ['dark', { viewport: DESKTOP, dark: true }],
] as const)('every state fits: %s', async (name, shape) => {
  const citizen = await town.openPage('/')
  await say(citizen, '我要投诉，西桥区和平路9号的垃圾桶满了没人清，希望马上清走')
  await say(citizen, '转人工')
  const agent = await town.openStaff('agent', '/staff/desk', shape)
  await sees(agent, '1 人在等')
  await look(agent, `desk-queue-${name}`)
  await agent.keyboard.press('Alt+a')
  await sees(agent, /您在接待/)
  await agent.keyboard.press('Alt+f')
  await sees(agent, '提交工单')
  await look(agent, `desk-form-${name}`)
  const overflow = await agent.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
  expect([name, overflow]).toEqual([name, 0])
  await agent.keyboard.press('Escape')
  await agent.locator('body').press('?')
  await agent.getByRole('dialog').waitFor()
  await look(agent, `desk-keys-${name}`)
  await agent.keyboard.press('Escape')
  await agent.waitForTimeout(400)
  await agent.keyboard.press('Control+k')
  await agent.getByRole('combobox', { name: '要去哪里，或查什么' }).waitFor()
  await look(agent, `desk-command-${name}`)
  await agent.keyboard.press('Escape')
  await agent.waitForTimeout(400)
  await agent.keyboard.press('Alt+b')
  await sees(citizen, /智能助理继续/)
  expect(town.trouble).toEqual([])
})

test('what agents are given to work with, as a supervisor sees it', async () => {
  const supervisor = await town.openStaff('supervisor', '/staff/kit')
  await sees(supervisor, '骚扰登记')
  await look(supervisor, 'kit')
  expect(town.trouble).toEqual([])
})
