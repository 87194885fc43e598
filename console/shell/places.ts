import type { IconName } from '../parts/line-icon.vue'
import { can } from './session.ts'

export type Place = {
  name: string
  label: string
  title: string
  icon: IconName
  capability: string
  /** What is set up there, in one line. Such rooms are entered through 管理 and do not stand on the rail of every day. */
  manages?: string
}

/** The rooms of the console, in the order of the rail; each is shown to whoever has its capability. */
const PLACES: readonly Place[] = [
  { name: 'desk', label: '坐席', title: '坐席台', icon: 'desk', capability: 'conversation.list' },
  { name: 'follow-ups', label: '回访', title: '电话回访', icon: 'phone', capability: 'follow-up.read' },
  { name: 'triage', label: '研判', title: '研判派单', icon: 'triage', capability: 'ticket.triage' },
  { name: 'inbox', label: '工单', title: '部门收件箱', icon: 'inbox', capability: 'ticket.list-own' },
  { name: 'bad-ratings', label: '差评', title: '差评处理', icon: 'rating', capability: 'rating.read' },
  { name: 'ticket-search', label: '查单', title: '查工单', icon: 'search', capability: 'ticket.read' },
  { name: 'overview', label: '看板', title: '督办看板', icon: 'board', capability: 'insight.read' },
  { name: 'figures', label: '统计', title: '统计指标', icon: 'chart', capability: 'insight.read' },
  { name: 'reports', label: '报告', title: '统计报告', icon: 'report', capability: 'insight.read' },
  { name: 'knowledge', label: '知识', title: '知识库', icon: 'knowledge', capability: 'entry.read' },
  { name: 'digest', label: '简报', title: '每日简报', icon: 'news', capability: 'sending.read' },
  {
    name: 'rules',
    label: '规则',
    title: '派单规则',
    icon: 'rules',
    capability: 'city-rules.read',
    manages: '职责目录、自动派单门槛、单位、分类和分类指引',
  },
  {
    name: 'clock-rules',
    label: '时限',
    title: '时限和日历',
    icon: 'clock',
    capability: 'clock-rules.read',
    manages: '每一项时限、放假和调休，算一件工单什么时候到期',
  },
  {
    name: 'channels',
    label: '渠道',
    title: '渠道',
    icon: 'link',
    capability: 'channels.read',
    manages: '网页、微信、电话、邮件、单位接口：开没开、通不通、怎么开',
  },
  {
    name: 'wordings',
    label: '用语',
    title: '用语',
    icon: 'kit',
    capability: 'city-rules.read',
    manages: '告诉诉求人的话、敏感词',
  },
  {
    name: 'kit',
    label: '话术',
    title: '话术与小组',
    icon: 'kit',
    capability: 'conversation.list',
    manages: '坐席常用的话、一键多步、小组，和骚扰登记',
  },
  {
    name: 'sending',
    label: '送达',
    title: '派单送达',
    icon: 'send',
    capability: 'sending.read',
    manages: '每个单位怎么收到工单，接口密钥',
  },
  {
    name: 'protection',
    label: '隐私',
    title: '隐私保护',
    icon: 'lock',
    capability: 'contact.approve',
    manages: '谁要看联系方式，谁看过，异常的查看，删除申请',
  },
  {
    name: 'retention',
    label: '期限',
    title: '保存期限',
    icon: 'lock',
    capability: 'retention.read',
    manages: '姓名电话和对话保存多久，今晚会删什么，暂缓删除',
  },
  {
    name: 'people',
    label: '人员',
    title: '人员账号',
    icon: 'people',
    capability: 'staff.manage',
    manages: '账号、角色和权限、所属单位、在哪里登录着',
  },
]

/** The door to everything that is set up rather than worked with every day. */
const MANAGE: Place = { name: 'manage', label: '管理', title: '管理', icon: 'manage', capability: '' }

/** Where the signed-in person may go. */
export const openPlaces = (): Place[] => PLACES.filter((place) => can(place.capability))

/** Where a day's work begins: by what somebody may do and nobody else does, the first that fits. */
const BEGINS: readonly [capability: string, place: string][] = [
  ['ticket.list-own', 'inbox'],
  ['conversation.take', 'desk'],
  ['ticket.dispatch', 'triage'],
  ['ticket.supervise', 'overview'],
  ['staff.manage', 'manage'],
]

/** The room somebody stands in after signing in. */
export const homePlace = (): string =>
  BEGINS.find(([capability]) => can(capability))?.[1] ?? openPlaces()[0]?.name ?? 'nothing-allowed'

/** What the person may set up. */
export const managedPlaces = (): Place[] => openPlaces().filter((place) => place.manages)

/** The rail: the rooms of every day, and the door to the rest where the person may set up anything. */
export const railPlaces = (): Place[] => {
  const daily = openPlaces().filter((place) => !place.manages)
  return managedPlaces().length > 0 ? [...daily, MANAGE] : daily
}
