import { IntegerTable } from './integer-table.ts'

/** Numbers in the order they came, as many as there are, in pieces: a single array would be copied while it grows. */
const createLog = () => {
  const PIECE = 1 << 18
  const pieces: Uint32Array[] = []
  let length = 0
  return {
    push(number: number): void {
      if (length % PIECE === 0) pieces.push(new Uint32Array(PIECE))
      const piece = pieces[pieces.length - 1] as Uint32Array
      piece[length % PIECE] = number
      length += 1
    },
    at: (place: number): number =>
      (pieces[Math.floor(place / PIECE)] as Uint32Array)[place % PIECE] as number,
    get length(): number {
      return length
    },
  }
}

/** A view on packed memory costs more than so many numbers in a list of their own. */
const LEAST_VIEW = 12

/** A list without room to grow. */
const toList = (view: Uint32Array): number[] => {
  const list = new Array<number>(view.length)
  for (let at = 0; at < list.length; at += 1) list[at] = view[at] as number
  return list
}

/**
 * Takes in under which terms slots are filed, slot after slot, and gives each term with its slots in order: the long lists side by side
 * in one piece of memory, half of what lists of JavaScript take that have room to grow.
 */
export const createFilingPacker = () => {
  const numbers = new IntegerTable()
  const terms: number[] = []
  /** By number of the term: how many slots it has, and the last one plus 1. */
  const counts: number[] = []
  const lastSlots: number[] = []
  const filings = createLog()
  /** Each slot with where its filings end. */
  const slots: { slot: number; end: number }[] = []

  return {
    /** Files one slot under the terms that `each` hands on; higher slots later. */
    add(slot: number, each: (file: (term: number) => void) => void): void {
      each((term) => {
        let number = numbers.get(term) - 1
        if (number < 0) {
          number = terms.push(term) - 1
          numbers.set(term, number + 1)
          counts.push(0)
          lastSlots.push(0)
        }
        if (lastSlots[number] === slot + 1) return
        lastSlots[number] = slot + 1
        counts[number] = (counts[number] as number) + 1
        filings.push(number)
      })
      slots.push({ slot, end: filings.length })
    },
    /** All terms, each with its slots, lowest first. */
    *pack(): Generator<{ term: number; slots: Uint32Array | number[] }> {
      const packed = new Uint32Array(filings.length)
      const ends = new Uint32Array(terms.length)
      let sum = 0
      for (let number = 0; number < terms.length; number += 1) {
        ends[number] = sum
        sum += counts[number] as number
      }
      let place = 0
      for (const { slot, end } of slots)
        for (; place < end; place += 1) {
          const number = filings.at(place)
          packed[ends[number] as number] = slot
          ends[number] = (ends[number] as number) + 1
        }
      for (let number = 0; number < terms.length; number += 1) {
        const to = ends[number] as number
        const view = packed.subarray(to - (counts[number] as number), to)
        yield {
          term: terms[number] as number,
          slots: view.length < LEAST_VIEW ? toList(view) : view,
        }
      }
    },
  }
}
export type FilingPacker = ReturnType<typeof createFilingPacker>
