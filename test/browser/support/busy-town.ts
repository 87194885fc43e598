import { makeDueReports } from '../../../src/insight/reports/make-due-reports.ts'
import { listReports } from '../../../src/insight/reports/report-repository.ts'
import { act, fileComplaint, publish } from '../../support/file-complaint.ts'
import type { BrowserTown } from './browser-town.ts'
import { say, sees } from './talk.ts'

const MATTERS: readonly [matter: string, phone: string][] = [
  ['我要投诉，澄心路12号门口的路灯坏了一个星期没人修，晚上看不见路', '13800138001'],
  ['我要投诉，柳营街20号楼下烧烤摊半夜还在吵，油烟也大', '13800138002'],
  ['我要投诉，梧桐巷3号门口的窨井盖没了，孩子差点掉下去', '13800138003'],
  ['我要投诉，翠柏巷7号小区物业把消防通道堵了停车', '13800138004'],
  ['我要举报，城东路88号饭店把泔水倒进河里', '13800138005'],
  ['我要投诉，和平路小学门口没有斑马线，放学时很危险', '13800138006'],
  ['我要投诉，南园路15号工地拖欠工资三个月', '13800138007'],
  ['我要投诉，青年路6号电梯停了三天没人修', '13800138008'],
  ['建议在湖滨路公园增加垃圾桶和长椅', '13800138009'],
  ['我要投诉，兴隆街41号自来水发黄有味道', '13800138010'],
]

const HOUR = 60 * 60_000

/**
 * A town in the middle of its week, so that every screen has something to show: tickets new, signed, overdue, given back, waiting for
 * signature and answered, a talk held by an agent and one in the queue, a day's figures and reports. @returns what the screens are opened with.
 */
export const fillTown = async (town: BrowserTown) => {
  const filed: string[] = []
  for (const [matter, phone] of MATTERS) filed.push((await fileComplaint(town, matter, phone)).number)
  const [lamp = '', stall = '', cover = ''] = filed
  const urban = await town.signIn('urban')
  await act(urban, lamp, 'sign')
  await publish(town, urban, lamp, {
    publicReply: '您好，11月23日下午已更换澄心路12号门口的灯具并通电，当晚复查正常。',
  })
  await act(urban, stall, 'sign')
  await act(urban, cover, 'return', {
    basis: '《明澜市市政设施管理办法》：窨井盖由住建部门管护',
    reason: '窨井盖属于住建部门管护，不在我局职责内。',
    proposedDepartmentId: 'housing',
  })
  const admin = await town.signIn('admin')
  const { version } = await admin.ok<{ version: number }>('GET', '/channels')
  const rule = { id: 'transcript', paused: true }
  await admin.ok('PUT', '/channels/transcript', { rule, why: '转写系统升级，下午恢复', seen: version })
  town.clock.advance(26 * HOUR)
  await town.settle()
  await makeDueReports(town.desk)
  const extra = await fileComplaint(town, '我要投诉，文昌路9号小区垃圾三天没有清运', '13800138011')
  const held = await town.openPage('/')
  await say(held, '居住证怎么办')
  await sees(held, /居住证/)
  await say(held, '我要找人工客服')
  await sees(held, /正在为您转人工/)
  const agent = await town.openStaff('agent', '/staff/desk')
  await sees(agent, '1 人在等')
  await agent.keyboard.press('Alt+a')
  await sees(held, /我是坐席/)
  await say(held, '居住证要什么材料')
  const waiting = await town.openPage('/')
  await say(waiting, '公积金怎么提取')
  await sees(waiting, /公积金/)
  await say(waiting, '转人工')
  await sees(waiting, /正在为您转人工/)
  await makeDueReports(town.desk)
  const [report] = await listReports(town.desk.db, ['daily'], 1)
  return { lamp, stall, cover, fresh: extra.number, code: extra.code, agent, held, report: report?.id ?? '' }
}
export type Filled = Awaited<ReturnType<typeof fillTown>>
