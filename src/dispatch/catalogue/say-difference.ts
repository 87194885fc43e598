import {
  CHANNEL_LABELS,
  CHANNEL_NAMES,
  type ChannelId,
  sayChannelValue,
} from '../../contracts/channel-rules.ts'
import type { CityRules } from '../../contracts/city-rules.ts'
import type { RetentionFile } from '../../contracts/knowledge-file.ts'
import type { Role } from '../../contracts/staff.ts'
import type { Difference, ManagedKind } from '../../knowledge-base/rule-items.ts'
import type { Capability } from '../../staff/policy.ts'
import { RIGHT_WORDS, ROLE_NAMES } from '../../staff/roles/right-words.ts'
import { nameCategory, nameDepartment } from '../../tickets/name-department.ts'
import { KEPT_LABELS } from '../../tickets/state-labels.ts'
import { fillChannel } from '../channels/say-channel.ts'
import { DISTRICT } from '../note-decision.ts'
import { sayLine } from './check-line.ts'

/** What a change did to one piece, in words. An empty side: it was added, or taken out. */
export type SaidDifference = {
  kind: ManagedKind
  id: string
  title: string
  fields: { label: string; before: string; after: string }[]
}

const LABELS: Record<string, string> = {
  ...CHANNEL_LABELS,
  category: '分类',
  place: '属地',
  when: '关键词',
  lead: '主办单位',
  co: '协办单位',
  duty: '职责事项',
  basis: '依据',
  text: '文字',
  advice: '提醒',
  name: '名称',
  short: '简称',
  aliases: '别名',
  kind: '类别',
  duties: '职责',
  phone: '电话',
  address: '地址',
  hours: '办公时间',
  closedOn: '停用日期',
  successor: '接续单位',
  keywords: '关键词',
  removedOn: '停用日期',
  replacedBy: '改用分类',
  department: '区县单位',
  threshold: '自动派单门槛',
  says: '告知内容',
  number: '电话',
  door: '该找哪里',
  disposition: '怎么处理',
  reasonCode: '原因代码',
  record: '是否记录内容',
  more: '另外给的权限',
  less: '收回的权限',
}
const UNIT_FIELDS = ['lead', 'co', 'successor', 'department']
const RIGHT_FIELDS = ['more', 'less']
const CATEGORY_FIELDS = ['category', 'replacedBy']

const sayOne = (rules: CityRules, field: string, value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (field in CHANNEL_LABELS) return sayChannelValue(field, value)
  if (Array.isArray(value)) return value.map((part) => sayOne(rules, field, part)).join('、')
  if (typeof value === 'boolean') return value ? '是' : '否'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (UNIT_FIELDS.includes(field)) return text === DISTRICT ? '事发地所在区县' : nameDepartment(rules, text)
  if (CATEGORY_FIELDS.includes(field)) return nameCategory(rules, text)
  if (RIGHT_FIELDS.includes(field)) return `“${RIGHT_WORDS[text as Capability]?.[1] ?? text}”`
  if (field === 'place') return rules.city.districts.find((d) => d.id === text)?.name ?? text
  return text
}

type Piece = Record<string, unknown>

/** Terms of keeping, each as a field of its own: one of six is changed, as a rule. */
const sayTerms = ({ before, after }: Difference): SaidDifference['fields'] => {
  const termsOf = (piece: unknown): Partial<RetentionFile> =>
    (piece as { retention?: Partial<RetentionFile> } | undefined)?.retention ?? {}
  const [was, is] = [termsOf(before), termsOf(after)]
  const say = (term: RetentionFile[keyof RetentionFile] | undefined): string =>
    term ? `${term.days} 天（${term.basis}）` : ''
  return (Object.keys(KEPT_LABELS) as (keyof RetentionFile)[])
    .map((kind) => ({ label: KEPT_LABELS[kind], before: say(was[kind]), after: say(is[kind]) }))
    .filter((field) => field.before !== field.after)
}

const titleOf = (
  rules: CityRules,
  { kind, id, before, after }: Difference & { kind: ManagedKind },
): string => {
  const piece = (after ?? before) as Piece
  if (kind === 'catalogue' && id !== '') return sayLine(rules, piece as Parameters<typeof sayLine>[1])
  if (kind === 'channels') return CHANNEL_NAMES[id as ChannelId] ?? id
  if (kind === 'dispatch') return '自动派单门槛'
  if (kind === 'roles') return ROLE_NAMES[id as Role] ?? id
  if (kind === 'city' && id === '') return '保存期限'
  return typeof piece.name === 'string' ? piece.name : id
}

/** A difference between two versions in the words of the pages: which fields, what stood there, what stands there now. */
export const sayDifference = (
  rules: CityRules,
  difference: Difference & { kind: ManagedKind },
): SaidDifference => {
  const side = (piece: unknown): Piece =>
    (difference.kind === 'channels' ? fillChannel(difference.id, piece) : (piece ?? {})) as Piece
  const [before, after] = [side(difference.before), side(difference.after)]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const fields = names
    .filter((name) => name in LABELS)
    .map((name) => ({
      label: LABELS[name] ?? name,
      before: sayOne(rules, name, before[name]),
      after: sayOne(rules, name, after[name]),
    }))
    .filter((field) => field.before !== field.after)
  if (difference.kind === 'city' && difference.id === '') fields.push(...sayTerms(difference))
  return { kind: difference.kind, id: difference.id, title: titleOf(rules, difference), fields }
}
