import type { IconName } from '../parts/line-icon.vue'
import { can } from './session.ts'

export type Place = { name: string; label: string; title: string; icon: IconName; capability: string }

/** The rooms of the console, in the order of the rail; each is shown to whoever has its capability. */
const PLACES: readonly Place[] = [
  { name: 'desk', label: '坐席', title: '坐席台', icon: 'desk', capability: 'conversation.list' },
  { name: 'kit', label: '话术', title: '话术与小组', icon: 'kit', capability: 'conversation.list' },
  { name: 'triage', label: '研判', title: '研判派单', icon: 'triage', capability: 'ticket.triage' },
  { name: 'inbox', label: '工单', title: '部门收件箱', icon: 'inbox', capability: 'ticket.list-own' },
  { name: 'overview', label: '看板', title: '督办看板', icon: 'board', capability: 'insight.read' },
  { name: 'figures', label: '统计', title: '统计指标', icon: 'chart', capability: 'insight.read' },
  { name: 'reports', label: '报告', title: '统计报告', icon: 'report', capability: 'insight.read' },
  { name: 'protection', label: '隐私', title: '隐私保护', icon: 'lock', capability: 'contact.approve' },
  { name: 'knowledge', label: '知识', title: '知识库', icon: 'knowledge', capability: 'entry.read' },
  { name: 'digest', label: '简报', title: '每日简报', icon: 'fault', capability: 'sending.read' },
  { name: 'sending', label: '送达', title: '派单送达', icon: 'link', capability: 'sending.read' },
  { name: 'people', label: '人员', title: '人员账号', icon: 'people', capability: 'staff.manage' },
]

/** Where the signed-in person may go. */
export const openPlaces = (): Place[] => PLACES.filter((place) => can(place.capability))
