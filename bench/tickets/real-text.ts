import type { CityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { createRepeatableRandom } from '../../src/platform/repeatable-random.ts'

/** What somebody told, where, and who answers for it: sentences of the city's own files put together. */
export type Told = {
  title: string
  matter: string
  place: string
  districtId: string
  categoryId: string
  departmentId: string
}

const firstSentences = (text: string, count: number): string =>
  text
    .split(/(?<=[。！？\n])/)
    .slice(0, count)
    .join('')
    .replaceAll('\n', '')
    .trim()

/** Makes tickets' words without end, the same ones for the same seed: a matter of the knowledge base at a place of the city. */
export const createTeller = (files: CityFiles, seed: number): (() => Told) => {
  const random = createRepeatableRandom(seed)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  // Few matters are told often and many seldom, as in every city.
  const pickOften = <T>(all: readonly T[]): T => all[Math.floor(random() ** 2 * all.length)] as T
  const { rules, entries } = files
  const leaves = new Set(rules.categories.flatMap((branch) => branch.children.map((leaf) => leaf.id)))
  const matters = entries.filter((e) => e.similar.length > 0 && leaves.has(e.category))
  const ordinary = files.dangerExamples?.ordinary ?? []
  const units = new Set(rules.departments.map((d) => d.id))
  return () => {
    const entry = pickOften(matters)
    const district = pick(rules.city.districts)
    const spot = pick([...district.landmarks, ...district.streets])
    const place = `${district.name}${spot}${1 + Math.floor(random() * 400)}号`
    const said = pick(entry.similar)
    const more = random() < 0.3 && ordinary.length > 0 ? `${pick(ordinary)}。` : ''
    return {
      title: `${spot}${said}`.slice(0, 30),
      matter: `诉求人反映：${place}，${said}。${pick(entry.similar)}。${more}${firstSentences(entry.details ?? '', 2)}希望有关单位处理。`,
      place,
      districtId: district.id,
      categoryId: entry.category,
      departmentId: units.has(entry.department) ? entry.department : (rules.departments[0]?.id ?? ''),
    }
  }
}
