import type { CityRules } from '../contracts/city-rules.ts'
import type { CatalogueLineFile } from '../contracts/knowledge-file.ts'
import type { Routing } from '../contracts/ticket.ts'
import { nameCategory, nameDepartment } from '../tickets/name-department.ts'
import type { MatterClassifier } from './classify-matter.ts'
import { DISPATCH_AT } from './thresholds.ts'

/** What is known of a matter when it must be sent somewhere. `categoryId` = what the citizen saw and confirmed. */
export type Matter = { text: string; districtId: string | null; categoryId?: string }

type Choice = {
  departmentId: string | null
  line: CatalogueLineFile
  score: number
  leaf: string
  words: string[]
}

const LEAVES_WEIGHED = 4
const CANDIDATES = 3
/** The share of certainty a confirmed category brings: the citizen looked at it, but rarely corrects it. */
const CONFIRMED_SHARE = 0.5

const wordsIn = (line: CatalogueLineFile, text: string): string[] =>
  line.when.filter((word) => text.includes(word))

/** How narrowly a line speaks of this matter; null when it does not apply. Between equals the first one written wins. */
const narrowness = (line: CatalogueLineFile, matter: Matter): number | null => {
  if (line.place && line.place !== matter.districtId) return null
  const words = wordsIn(line, matter.text)
  if (line.when.length > 0 && words.length === 0) return null
  return (line.place ? 1000 : 0) + (line.when.length > 0 ? 100 : 0) + words.join('').length
}

const narrowest = (rules: CityRules, leaf: string, matter: Matter): CatalogueLineFile | null => {
  let best: { line: CatalogueLineFile; narrow: number } | null = null
  for (const line of rules.catalogue.lines) {
    if (line.category !== leaf && line.category !== leaf.slice(0, 2)) continue
    const narrow = narrowness(line, matter)
    if (narrow === null) continue
    const own = narrow + (line.category === leaf ? 10_000 : 0)
    if (!best || own > best.narrow) best = { line, narrow: own }
  }
  return best?.line ?? null
}

/** `district` in the catalogue means the place's own; unknown when the place is. */
const resolve = (rules: CityRules, id: string, districtId: string | null): string | null =>
  id === 'district' ? (rules.city.districts.find((d) => d.id === districtId)?.department ?? null) : id

const explain = (rules: CityRules, choice: Choice): string => {
  const name = nameCategory(rules, choice.leaf)
  const who = choice.departmentId ? nameDepartment(rules, choice.departmentId) : '事发地的区县'
  const words = choice.words.length > 0 ? `,提到“${choice.words.slice(0, 3).join('、')}”` : ''
  return `类别“${name}”(${choice.score.toFixed(2)})${words},派单目录由${who}主办;依据:${choice.line.basis}`
}

const rankLeaves = (classifier: MatterClassifier, matter: Matter): { label: string; score: number }[] => {
  const ranked = classifier.classify(matter.text, LEAVES_WEIGHED)
  const confirmed = matter.categoryId
  if (!confirmed) return ranked
  const scores = new Map(ranked.map((r) => [r.label, r.score * (1 - CONFIRMED_SHARE)]))
  scores.set(confirmed, (scores.get(confirmed) ?? 0) + CONFIRMED_SHARE)
  return [...scores].map(([label, score]) => ({ label, score })).sort((a, b) => b.score - a.score)
}

/**
 * Category × place × words of the matter → lead and co-departments by the dispatch catalogue, with a score and the
 * reason in words. Leaves that lead to the same department add up. Below the threshold, or where the district is not
 * known, `departmentId` is null: the triage desk decides. Never a guess, never an exception.
 */
export const routeMatter = (rules: CityRules, classifier: MatterClassifier, matter: Matter): Routing => {
  const byDepartment = new Map<string, Choice>()
  for (const { label, score } of rankLeaves(classifier, matter)) {
    const line = narrowest(rules, label, matter)
    if (!line) continue
    const departmentId = resolve(rules, line.lead, matter.districtId)
    const key = departmentId ?? 'unknown'
    const known = byDepartment.get(key)
    if (known) known.score += score
    else byDepartment.set(key, { departmentId, line, score, leaf: label, words: wordsIn(line, matter.text) })
  }
  const ranked = [...byDepartment.values()].sort((a, b) => b.score - a.score)
  const candidates = ranked.flatMap((choice) =>
    choice.departmentId
      ? [{ departmentId: choice.departmentId, score: Math.min(1, choice.score), why: explain(rules, choice) }]
      : [],
  )
  const best = ranked[0]
  const rest = { candidates: candidates.slice(0, CANDIDATES), score: Math.min(1, best?.score ?? 0) }
  if (!best?.departmentId || best.score < DISPATCH_AT) {
    const reason = !best
      ? '派单目录里没有对应的条目'
      : !best.departmentId
        ? '不知道事发地属于哪个区县'
        : '把握不够'
    return {
      ...rest,
      departmentId: null,
      coDepartmentIds: [],
      catalogueLineId: null,
      why: `${reason},由研判台决定。`,
    }
  }
  const co = best.line.co.map((id) => resolve(rules, id, matter.districtId)).filter((id) => id !== null)
  return {
    ...rest,
    departmentId: best.departmentId,
    coDepartmentIds: [...new Set(co)].filter((id) => id !== best.departmentId),
    catalogueLineId: best.line.id,
    why: explain(rules, best),
  }
}
