import type { CityRules } from '../../contracts/city-rules.ts'
import { nameCategory, nameDepartment } from '../../tickets/name-department.ts'
import { TYPE_LABELS } from '../../tickets/state-labels.ts'
import type { Ticket } from '../../tickets/ticket.ts'

/** What a template may leave open, and what it is. None of them says who asked. */
export const TEMPLATE_VARIABLES = [
  '工单号',
  '标题',
  '地点',
  '类型',
  '分类',
  '单位',
  '单位电话',
  '今天',
] as const
type Variable = (typeof TEMPLATE_VARIABLES)[number]
export type TemplateValues = Record<Variable, string>

const PATTERN = new RegExp(`\\{\\{\\s*(${TEMPLATE_VARIABLES.join('|')})\\s*\\}\\}`, 'g')

/** The city's day in words, as replies write it: 11月23日. */
const sayDay = (at: string, timezone: string): string =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: timezone, month: 'long', day: 'numeric' }).format(new Date(at))

/** What the variables are for a ticket. `hide` takes out of its words what the reader may not know. */
export const valuesFor = (
  rules: CityRules,
  ticket: Ticket,
  at: string,
  hide: (text: string) => string,
): TemplateValues => {
  const unit = rules.departments.find((d) => d.id === ticket.leadDepartmentId)
  return {
    工单号: ticket.number,
    标题: hide(ticket.title),
    地点: hide(ticket.placeText),
    类型: TYPE_LABELS[ticket.type],
    分类: nameCategory(rules, ticket.categoryId),
    单位: unit ? nameDepartment(rules, unit.id) : '',
    单位电话: unit?.phone ?? '',
    今天: sayDay(at, rules.calendar.timezone),
  }
}

/** A template with its variables filled; one that is empty here stays as it is written, and is seen. Pure. */
export const fillTemplate = (text: string, values: TemplateValues): string =>
  text.replace(PATTERN, (whole, name: Variable) => values[name] || whole)

const LEAST = 2
/** A reply made a template: where it names this ticket, this place, this unit, this day, the variable stands. Pure. */
export const makeTemplate = (text: string, values: TemplateValues): string => {
  const kept: Variable[] = ['工单号', '标题', '地点', '单位电话', '单位', '今天']
  return kept.reduce(
    (words, name) => (values[name].length > LEAST ? words.replaceAll(values[name], `{{${name}}}`) : words),
    text,
  )
}
