/**
 * A question as it is compared with others: its terms (words that mean something, their character pairs, the official words behind them),
 * what came nearest, and the known matter it asks for that the base has nothing on (empty where there is none).
 */
export type Comparable = { id: string; terms: Terms; nearestId: string | null; matter: string }
/** A term and what it counts. */
export type Terms = ReadonlyMap<string, number>

/**
 * From here on two questions are taken for the same, with and without the same nearest entry. Chosen on 240 wordings of 60 of the city's own
 * entries, written to be as unlike each other as possible: of the pairs put together 92 % were of one entry; one pair in ten of those that
 * could be was found. Lower, strangers stand together; the editor can only see, not part them.
 */
const SAME_AT = 0.4
const SAME_NEAREST_AT = 0.25
/** So many questions are imagined beside the real ones, that a short list does not take every word for a rare one. */
const IMAGINED = 200

type Group = { members: string[]; lead: Comparable }

const pairsOf = (word: string): string[] => {
  const signs = [...word]
  return signs.slice(1).map((sign, at) => `~${signs[at]}${sign}`)
}

/** What the official words behind a question count beside its own, and character pairs beside whole words. */
const OFFICIAL = 0.6
const PAIR = 0.5

/** The terms of a question: its words and those that officials say for them, and the character pairs of both. */
export const termsOf = (words: readonly string[], officials: readonly string[]): Terms => {
  const terms = new Map<string, number>()
  const count = (term: string, worth: number): void => {
    if (worth > (terms.get(term) ?? 0)) terms.set(term, worth)
  }
  for (const [list, worth] of [
    [words, 1],
    [officials, OFFICIAL],
  ] as const)
    for (const word of list) {
      count(word, worth)
      for (const pair of pairsOf(word)) count(pair, worth * PAIR)
    }
  return terms
}

/** How much a term tells: one that stands in half of the questions tells next to nothing. */
const weigh = (questions: readonly Comparable[]): ((term: string) => number) => {
  const counts = new Map<string, number>()
  for (const { terms } of questions)
    for (const term of terms.keys()) counts.set(term, (counts.get(term) ?? 0) + 1)
  return (term) => Math.log(1 + (questions.length + IMAGINED) / (counts.get(term) ?? 1))
}

const normOf = (terms: Terms, weight: (term: string) => number): number =>
  Math.sqrt([...terms].reduce((sum, [term, worth]) => sum + (worth * weight(term)) ** 2, 0))

/**
 * Puts questions that ask the same in other words together. Those that ask for one missing matter (离婚登记) stand together whatever
 * their words: one entry answers them. Each of the others goes to the group whose first question is most alike, or begins one;
 * `questions` are in the order their groups shall stand in. Pure; the time is that of the terms they share.
 */
export const groupGaps = (questions: readonly Comparable[]): string[][] => {
  const weight = weigh(questions)
  const groups: Group[] = []
  const leadsWith = new Map<string, [group: number, worth: number][]>()
  const norms: number[] = []
  const groupOfMatter = new Map<string, number>()
  for (const question of questions) {
    const same = question.matter === '' ? undefined : groups[groupOfMatter.get(question.matter) ?? -1]
    if (same) {
      same.members.push(question.id)
      continue
    }
    const norm = normOf(question.terms, weight)
    const shared = new Map<number, number>()
    for (const [term, worth] of question.terms)
      for (const [at, other] of leadsWith.get(term) ?? [])
        shared.set(at, (shared.get(at) ?? 0) + worth * other * weight(term) ** 2)
    let [best, likeness] = [-1, 0]
    for (const [at, sum] of shared) {
      const lead = groups[at]?.lead
      const alike = sum / (norm * (norms[at] ?? 1) || 1)
      const isSameEntry = question.nearestId !== null && question.nearestId === lead?.nearestId
      if (alike >= (isSameEntry ? SAME_NEAREST_AT : SAME_AT) && alike > likeness)
        [best, likeness] = [at, alike]
    }
    if (best >= 0 && question.matter === '') groups[best]?.members.push(question.id)
    else {
      if (question.matter !== '') groupOfMatter.set(question.matter, groups.length)
      for (const [term, worth] of question.terms) {
        const known = leadsWith.get(term) ?? []
        known.push([groups.length, worth])
        leadsWith.set(term, known)
      }
      groups.push({ members: [question.id], lead: question })
      norms.push(norm)
    }
  }
  return groups.map(({ members }) => members)
}
