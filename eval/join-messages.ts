import { distinctTerms } from '../src/understanding/count-terms.ts'
import type { LabelledText } from '../src/understanding/text-classifier.ts'

/** A body holds at least this share of its title's words (by rarity), and so much more of it than any other body does. */
const LEAST_HELD = 0.3
const LEAST_AHEAD = 0.1

/** Which texts hold a term. */
const listHolders = (texts: readonly ReadonlySet<string>[]): Map<string, number[]> => {
  const holders = new Map<string, number[]>()
  texts.forEach((terms, at) => {
    for (const term of terms) {
      const known = holders.get(term)
      if (known) known.push(at)
      else holders.set(term, [at])
    }
  })
  return holders
}

type Match = { title: number; body: number; held: number; ahead: number }

const matchTitles = (
  titles: readonly ReadonlySet<string>[],
  bodies: readonly ReadonlySet<string>[],
): Match[] => {
  const inTitles = listHolders(titles)
  const inBodies = listHolders(bodies)
  const all = titles.length + bodies.length
  const rarity = (term: string): number =>
    Math.log(all / ((inTitles.get(term)?.length ?? 0) + (inBodies.get(term)?.length ?? 0))) ** 2
  return titles.map((terms, title) => {
    const shared = new Float64Array(bodies.length)
    let whole = 0
    for (const term of terms) {
      const weight = rarity(term)
      whole += weight
      for (const body of inBodies.get(term) ?? []) shared[body] = (shared[body] ?? 0) + weight
    }
    let [best, second] = [0, -1]
    for (let body = 1; body < shared.length; body += 1) {
      if ((shared[body] ?? 0) > (shared[best] ?? 0)) [best, second] = [body, best]
      else if (second < 0 || (shared[body] ?? 0) > (shared[second] ?? 0)) second = body
    }
    const held = whole === 0 ? 0 : (shared[best] ?? 0) / whole
    return { title, body: best, held, ahead: whole === 0 ? 0 : held - (shared[second] ?? 0) / whole }
  })
}

/**
 * Joins titles and bodies that came as two lists without a number: a title belongs to the body that holds most of its words, clearly more
 * than any other, and of two titles of one body to the one it holds more of. Pairs whose labels differ are wrong, and left out (on the
 * public set one in two hundred). What was not joined comes back apart.
 */
export const joinMessages = (
  titles: readonly LabelledText[],
  bodies: readonly LabelledText[],
): { joined: LabelledText[]; apart: LabelledText[] } => {
  const matches = matchTitles(
    titles.map(({ text }) => distinctTerms(text)),
    bodies.map(({ text }) => distinctTerms(text)),
  )
  const bestOf = new Map<number, Match>()
  for (const match of matches) {
    if (match.held < LEAST_HELD) continue
    if (match.held > (bestOf.get(match.body)?.held ?? 0)) bestOf.set(match.body, match)
  }
  const sure = [...bestOf.values()].filter(
    ({ title, body, ahead }) => ahead >= LEAST_AHEAD && titles[title]?.label === bodies[body]?.label,
  )
  const usedTitles = new Set(sure.map(({ title }) => title))
  const usedBodies = new Set(sure.map(({ body }) => body))
  return {
    joined: sure.flatMap(({ title, body }) => {
      const whole = bodies[body]
      return whole ? [{ ...whole, title: titles[title]?.text ?? '' }] : []
    }),
    apart: [
      ...titles.filter((_, at) => !usedTitles.has(at)),
      ...bodies.filter((_, at) => !usedBodies.has(at)),
    ],
  }
}
