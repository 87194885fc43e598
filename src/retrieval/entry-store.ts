import type { SearchableEntry } from '../contracts/retrieval.ts'
import { encodeText } from './encode-text.ts'
import { createCandidateIndex } from './find-candidates.ts'
import { kindOf, listUnits, type UnitText } from './list-units.ts'
import { createPostings } from './postings.ts'

/** A wording people used for an entry and somebody confirmed; `weight` 0…1, 1 = as good as one an editor wrote. */
export type LearnedWording = { text: string; weight: number }
type Slot = { entry: SearchableEntry; learned: LearnedWording[] }

const MAX_LEARNED = 40
const REBUILD_AT_GARBAGE = 0.3

const termsOf = (units: readonly UnitText[]): { wordings: string[]; whole: string[] } => {
  const terms = { wordings: [] as string[], whole: [] as string[] }
  for (const { field, text } of units) {
    const { word, pair, char } = encodeText(text)
    if (kindOf(field) === 'wording') terms.wordings.push(...word, ...pair, ...char)
    else if (field === 'whole') terms.whole.push(...word, ...pair, ...char)
  }
  return terms
}

/**
 * The entries with everything they are found by: FlexSearch's candidates and our posting lists, always in step. Each version of an
 * entry sits in a slot of its own; a changed entry gets a new slot, and now and then all slots are written anew without the gaps.
 */
export const createEntryStore = () => {
  let postings = createPostings()
  let candidates = createCandidateIndex()
  let slots: (Slot | undefined)[] = []
  const slotByEntry = new Map<string, number>()
  let highestPopularity = 0

  const put = (entry: SearchableEntry, learned: LearnedWording[]): void => {
    const slot = slots.push({ entry, learned }) - 1
    slotByEntry.set(entry.entryId, slot)
    const units = listUnits(entry, learned)
    postings.add(slot, units)
    candidates.add(slot, termsOf(units))
    highestPopularity = Math.max(highestPopularity, entry.popularity ?? 0)
  }

  const rebuild = (kept: readonly Slot[]): void => {
    postings = createPostings()
    candidates = createCandidateIndex()
    slots = []
    slotByEntry.clear()
    highestPopularity = 0
    for (const { entry, learned } of kept) put(entry, learned)
  }

  /** Takes the entry out and gives back what people taught for it. */
  const remove = (entryId: string): LearnedWording[] => {
    const slot = slotByEntry.get(entryId)
    if (slot === undefined) return []
    const learned = slots[slot]?.learned ?? []
    postings.remove(slot)
    candidates.remove(slot)
    slots[slot] = undefined
    slotByEntry.delete(entryId)
    if (postings.garbage() > REBUILD_AT_GARBAGE) rebuild(slots.filter((kept) => kept !== undefined))
    return learned
  }

  return {
    put,
    remove,
    replaceAll: (entries: Iterable<SearchableEntry>): void =>
      rebuild([...entries].map((entry) => ({ entry, learned: [] }))),
    learn(entryId: string, wording: LearnedWording): void {
      const known = slots[slotByEntry.get(entryId) ?? -1]
      if (!known || known.learned.some(({ text }) => text === wording.text)) return
      remove(entryId)
      put(known.entry, [...known.learned, wording].slice(-MAX_LEARNED))
    },
    entryAt: (slot: number): SearchableEntry | undefined => slots[slot]?.entry,
    find: (entryId: string): SearchableEntry | undefined => slots[slotByEntry.get(entryId) ?? -1]?.entry,
    postings: () => postings,
    candidates: () => candidates,
    slotCount: (): number => slots.length,
    entryCount: (): number => slotByEntry.size,
    highestPopularity: (): number => highestPopularity,
  }
}
