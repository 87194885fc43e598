import type { CityRules } from '../contracts/city-rules.ts'

/** The short name of a department, e.g. "市城管局"; its id when the city's files no longer know it. */
export const nameDepartment = (rules: CityRules, id: string): string =>
  rules.departments.find((d) => d.id === id)?.short ?? id

/** The name of a category leaf or branch; its id when the city's files no longer know it. */
export const nameCategory = (rules: CityRules, id: string): string => {
  for (const branch of rules.categories) {
    if (branch.id === id) return branch.name
    const leaf = branch.children.find((l) => l.id === id)
    if (leaf) return leaf.name
  }
  return id
}
