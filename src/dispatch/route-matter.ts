import type { CityRules } from '../contracts/city-rules.ts'
import type { CatalogueLineFile } from '../contracts/knowledge-file.ts'
import type { Routing } from '../contracts/ticket.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import type { RankedMatter } from './classify-matter.ts'
import { CONSIDERED_CATEGORIES, DISPATCH_THRESHOLD } from './thresholds.ts'

/** In the catalogue: the district it happened in (属地). */
const DISTRICT = 'district'
const CANDIDATES = 3

/** What a routing is made from. `ranked`: the likeliest categories; `districtId` null when nobody said where. */
export type MatterToRoute = { text: string; districtId: string | null; ranked: readonly RankedMatter[] }

/** One reading of the matter: a category, the catalogue line it falls under, and who would lead. */
type Reading = {
  matter: RankedMatter
  line: CatalogueLineFile
  /** Null: led by the district, and the district isn't known. */
  leadId: string | null
  words: string[]
}

const linesOf = (rules: CityRules, categoryId: string): CatalogueLineFile[] => {
  const exact = rules.catalogue.lines.filter((line) => line.category === categoryId)
  return exact.length > 0
    ? exact
    : rules.catalogue.lines.filter((line) => line.category === categoryId.slice(0, 2))
}

/** The narrowest line that applies; between equals the one written first, as the catalogue promises its editors. */
const chooseLine = (
  rules: CityRules,
  categoryId: string,
  matter: MatterToRoute,
): { line: CatalogueLineFile; words: string[] } | null => {
  let best: { line: CatalogueLineFile; words: string[]; narrow: number } | null = null
  for (const line of linesOf(rules, categoryId)) {
    const words = line.when.filter((word) => matter.text.includes(word))
    if (line.when.length > 0 && words.length === 0) continue
    if (line.place !== undefined && line.place !== matter.districtId) continue
    const narrow = Number(line.when.length > 0) + Number(line.place !== undefined)
    if (!best || narrow > best.narrow) best = { line, words, narrow }
  }
  return best
}

const districtDepartment = (rules: CityRules, districtId: string | null): string | null =>
  rules.city.districts.find((d) => d.id === districtId)?.department ?? null

const resolve = (rules: CityRules, unit: string, districtId: string | null): string | null =>
  unit === DISTRICT ? districtDepartment(rules, districtId) : unit

const explain = (rules: CityRules, r: Reading): string => {
  const lead = r.leadId === null ? '事发地所在区县' : nameDepartment(rules, r.leadId)
  const because = r.words.length > 0 ? `(提到“${r.words[0]}”)` : ''
  const score = r.matter.score.toFixed(2)
  return `类别“${r.matter.name}”(${score})${because}在派单目录中由${lead}主办；依据：${r.line.basis}`
}

const toTriage = (why: string, candidates: Routing['candidates'], score: number): Routing => ({
  departmentId: null,
  coDepartmentIds: [],
  score,
  why,
  catalogueLineId: null,
  candidates,
})

const readingsOf = (rules: CityRules, matter: MatterToRoute): Reading[] =>
  matter.ranked.slice(0, CONSIDERED_CATEGORIES).flatMap((ranked) => {
    const chosen = chooseLine(rules, ranked.categoryId, matter)
    if (!chosen) return []
    const leadId = resolve(rules, chosen.line.lead, matter.districtId)
    return [{ matter: ranked, line: chosen.line, words: chosen.words, leadId }]
  })

/** Adds up what the readings say for each unit; each keeps its likeliest reading as its reason. */
const weigh = (readings: readonly Reading[]): { reading: Reading; score: number }[] => {
  const units = new Map<string | null, { reading: Reading; score: number }>()
  for (const reading of readings) {
    const unit = units.get(reading.leadId)
    if (unit) unit.score += reading.matter.score
    else units.set(reading.leadId, { reading, score: reading.matter.score })
  }
  return [...units.values()].sort((a, b) => b.score - a.score)
}

/**
 * Where a matter should go (派单): the dispatch catalogue read for each likely category, place and words of the
 * matter, the answers added up per unit, with the reason in words. Not sure enough, led by a district nobody named, or
 * in no line of the catalogue: the triage desk decides. Never a guess and never an exception.
 */
export const routeMatter = (rules: CityRules, matter: MatterToRoute): Routing => {
  const units = weigh(readingsOf(rules, matter))
  const candidates = units
    .filter((u) => u.reading.leadId !== null)
    .slice(0, CANDIDATES)
    .map((u) => ({
      departmentId: u.reading.leadId ?? '',
      score: Math.min(1, u.score),
      why: explain(rules, u.reading),
    }))
  const best = units[0]
  if (!best) return toTriage('派单目录里没有对应的事项，由热线研判。', candidates, 0)
  const { reading } = best
  const score = Math.min(1, best.score)
  if (reading.leadId === null) {
    return toTriage(`${explain(rules, reading)}。还不知道发生在哪个区县，由热线研判。`, candidates, score)
  }
  if (score < DISPATCH_THRESHOLD) {
    return toTriage(
      `把握不够(${score.toFixed(2)})，由热线研判。最像的是：${explain(rules, reading)}`,
      candidates,
      score,
    )
  }
  const co = reading.line.co.map((unit) => resolve(rules, unit, matter.districtId))
  return {
    departmentId: reading.leadId,
    coDepartmentIds: [...new Set(co)].filter((id) => id !== null && id !== reading.leadId) as string[],
    score,
    why: explain(rules, reading),
    catalogueLineId: reading.line.id,
    candidates,
  }
}
