import type { CityRules } from '../../contracts/city-rules.ts'
import type { CatalogueLineFile } from '../../contracts/knowledge-file.ts'
import { nameCategory, nameDepartment } from '../../tickets/name-department.ts'
import { isOpenUnit, openBranches } from '../../tickets/rules-now.ts'
import { DISTRICT } from '../note-decision.ts'

/** A line of the catalogue before it has an id. */
export type LineContent = Omit<CatalogueLineFile, 'id'>

const wordsKey = (when: readonly string[]): string => [...new Set(when)].sort().join('、')

/** Two lines with the same key are for the same matters: the second would never be read. */
export const keyOf = (line: LineContent): string =>
  [line.category, line.place ?? '', wordsKey(line.when)].join('|')

/** A line in words, for the history and for what would change. */
export const sayLine = (rules: CityRules, line: LineContent): string => {
  const place = rules.city.districts.find((d) => d.id === line.place)?.name
  const lead = line.lead === DISTRICT ? '事发地所在区县' : nameDepartment(rules, line.lead)
  const words = line.when.length > 0 ? `(${line.when.slice(0, 3).join('、')})` : ''
  return `${nameCategory(rules, line.category)}${words}${place ? `·${place}` : ''} → ${lead}`
}

/** The sentences that stand against a line; empty = it can be used. `others`: the lines it would stand beside. */
export const checkLine = (
  rules: CityRules,
  line: LineContent,
  others: readonly CatalogueLineFile[],
): string[] => {
  const wrong: string[] = []
  const branches = openBranches(rules)
  const known = branches.some(
    (b) => b.id === line.category || b.children.some((leaf) => leaf.id === line.category),
  )
  if (!known) wrong.push(`没有“${line.category}”这个分类，或者已经停用`)
  if (line.place !== undefined && !rules.city.districts.some((d) => d.id === line.place))
    wrong.push(`没有“${line.place}”这个区县`)
  for (const unit of new Set([line.lead, ...line.co])) {
    if (unit !== DISTRICT && !isOpenUnit(rules, unit)) wrong.push(`没有“${unit}”这个单位，或者已经停用`)
  }
  if (line.co.includes(line.lead)) wrong.push('主办单位不能同时是协办单位')
  if (line.basis.trim().length < 2) wrong.push('没有写依据')
  const same = others.find((other) => keyOf(other) === keyOf(line))
  if (same) wrong.push(`和“${sayLine(rules, same)}”重复：同样的分类、属地和关键词只能有一条`)
  return wrong
}
