/** A question as it is compared with others: its terms (words, character pairs, official words behind them) and what came nearest. */
export type Comparable = { id: string; terms: ReadonlySet<string>; nearestId: string | null }

/**
 * From here on two questions are taken for the same, with and without the same nearest entry. Chosen on the wordings of the city's own
 * entries (`test/unit/feedback/group-gaps.test.ts` holds the figures).
 */
const SAME_AT = 0.5
const SAME_NEAREST_AT = 0.3

type Group = { members: string[]; lead: Comparable }

/** How much a term tells: one that stands in half of the questions tells next to nothing. */
const weigh = (questions: readonly Comparable[]): ((term: string) => number) => {
  const counts = new Map<string, number>()
  for (const { terms } of questions) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return (term) => Math.log(1 + questions.length / (counts.get(term) ?? 1))
}

const normOf = (terms: ReadonlySet<string>, weight: (term: string) => number): number =>
  Math.sqrt([...terms].reduce((sum, term) => sum + weight(term) ** 2, 0))

/**
 * Puts questions that ask the same in other words together. Each goes to the group whose first question is most alike, or begins one;
 * `questions` are in the order their groups shall stand in. Pure; the time is that of the terms they share.
 */
export const groupGaps = (questions: readonly Comparable[]): string[][] => {
  const weight = weigh(questions)
  const groups: Group[] = []
  const leadsWith = new Map<string, number[]>()
  const norms: number[] = []
  for (const question of questions) {
    const norm = normOf(question.terms, weight)
    const shared = new Map<number, number>()
    for (const term of question.terms)
      for (const at of leadsWith.get(term) ?? []) shared.set(at, (shared.get(at) ?? 0) + weight(term) ** 2)
    let [best, likeness] = [-1, 0]
    for (const [at, sum] of shared) {
      const lead = groups[at]?.lead
      const alike = sum / (norm * (norms[at] ?? 1) || 1)
      const isSameEntry = question.nearestId !== null && question.nearestId === lead?.nearestId
      if (alike >= (isSameEntry ? SAME_NEAREST_AT : SAME_AT) && alike > likeness)
        [best, likeness] = [at, alike]
    }
    if (best >= 0) groups[best]?.members.push(question.id)
    else {
      for (const term of question.terms) leadsWith.set(term, [...(leadsWith.get(term) ?? []), groups.length])
      groups.push({ members: [question.id], lead: question })
      norms.push(norm)
    }
  }
  return groups.map(({ members }) => members)
}
