import type { CityRules } from '../../contracts/city-rules.ts'

/** Branches and leaves as a page offers them to choose from: ids and names, without texts, successors and dates. */
export const listCategoryChoices = (branches: CityRules['categories']) =>
  branches.map(({ id, name, children }) => ({
    id,
    name,
    children: children.map((leaf) => ({ id: leaf.id, name: leaf.name })),
  }))
