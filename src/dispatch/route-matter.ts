import type { CityRules } from '../contracts/city-rules.ts'
import type { CatalogueLineFile } from '../contracts/knowledge-file.ts'
import type { Routing } from '../contracts/ticket.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import { unitNow } from '../tickets/rules-now.ts'
import type { RankedMatter } from './classify-matter.ts'
import type { UnitAdvice } from './lean-on-history.ts'
import { DISTRICT } from './note-decision.ts'
import { CONSIDERED_CATEGORIES } from './thresholds.ts'

const CANDIDATES = 3
/** How a routing begins that goes to triage whatever its score: history names a unit the catalogue does not. */
export const DISAGREES = '派单目录和以往的派单不一致'

/**
 * What a routing is made from. `ranked`: the likeliest categories; `districtId` null when nobody said where; `advice`: where matters
 * like it went before.
 */
export type MatterToRoute = {
  text: string
  districtId: string | null
  ranked: readonly RankedMatter[]
  advice?: readonly UnitAdvice[]
}

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

/** The unit that works today, or null: no district named, or the unit was closed and nobody followed it. */
const resolve = (rules: CityRules, unit: string, districtId: string | null): string | null => {
  const named = unit === DISTRICT ? districtDepartment(rules, districtId) : unit
  return named === null ? null : (unitNow(rules, named)?.id ?? null)
}

/** As the candidates beside it say it. */
const sure = (score: number): string => `${Math.round(score * 100)}%`

const explain = (rules: CityRules, r: Reading): string => {
  const unnamed = r.line.lead === DISTRICT ? '事发地所在区县' : nameDepartment(rules, r.line.lead)
  const lead = r.leadId === null ? unnamed : nameDepartment(rules, r.leadId)
  const because = r.words.length > 0 ? `(提到“${r.words[0]}”)` : ''
  const score = sure(r.matter.score)
  return `类别“${r.matter.name}”(把握 ${score})${because}在派单目录中由${lead}主办；依据：${r.line.basis}`
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

type Unit = { leadId: string | null; reading: Reading | null; score: number; history: string | null }

/** Adds up what the readings say for each unit; each keeps its likeliest reading as its reason. */
const weigh = (readings: readonly Reading[]): Unit[] => {
  const units = new Map<string | null, Unit>()
  for (const reading of readings) {
    const unit = units.get(reading.leadId)
    if (unit) unit.score += reading.matter.score
    else
      units.set(reading.leadId, {
        leadId: reading.leadId,
        reading,
        score: reading.matter.score,
        history: null,
      })
  }
  return [...units.values()]
}

/** History takes its share of every unit's score and gives it to those it speaks for. */
const leanOnHistory = (rules: CityRules, units: readonly Unit[], matter: MatterToRoute): Unit[] => {
  const leaned = units.map((unit) => ({ ...unit, score: Math.min(1, unit.score) }))
  for (const { unit, share, why } of matter.advice ?? []) {
    const leadId = resolve(rules, unit, matter.districtId)
    if (leadId === null && unit !== DISTRICT) continue
    for (const other of leaned) other.score *= 1 - share
    const known = leaned.find((u) => u.leadId === leadId)
    if (known) {
      known.score += share
      known.history ??= why
    } else if (leadId !== null) leaned.push({ leadId, reading: null, score: share, history: why })
  }
  return leaned.sort((a, b) => b.score - a.score)
}

const giveReason = (rules: CityRules, unit: Unit): string => {
  const byCatalogue = unit.reading ? explain(rules, unit.reading) : '派单目录没有把这类事项给它'
  return unit.history === null ? byCatalogue : `${byCatalogue}；${unit.history}`
}

/**
 * Where a matter should go (派单): the dispatch catalogue read for each likely category, place and words of the
 * matter, the answers added up per unit, with the reason in words. Not sure enough, led by a district nobody named, or
 * in no line of the catalogue: the triage desk decides. Never a guess and never an exception.
 */
export const routeMatter = (rules: CityRules, matter: MatterToRoute): Routing => {
  const units = leanOnHistory(rules, weigh(readingsOf(rules, matter)), matter)
  const candidates = units
    .filter((u) => u.leadId !== null)
    .slice(0, CANDIDATES)
    .map((u) => ({ departmentId: u.leadId ?? '', score: u.score, why: giveReason(rules, u) }))
  const best = units[0]
  if (!best) return toTriage('派单目录里没有对应的事项，由热线研判。', candidates, 0)
  const { reading, score } = best
  const why = giveReason(rules, best)
  if (!reading) {
    // A unit the catalogue doesn't name for this matter is a person's decision, whatever went before.
    return toTriage(`${DISAGREES}，由热线研判。${why}`, candidates, score)
  }
  if (reading.leadId === null && reading.line.lead !== DISTRICT) {
    const closed = nameDepartment(rules, reading.line.lead)
    return toTriage(`目录里主办这类事项的${closed}已停用，还没有接续单位，由热线研判。`, candidates, score)
  }
  if (reading.leadId === null) {
    return toTriage(`${why}。还不知道发生在哪个区县，由热线研判。`, candidates, score)
  }
  if (rules.dispatch.threshold === 1 || score < rules.dispatch.threshold) {
    return toTriage(`把握不够(${sure(score)})，由热线研判。最像的是：${why}`, candidates, score)
  }
  const co = reading.line.co.map((unit) => resolve(rules, unit, matter.districtId))
  return {
    departmentId: reading.leadId,
    coDepartmentIds: [...new Set(co)].filter((id) => id !== null && id !== reading.leadId) as string[],
    score,
    why,
    catalogueLineId: reading.line.id,
    candidates,
  }
}
