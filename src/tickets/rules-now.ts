import type { CityRules } from '../contracts/city-rules.ts'
import type { CategoryLeafFile, DepartmentFile } from '../contracts/knowledge-file.ts'

/** A chain of successors longer than this is a circle. */
const CHAIN_MAX = 20

/** The units that work today; closed ones stay in `rules.departments` for the names on old tickets. */
export const openUnits = (rules: CityRules): DepartmentFile[] =>
  rules.departments.filter((unit) => unit.closedOn === undefined)

/** The unit that does today what this one did: itself, or whoever followed it; null when nobody does. */
export const unitNow = (rules: Pick<CityRules, 'departments'>, id: string): DepartmentFile | null => {
  let unit = rules.departments.find((d) => d.id === id)
  for (let hops = 0; unit?.closedOn !== undefined && hops < CHAIN_MAX; hops++) {
    const next: string | undefined = unit.successor
    unit = next === undefined ? undefined : rules.departments.find((d) => d.id === next)
  }
  return unit && unit.closedOn === undefined ? unit : null
}

export const isOpenUnit = (rules: CityRules, id: string): boolean =>
  rules.departments.some((unit) => unit.id === id && unit.closedOn === undefined)

const findLeaf = (rules: CityRules, id: string): CategoryLeafFile | undefined => {
  for (const branch of rules.categories) {
    const leaf = branch.children.find((one) => one.id === id)
    if (leaf) return leaf
  }
  return undefined
}

/** The leaf in use today for a matter of this leaf: itself, or what replaced it; null when nothing did. */
export const leafNow = (rules: CityRules, id: string): CategoryLeafFile | null => {
  let leaf = findLeaf(rules, id)
  for (let hops = 0; leaf?.removedOn !== undefined && hops < CHAIN_MAX; hops++) {
    const next: string | undefined = leaf.replacedBy
    leaf = next === undefined ? undefined : findLeaf(rules, next)
  }
  return leaf && leaf.removedOn === undefined ? leaf : null
}

/** The branches with the leaves in use today. */
export const openBranches = (rules: CityRules): CityRules['categories'] =>
  rules.categories.map((branch) => ({
    ...branch,
    children: branch.children.filter((leaf) => leaf.removedOn === undefined),
  }))
