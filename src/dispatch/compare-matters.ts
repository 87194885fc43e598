import type { Ticket } from '../tickets/ticket.ts'
import { distinctTerms } from '../understanding/count-terms.ts'

/** What two matters are compared by. `openedAt` ISO-8601 UTC; `person` tells who asks, by whatever we know them. */
export type Comparable = Pick<
  Ticket,
  'categoryId' | 'matter' | 'placeText' | 'districtId' | 'contactPhone' | 'citizenId' | 'openedAt'
>

/** How alike two matters are: every part 0…1 with its words, so that a person can judge the judgement. */
export type Likeness = {
  isSamePerson: boolean
  text: number
  place: number
  isSameCategory: boolean
  daysApart: number
  /** 0…1; from `SAME_AT` on it is worth asking whether it is the same. */
  score: number
  why: string[]
}

/**
 * From here on people are asked (never merged unasked). Chosen on the pairs of `eval/gold/same-matter.jsonl`
 * (`npm run -s eval -- same-matter`): the lowest at which no wrong pair is offered: precision 100 %, recall 86 % of 21 pairs that are the same, among 44.
 */
export const SAME_AT = 0.6
const DAY_MS = 24 * 60 * 60_000
/** An event is news for about a week; the same person's matter for a month. */
const FADES_AFTER_DAYS = { event: 7, person: 30 }

/** Words that stand in every complaint and every address. */
const COMMON = distinctTerms(
  '我要投诉举报反映求助希望请有关部门尽快处理解决没有人管一直小区门口附近旁边路街道号楼栋',
)
const termsOf = (text: string): Set<string> => {
  const terms = distinctTerms(text)
  for (const term of COMMON) terms.delete(term)
  return terms
}

const shareOf = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  if (a.size === 0 || b.size === 0) return 0
  let shared = 0
  for (const term of a) if (b.has(term)) shared += 1
  // The shorter one decides: "路灯不亮" and a long story about the same lamp are alike.
  return shared / Math.min(a.size, b.size)
}

/** House numbers as they stand: two lamps of one street are two matters. */
const numbersOf = (place: string): string[] => place.match(/\d+/g) ?? []
const bare = (place: string): string =>
  place.replace(/[\s\p{P}]/gu, '').replace(/(?:门口|附近|旁边|对面|楼下|路边)$/u, '')

/** The roads a place names, by the two characters before 路, 街, 巷: enough to see that two places stand on different ones. */
const roadsOf = (place: string): string[] =>
  (place.match(/\p{Script=Han}(?![马道公岔])\p{Script=Han}(?:大道|路|街|巷|弄)/gu) ?? []).map((road) =>
    road.slice(0, 3),
  )
const nameOtherRoads = (a: string, b: string): boolean => {
  const [x, y] = [roadsOf(a), roadsOf(b)]
  return x.length > 0 && y.length > 0 && !x.some((road) => y.includes(road))
}

/** 0 = different or not said, 1 = the same place. Not said is never the same. */
export const comparePlaces = (a: string, b: string): number => {
  const [x, y] = [bare(a), bare(b)]
  if (x.length < 3 || y.length < 3) return 0
  const [m, n] = [numbersOf(x), numbersOf(y)]
  if (m.length > 0 && n.length > 0 && m[0] !== n[0]) return 0
  if (x === y) return 1
  // A whole street is not the house in it.
  if (x.includes(y) || y.includes(x)) return m.length > 0 === n.length > 0 ? 0.9 : 0.5
  return shareOf(distinctTerms(x), distinctTerms(y)) * 0.8
}

/**
 * Compares a new matter with one that is known, by person, place, category, time and text. Without a common place two people are never
 * said to mean the same event, and without any common words one person is never said to repeat themselves. Pure.
 */
export const compareMatters = (asked: Comparable, known: Comparable): Likeness => {
  const samePhone = asked.contactPhone !== '' && asked.contactPhone === known.contactPhone
  const isSamePerson = samePhone || asked.citizenId === known.citizenId
  const isSameCategory = asked.categoryId === known.categoryId
  const place = comparePlaces(asked.placeText, known.placeText)
  const text = shareOf(termsOf(asked.matter), termsOf(known.matter))
  const apart = Math.abs(Date.parse(asked.openedAt) - Date.parse(known.openedAt)) / DAY_MS
  const fade = Math.max(0, 1 - apart / FADES_AFTER_DAYS[isSamePerson ? 'person' : 'event'] / 2)
  const isElsewhere =
    (asked.districtId !== null && known.districtId !== null && asked.districtId !== known.districtId) ||
    nameOtherRoads(asked.placeText, known.placeText)
  const evidence = isSamePerson
    ? 0.5 * text + 0.3 * place + 0.2 * Number(isSameCategory)
    : 0.35 * text + 0.5 * place + 0.15 * Number(isSameCategory)
  const isPossible = !isElsewhere && text >= 0.12 && (isSamePerson ? text + place >= 0.3 : place >= 0.6)
  const score = isPossible ? evidence * fade + (isSamePerson ? 0.1 : 0) : 0
  const why = [
    isSamePerson ? (samePhone ? '同一个电话' : '同一位诉求人') : '另一位诉求人',
    place >= 0.6 ? '地点相同或相邻' : place > 0 ? '地点相近' : '地点不同或没有写',
    isSameCategory ? '同一分类' : '分类不同',
    `内容相近 ${Math.round(text * 100)}%`,
    `相隔 ${apart < 1 ? '不到 1 天' : `${Math.round(apart)} 天`}`,
  ]
  return { isSamePerson, text, place, isSameCategory, daysApart: apart, score: Math.min(1, score), why }
}
