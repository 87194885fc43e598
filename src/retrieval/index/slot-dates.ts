/** From when to when an entry is valid, days as YYYY-MM-DD, both included. */
type Validity = { validFrom?: string | undefined; validUntil?: string | undefined }

export const isValidOn = ({ validFrom, validUntil }: Validity, day: string): boolean =>
  (validFrom === undefined || validFrom <= day) && (validUntil === undefined || day <= validUntil)

const GONE = 0
const ALWAYS = 1
const AT_TIMES = 2
const FIRST_CAPACITY = 1024

/** Tells which slots hold an entry that is valid on a day, without a look at the entry: hundreds are asked about for every question. */
export const createSlotDates = () => {
  let held = new Uint8Array(FIRST_CAPACITY)
  const validity = new Map<number, Validity>()
  return {
    hold(slot: number, { validFrom, validUntil }: Validity): void {
      if (slot >= held.length) {
        const wider = new Uint8Array(Math.max(slot + 1, held.length * 2))
        wider.set(held)
        held = wider
      }
      const isAlways = validFrom === undefined && validUntil === undefined
      held[slot] = isAlways ? ALWAYS : AT_TIMES
      if (!isAlways) validity.set(slot, { validFrom, validUntil })
    },
    drop(slot: number): void {
      held[slot] = GONE
      validity.delete(slot)
    },
    clear(): void {
      held.fill(GONE)
      validity.clear()
    },
    isValidOn: (slot: number, day: string): boolean =>
      held[slot] === ALWAYS || (held[slot] === AT_TIMES && isValidOn(validity.get(slot) ?? {}, day)),
  }
}
