import { z } from 'zod'
import { TicketType } from '../src/contracts/ticket.ts'
import type { Desk } from '../src/intake/desk.ts'
import { startDraft } from '../src/intake/draft/start-draft.ts'

/** One line of eval/gold/complaints.jsonl: a matter as a person writes it, and where a good dispatcher sends it. */
export const GoldMatter = z.strictObject({
  id: z.string(),
  text: z.string().min(1),
  type: TicketType,
  category: z.string(),
  /** "triage" where a sensible dispatcher could not decide from these words. */
  department: z.string(),
  also_departments: z.array(z.string()).default([]),
  /** The district's id in city.yaml. */
  place: z.string().optional(),
})
export type GoldMatter = z.infer<typeof GoldMatter>

/** One line of eval/gold/special.jsonl: null = nothing special, a route here is a false alarm. */
export const GoldSpecial = z.strictObject({ id: z.string(), text: z.string(), route: z.string().nullable() })
export type GoldSpecial = z.infer<typeof GoldSpecial>

export type JudgedMatter = {
  matter: GoldMatter
  intent: string
  category: string
  /** The right leaf's place among the ranked, 0 = not among them. */
  categoryRank: number
  /** "triage" = left to the triage desk. */
  department: string
  score: number
  district: string | null
  route: string | null
}

/**
 * Drafts and routes one matter as the product does when the citizen confirms the draft unchanged: understanding reads type and place,
 * the draft takes the likeliest category, the catalogue gives the department.
 */
export const judgeMatter = (desk: Desk, matter: GoldMatter): JudgedMatter => {
  const meaning = desk.understand(matter.text, desk.clock.now())
  const draft = startDraft(desk, meaning, matter.type)
  const ranked = desk.classify(meaning.text).map(({ label }) => label)
  const routing = desk.route({
    text: meaning.text,
    districtId: draft.districtId,
    categoryId: draft.categoryId,
  })
  return {
    matter,
    intent: meaning.intent,
    category: draft.categoryId,
    categoryRank: ranked.indexOf(matter.category) + 1,
    department: routing.departmentId ?? 'triage',
    score: routing.score,
    district: draft.districtId,
    route: meaning.specialRoute?.id ?? null,
  }
}

export type MatterFigures = {
  n: number
  type: number
  /** The same with 求助, 投诉 and 举报 as one: people describe a grievance and do not say which of the three it is. */
  typeLenient: number
  categoryTop1: number
  categoryTop3: number
  /** Sent to the lead department, or left to triage where that is right; of all. */
  department: number
  /** Sent to the lead or to a department that is concerned as well; of all. */
  departmentLenient: number
  /** Of those that were dispatched, the share that went to a wrong department. */
  wrongDispatch: number
  triage: number
  district: number
  /** Matters that a special route would turn away although we handle them. */
  turnedAway: number
}

const groupOf = (type: string): string => (['help', 'complaint', 'report'].includes(type) ? 'handling' : type)

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

export const isSentRight = ({ matter, department }: JudgedMatter): boolean => department === matter.department
export const isSentWrong = ({ matter, department }: JudgedMatter): boolean =>
  department !== 'triage' && department !== matter.department && !matter.also_departments.includes(department)

/** The figures of judged matters. */
export const countMatters = (judged: readonly JudgedMatter[]): MatterFigures => {
  const n = judged.length
  const count = (test: (one: JudgedMatter) => boolean): number => judged.filter(test).length
  const placed = judged.filter(({ matter }) => matter.place !== undefined)
  return {
    n,
    type: share(
      count(({ matter, intent }) => intent === matter.type),
      n,
    ),
    typeLenient: share(
      count(({ matter, intent }) => groupOf(intent) === groupOf(matter.type)),
      n,
    ),
    categoryTop1: share(
      count(({ matter, category }) => category === matter.category),
      n,
    ),
    categoryTop3: share(
      count(({ categoryRank }) => categoryRank >= 1 && categoryRank <= 3),
      n,
    ),
    department: share(count(isSentRight), n),
    departmentLenient: share(
      count((one) => isSentRight(one) || one.matter.also_departments.includes(one.department)),
      n,
    ),
    wrongDispatch: share(
      count(isSentWrong),
      count(({ department }) => department !== 'triage'),
    ),
    triage: share(
      count(({ department }) => department === 'triage'),
      n,
    ),
    district: share(placed.filter(({ matter, district }) => district === matter.place).length, placed.length),
    turnedAway: share(
      count(({ route }) => route !== null && !route.startsWith('danger-')),
      n,
    ),
  }
}

export type JudgedSpecial = { special: GoldSpecial; route: string | null }

/** The special route the product takes for a text. */
export const judgeSpecial = (desk: Desk, special: GoldSpecial): JudgedSpecial => ({
  special,
  route: desk.understand(special.text, desk.clock.now()).specialRoute?.id ?? null,
})

export type SpecialFigures = {
  n: number
  recall: number
  dangerRecall: number
  falseAlarms: number
  exactRoute: number
}

/** Recall = some special route was taken where one is right; `exactRoute` = the very one; false alarms of the harmless texts. */
export const countSpecial = (judged: readonly JudgedSpecial[]): SpecialFigures => {
  const special = judged.filter(({ special }) => special.route !== null)
  const danger = special.filter(({ special }) => special.route?.startsWith('danger-'))
  const harmless = judged.filter(({ special }) => special.route === null)
  return {
    n: judged.length,
    recall: share(special.filter(({ route }) => route !== null).length, special.length),
    dangerRecall: share(danger.filter(({ route }) => route?.startsWith('danger-')).length, danger.length),
    falseAlarms: share(harmless.filter(({ route }) => route !== null).length, harmless.length),
    exactRoute: share(special.filter(({ special, route }) => route === special.route).length, special.length),
  }
}
