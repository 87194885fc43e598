import type { Postings, Unit } from '../postings.ts'
import { type KeyWords, matchWords, rarityShare } from './key-words.ts'

/** How the words of a query and the words of one entry meet. All 0…1. */
export type WordMatch = {
  /** Share of what was asked, by rarity, that the entry's wordings say, … */
  inWordings: number
  /** … and that it says anywhere. */
  inEntry: number
  /** Whether the rarest word asked is anywhere in the entry. */
  rarest: number
  /** Share of what was asked that no entry of the base knows. */
  unknown: number
  /** How many rare words are matched, 1 = five that nobody else has: generic words (办理, 证, 补贴) hardly count. */
  matched: number
  /** Share of the best wording's own characters, by rarity, that the query says, … */
  wordingSaid: number
  /** … and of its three rarest, which tell what it is about. */
  wordingHead: number
}

const HEAD_CHARACTERS = 3
const IS_MATCHED = 0.7
const ENOUGH_MATCHED = 5

const share = (parts: readonly { weight: number; value: number }[]): number => {
  const all = parts.reduce((sum, { weight }) => sum + weight, 0)
  return all === 0 ? 0 : parts.reduce((sum, { weight, value }) => sum + weight * value, 0) / all
}

/** The units that stand for the entry's question: its wordings, or, for documents without a title, its passages. */
const wordingUnits = (slot: number, postings: Postings): number[] => {
  const kindIs = (kind: Unit['kind']) => (unitId: number) => postings.units[unitId]?.kind === kind
  const ids = postings.unitsOf(slot)
  const wordings = ids.filter((id) => kindIs('wording')(id) && postings.units[id]?.terms.char.length !== 0)
  if (wordings.length > 0) return wordings
  const passages = ids.filter(kindIs('passage'))
  return passages.length > 0 ? passages : ids.filter(kindIs('whole'))
}

/** How much of a wording's own characters the query says. */
const readWording = (unit: Unit | undefined, asked: ReadonlySet<number>, rarity: (id: number) => number) => {
  const characters = [...new Set(unit?.terms.char)]
    .map((id) => ({ weight: rarity(id), value: asked.has(id) ? 1 : 0 }))
    .sort((left, right) => right.weight - left.weight)
  return { wordingSaid: share(characters), wordingHead: share(characters.slice(0, HEAD_CHARACTERS)) }
}

/** Compares the key words of a query with one entry, wording by wording and as a whole. */
export const matchEntry = (
  keys: KeyWords,
  slot: number,
  base: { postings: Postings; entryCount: number; asked: ReadonlySet<number> },
): WordMatch => {
  const { postings, entryCount, asked } = base
  const { words } = keys
  const weigh = (values: readonly number[]) =>
    share(words.map(({ weight }, at) => ({ weight, value: values[at] ?? 0 })))
  const raise = (values: number[], by: readonly number[]): void =>
    by.forEach((value, at) => {
      values[at] = Math.max(values[at] ?? 0, value)
    })

  const wordings = wordingUnits(slot, postings)
  const inWordings: number[] = words.map(() => 0)
  const anywhere: number[] = words.map(() => 0)
  let best = { unitId: -1, share: -1 }
  for (const unitId of postings.unitsOf(slot)) {
    const unit = postings.units[unitId]
    const isWording = wordings.includes(unitId)
    // Passages are parts of the whole: only where they stand for the question are they looked at by themselves.
    if (!unit || (unit.kind === 'passage' && !isWording)) continue
    const values = matchWords(keys, postings, unitId)
    raise(anywhere, values)
    if (isWording || unit.kind === 'keywords') raise(inWordings, values)
    const said = weigh(values) * unit.weight
    if (isWording && said > best.share) best = { unitId, share: said }
  }
  const rarest = words.reduce((top, { weight }, at) => (weight > (words[top]?.weight ?? 0) ? at : top), 0)
  const matched = words.reduce(
    (sum, { weight }, at) => sum + ((anywhere[at] ?? 0) >= IS_MATCHED ? weight : 0),
    0,
  )
  return {
    inWordings: weigh(inWordings),
    inEntry: weigh(anywhere),
    rarest: anywhere[rarest] ?? 0,
    unknown: share(words.map(({ weight, isKnown }) => ({ weight, value: isKnown ? 0 : 1 }))),
    matched: Math.min(1, matched / ENOUGH_MATCHED),
    ...readWording(postings.units[best.unitId], asked, (id) =>
      rarityShare(postings.entriesWithId(id), entryCount),
    ),
  }
}
