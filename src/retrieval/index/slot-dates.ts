/** From when to when an entry is valid, days as YYYY-MM-DD, both included. */
type Validity = { validFrom?: string | undefined; validUntil?: string | undefined }

export const isValidOn = ({ validFrom, validUntil }: Validity, day: string): boolean =>
  (validFrom === undefined || validFrom <= day) && (validUntil === undefined || day <= validUntil)

const GONE = 0
const ALWAYS = 1
const AT_TIMES = 2
/** What is known of a slot that holds an entry valid at times, for the day asked about last. */
const VALID = 3
const NOT_VALID = 4
const FIRST_CAPACITY = 1024

/** Tells which slots hold an entry that is valid on a day, without a look at the entry: hundreds are asked about for every question. */
export const createSlotDates = () => {
  let held = new Uint8Array(FIRST_CAPACITY)
  const validity = new Map<number, Validity>()
  let day = ''

  /** Another day: nothing is known yet of those that are valid at times. */
  const turnTo = (other: string): void => {
    for (const slot of validity.keys()) held[slot] = AT_TIMES
    day = other
  }
  const look = (slot: number): number => {
    const known = held[slot] as number
    if (known !== AT_TIMES) return known
    const told = isValidOn(validity.get(slot) ?? {}, day) ? VALID : NOT_VALID
    held[slot] = told
    return told
  }

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
    isValidOn(slot: number, asked: string): boolean {
      if (asked !== day) turnTo(asked)
      const told = look(slot)
      return told === ALWAYS || told === VALID
    },
  }
}
