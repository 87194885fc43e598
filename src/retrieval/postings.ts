import { encodeText, LEGS, type Leg } from './encode-text.ts'
import { FIELDS, type Field, type Kind, kindOf, type UnitText } from './list-units.ts'

/** In which units a term stands and how often. Grows by doubling; `count` is how much of the arrays is in use. */
export type PostingList = { units: Uint32Array; frequencies: Uint8Array; count: number; entries: number }

/** One unit as it is kept: whose it is, what kind, and its terms by leg, in order. */
export type Unit = {
  field: Field
  kind: Kind
  text: string
  weight: number
  terms: Record<Leg, Int32Array>
}

const grow = (list: PostingList): void => {
  const units = new Uint32Array(list.units.length * 2)
  units.set(list.units)
  const frequencies = new Uint8Array(list.frequencies.length * 2)
  frequencies.set(list.frequencies)
  list.units = units
  list.frequencies = frequencies
}

/** The dictionary of terms and their posting lists. */
const createTermLists = () => {
  const ids = new Map<string, number>()
  const lists: PostingList[] = []
  return {
    idFor(term: string): number {
      const known = ids.get(term)
      if (known !== undefined) return known
      ids.set(term, lists.length)
      return (
        lists.push({ units: new Uint32Array(4), frequencies: new Uint8Array(4), count: 0, entries: 0 }) - 1
      )
    },
    post(id: number, unitId: number, frequency: number): void {
      const list = lists[id]
      if (!list) return
      if (list.count === list.units.length) grow(list)
      list.units[list.count] = unitId
      list.frequencies[list.count] = Math.min(255, frequency)
      list.count += 1
    },
    countEntry(id: number, step: 1 | -1): void {
      const list = lists[id]
      if (list) list.entries += step
    },
    at: (id: number): PostingList | undefined => lists[id],
    idOf: (term: string): number => ids.get(term) ?? -1,
  }
}

/**
 * Our own posting lists: FlexSearch finds candidates but keeps neither frequencies nor document counts, and ranking needs both.
 * Removed units stay in the lists, without an owner, until `garbage` says that rebuilding is worth it.
 */
export const createPostings = () => {
  const terms = createTermLists()
  const units: Unit[] = []
  /** The owner of each unit, -1 once it is removed; an array of its own because ranking reads it once per posting. */
  let owners = new Int32Array(1024).fill(-1)
  const unitsBySlot = new Map<number, number[]>()
  const lengths = new Map(FIELDS.map((field) => [field, { units: 0, word: 0, pair: 0, char: 0 }]))
  let removed = 0
  let changes = 0

  const countLength = (unit: Unit, step: 1 | -1): void => {
    const length = lengths.get(unit.field)
    if (!length) return
    length.units += step
    for (const leg of LEGS) length[leg] += step * unit.terms[leg].length
  }

  const countEntries = (slot: number, step: 1 | -1): void => {
    const ids = new Set<number>()
    for (const unitId of unitsBySlot.get(slot) ?? []) {
      for (const leg of LEGS) for (const id of units[unitId]?.terms[leg] ?? []) ids.add(id)
    }
    for (const id of ids) terms.countEntry(id, step)
  }

  const addUnit = (slot: number, { field, text, weight }: UnitText): number => {
    const encoded = encodeText(text)
    const ids = (leg: Leg): Int32Array => Int32Array.from(encoded[leg], terms.idFor)
    const unit: Unit = {
      field,
      kind: kindOf(field),
      text,
      weight,
      terms: { word: ids('word'), pair: ids('pair'), char: ids('char') },
    }
    const unitId = units.push(unit) - 1
    if (unitId >= owners.length) {
      const more = new Int32Array(owners.length * 2).fill(-1)
      more.set(owners)
      owners = more
    }
    owners[unitId] = slot
    const frequencies = new Map<number, number>()
    for (const leg of LEGS)
      for (const id of unit.terms[leg]) frequencies.set(id, (frequencies.get(id) ?? 0) + 1)
    for (const [id, frequency] of frequencies) terms.post(id, unitId, frequency)
    countLength(unit, 1)
    return unitId
  }

  return {
    add(slot: number, texts: readonly UnitText[]): void {
      changes += 1
      unitsBySlot.set(
        slot,
        texts.map((text) => addUnit(slot, text)),
      )
      countEntries(slot, 1)
    },
    remove(slot: number): void {
      changes += 1
      countEntries(slot, -1)
      for (const unitId of unitsBySlot.get(slot) ?? []) {
        const unit = units[unitId]
        if (unit) countLength(unit, -1)
        owners[unitId] = -1
        removed += 1
      }
      unitsBySlot.delete(slot)
    },
    /** The posting list of a term, or undefined where no entry has it. */
    list: (term: string): PostingList | undefined => terms.at(terms.idOf(term)),
    /** The posting list of a term id; its units stand in growing order. */
    at: terms.at,
    idOf: terms.idOf,
    /** In how many entries the term with this id stands. */
    entriesWithId: (id: number): number => terms.at(id)?.entries ?? 0,
    units: units as readonly Unit[],
    owners: (): Int32Array => owners,
    /** Grows with every change: what was computed from the units is out of date when it differs. */
    changes: (): number => changes,
    unitsOf: (slot: number): readonly number[] => unitsBySlot.get(slot) ?? [],
    averageLength(field: Field, leg: Leg): number {
      const length = lengths.get(field)
      return length && length.units > 0 ? Math.max(1, length[leg] / length.units) : 1
    },
    /** Share of units that belong to no entry any more, 0…1. */
    garbage: (): number => (units.length === 0 ? 0 : removed / units.length),
  }
}
export type Postings = ReturnType<typeof createPostings>
