import type { CityRules } from '../contracts/city-rules.ts'

/** The city's id of a unit named in full, in short or by an alias; the foreign name as it stands when it is none of ours. */
export const departmentOf = (rules: CityRules, name: string): string =>
  rules.departments.find(
    (d) => d.id === name || d.name === name || d.short === name || d.aliases.includes(name),
  )?.id ?? name

/** The city's id of a category named by id or name; the foreign name as it stands when it is none of ours. */
export const categoryOf = (rules: CityRules, name: string): string => {
  const all = rules.categories.flatMap((c) => [{ id: c.id, name: c.name }, ...c.children])
  return all.find((c) => c.id === name || c.name === name)?.id ?? name
}
