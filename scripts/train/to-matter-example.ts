import type { CityRules } from '../../src/contracts/city-rules.ts'
import type { MatterExample } from '../../src/dispatch/matter-example-repository.ts'
import { asLearnedUnit } from '../../src/dispatch/note-decision.ts'
import { redactText } from '../../src/understanding/redact-text.ts'
import { type ColumnMap, pick } from '../tables/pick-columns.ts'

export const MATTER_FIELDS = ['text', 'title', 'category', 'department'] as const

/** Names the file uses that the city's files do not know, with how often. */
export type Unknown = { categories: Map<string, number>; departments: Map<string, number> }

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

/** Reads rows of a city's own history as examples, redacted; null for a row without a text, or with no name the city knows. */
export const createMatterReader = (rules: CityRules, at: string, unknown: Unknown) => {
  const leaves = leavesByName(rules)
  const units = unitsByName(rules)
  return (map: ColumnMap, fields: Record<string, string>, id: string): MatterExample | null => {
    const [text, title, category, department] = MATTER_FIELDS.map((field) => pick(map, fields, field)) as [
      string,
      string,
      string,
      string,
    ]
    if (text === '' && title === '') return null
    const leaf = category === '' ? null : (leaves.get(category) ?? count(unknown.categories, category))
    const unit = department === '' ? null : (units.get(department) ?? count(unknown.departments, department))
    if (leaf === null && unit === null) return null
    return {
      id,
      source: 'history',
      title: redactText(title),
      text: redactText(text.slice(0, TEXT_MAX)),
      category: leaf,
      unit,
      at,
      byStaff: null,
    }
  }
}
