import type { CityRules } from '../../src/contracts/city-rules.ts'
import { TicketType, Urgency } from '../../src/contracts/ticket.ts'
import type { MatterExample } from '../../src/dispatch/matter-example-repository.ts'
import { asLearnedUnit } from '../../src/dispatch/note-decision.ts'
import { TYPE_LABELS } from '../../src/tickets/state-labels.ts'
import { redactText } from '../../src/understanding/redact-text.ts'
import { type ColumnMap, pick } from '../tables/pick-columns.ts'

export const MATTER_FIELDS = ['text', 'title', 'category', 'department', 'type', 'urgency'] as const
/** Of these one must be mapped: something has to be learned. */
export const LEARNED_FIELDS = ['category', 'department', 'type', 'urgency'] as const

/** Names the file uses that the city's files do not know, with how often. */
export type Unknown = Record<(typeof LEARNED_FIELDS)[number], Map<string, number>>
export const noneUnknown = (): Unknown => ({
  category: new Map(),
  department: new Map(),
  type: new Map(),
  urgency: new Map(),
})

/** A letter of a leader board runs to thousands of characters; what it is about stands in the first ones. */
const TEXT_MAX = 3_000

const count = (names: Map<string, number>, name: string): null => {
  names.set(name, (names.get(name) ?? 0) + 1)
  return null
}

/** Category leaves by id and by name, where only one leaf has it. */
const leavesByName = (rules: CityRules): Map<string, string> => {
  const leaves = rules.categories.flatMap((branch) => branch.children)
  const once = leaves.filter(({ name }) => leaves.filter((other) => other.name === name).length === 1)
  return new Map([
    ...once.map(({ id, name }): [string, string] => [name, id]),
    ...leaves.map(({ id }): [string, string] => [id, id]),
  ])
}

const unitsByName = (rules: CityRules): Map<string, string> =>
  new Map(
    rules.departments.flatMap((d) =>
      [...d.aliases, d.short, d.name, d.id].map((name): [string, string] => [
        name,
        asLearnedUnit(rules, d.id),
      ]),
    ),
  )

const TYPES_BY_NAME = new Map<string, TicketType>(
  TicketType.options.flatMap((type): [string, TicketType][] => [
    [type, type],
    [TYPE_LABELS[type], type],
  ]),
)

/** What hotlines call how soon somebody must act. */
const URGENCIES_BY_NAME = new Map<string, Urgency>([
  ...Urgency.options.map((urgency): [string, Urgency] => [urgency, urgency]),
  ['普通', 'normal'],
  ['一般', 'normal'],
  ['正常', 'normal'],
  ['紧急', 'urgent'],
  ['加急', 'urgent'],
  ['特急', 'critical'],
  ['危急', 'critical'],
])

/** Reads rows of a city's own history as examples, redacted; null for a row without a text, or with no name the city knows. */
export const createMatterReader = (rules: CityRules, at: string, unknown: Unknown) => {
  const leaves = leavesByName(rules)
  const units = unitsByName(rules)
  return (map: ColumnMap, fields: Record<string, string>, id: string): MatterExample | null => {
    const of = (field: (typeof MATTER_FIELDS)[number]): string => pick(map, fields, field)
    const known = <T>(field: keyof Unknown, byName: ReadonlyMap<string, T>): T | null =>
      of(field) === '' ? null : (byName.get(of(field)) ?? count(unknown[field], of(field)))
    const [text, title] = [of('text'), of('title')]
    if (text === '' && title === '') return null
    const learned = {
      category: known('category', leaves),
      unit: known('department', units),
      type: known('type', TYPES_BY_NAME),
      urgency: known('urgency', URGENCIES_BY_NAME),
    }
    if (Object.values(learned).every((label) => label === null)) return null
    return {
      id,
      source: 'history',
      title: redactText(title),
      text: redactText(text.slice(0, TEXT_MAX)),
      ...learned,
      at,
      byStaff: null,
    }
  }
}
