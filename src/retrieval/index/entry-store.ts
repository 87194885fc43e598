import type { SearchableEntry } from '../../contracts/retrieval.ts'
import type { EntryShape } from '../ranking-weights.ts'
import type { FiledTexts } from './find-candidates.ts'
import { createCandidateKeeper } from './keep-candidates.ts'
import { KINDS, type Kind, listUnits, type UnitText } from './list-units.ts'
import { createUnitPacker, type PackedUnit } from './pack-units.ts'
import { createSlotDates } from './slot-dates.ts'
import { createTextStatistics } from './text-statistics.ts'

/** A wording people used for an entry and somebody confirmed; `weight` 0…1, 1 = as good as one an editor wrote. */
export type LearnedWording = { text: string; weight: number }
export type Slot = {
  entry: SearchableEntry
  learned: LearnedWording[]
  units: PackedUnit[]
  shape: EntryShape
}

const MAX_LEARNED = 40

const filedTexts = (units: readonly UnitText[]): FiledTexts => ({
  wordings: units.filter(({ kind }) => kind !== 'passage' && kind !== 'whole').map(({ text }) => text),
  whole: units.find(({ kind }) => kind === 'whole')?.text ?? '',
})

const shapeOf = ({ question, answer, details, guideText, isDocument }: SearchableEntry): EntryShape =>
  isDocument || question === ''
    ? 'document'
    : answer === '' && details === '' && guideText === ''
      ? 'bare'
      : 'answered'

const textsOf = (units: readonly UnitText[]): string[] =>
  units.filter(({ kind }) => kind !== 'passage').map(({ text }) => text)

/** How long the texts of each kind are. */
const createLengths = () => {
  const lengths = new Map(KINDS.map((kind) => [kind, { units: 0, characters: 0 }]))
  return {
    count(units: readonly UnitText[], step: 1 | -1): void {
      for (const { kind, text } of units) {
        const length = lengths.get(kind)
        if (!length) continue
        length.units += step
        length.characters += step * text.length
      }
    },
    clear(): void {
      for (const length of lengths.values()) Object.assign(length, { units: 0, characters: 0 })
    },
    average(kind: Kind): number {
      const length = lengths.get(kind)
      return length && length.units > 0 ? Math.max(1, length.characters / length.units) : 1
    },
  }
}

/**
 * The entries with everything they are found by: FlexSearch's candidates, the texts that ranking reads and what is rare among them,
 * always in step. Each version of an entry sits in a slot of its own.
 */
export const createEntryStore = () => {
  const textsAt = (slot: number): FiledTexts | undefined => {
    const held = slots[slot]
    return held && filedTexts(held.units)
  }
  let statistics = createTextStatistics()
  let candidates = createCandidateKeeper(textsAt)
  const pack = createUnitPacker()
  let slots: (Slot | undefined)[] = []
  const dates = createSlotDates()
  const slotByEntry = new Map<string, number>()
  const lengths = createLengths()
  let highestPopularity = 0
  let documents = 0
  let revision = 0

  const put = (entry: SearchableEntry, learned: LearnedWording[]): void => {
    revision += 1
    const units = listUnits(entry, learned)
    const shape = shapeOf(entry)
    const slot = slots.push({ entry, learned, units: pack(units), shape }) - 1
    slotByEntry.set(entry.entryId, slot)
    documents += Number(shape === 'document')
    dates.hold(slot, entry)
    statistics.add(textsOf(units))
    candidates.add(slot, filedTexts(units))
    lengths.count(units, 1)
    highestPopularity = Math.max(highestPopularity, entry.popularity ?? 0)
  }

  /** Takes the entry out and gives back what people taught for it. */
  const remove = (entryId: string): LearnedWording[] => {
    const at = slotByEntry.get(entryId)
    const slot = slots[at ?? -1]
    if (at === undefined || !slot) return []
    revision += 1
    statistics.remove(textsOf(slot.units))
    candidates.forget()
    lengths.count(slot.units, -1)
    slots[at] = undefined
    documents -= Number(slot.shape === 'document')
    dates.drop(at)
    slotByEntry.delete(entryId)
    return slot.learned
  }

  return {
    put,
    remove,
    /** Forgets everything. */
    clear(): void {
      revision += 1
      statistics = createTextStatistics()
      candidates = createCandidateKeeper(textsAt)
      slots = []
      dates.clear()
      slotByEntry.clear()
      lengths.clear()
      highestPopularity = 0
      documents = 0
    },
    learn(entryId: string, wording: LearnedWording): void {
      const known = slots[slotByEntry.get(entryId) ?? -1]
      if (!known || known.learned.some(({ text }) => text === wording.text)) return
      remove(entryId)
      put(known.entry, [...known.learned, wording].slice(-MAX_LEARNED))
    },
    slotAt: (slot: number): Slot | undefined => slots[slot],
    /** Whether a slot holds an entry that is valid on this day (YYYY-MM-DD). */
    isValidOn: dates.isValidOn,
    find: (entryId: string): SearchableEntry | undefined => slots[slotByEntry.get(entryId) ?? -1]?.entry,
    /** All slots that hold an entry, in order. */
    slots: (): number[] => [...slotByEntry.values()],
    statistics: () => statistics,
    candidates: () => candidates,
    entryCount: (): number => slotByEntry.size,
    hasDocuments: (): boolean => documents > 0,
    highestPopularity: (): number => highestPopularity,
    /** Grows with every change. */
    revision: (): number => revision,
    /** Average length of a kind of text, in characters, at least 1. */
    averageLength: lengths.average,
  }
}
export type EntryStore = ReturnType<typeof createEntryStore>
