import type { Kind, UnitText } from './list-units.ts'

/** A stretch of memory that holds a text, code unit by code unit. */
type Stretch = { codes: Uint16Array; from: number; to: number }

/** Texts of about eighty entries share one room; it is given back when the last of them is gone. */
const ROOM = 1 << 16

/** One text of an entry, kept outside the heap of JavaScript: ranking reads it there, and the garbage collector never does. */
export class PackedUnit implements UnitText {
  readonly kind: Kind
  readonly weight: number
  readonly codes: Uint16Array
  readonly from: number
  readonly to: number

  constructor({ kind, weight }: UnitText, { codes, from, to }: Stretch) {
    this.kind = kind
    this.weight = weight
    this.codes = codes
    this.from = from
    this.to = to
  }

  get length(): number {
    return this.to - this.from
  }

  /** Whether a stretch of the text is this, without spelling the text. */
  says(part: string): boolean {
    const { codes } = this
    const first = part.charCodeAt(0)
    for (let at = this.from; at <= this.to - part.length; at += 1) {
      if (codes[at] !== first) continue
      let same = 1
      while (same < part.length && codes[at + same] === part.charCodeAt(same)) same += 1
      if (same === part.length) return true
    }
    return false
  }

  /** Spelled anew each time it is asked for. */
  get text(): string {
    return spell(this)
  }
}

const BYTES = Uint16Array.BYTES_PER_ELEMENT
/** On the little-endian machines that Node runs on, the memory is the text in this encoding. */
const spell = ({ codes, from, to }: Stretch): string =>
  Buffer.from(codes.buffer, codes.byteOffset + from * BYTES, (to - from) * BYTES).toString('utf16le')

/** Packs the texts of entries one after the other. A passage that stands word for word in the whole text is not kept twice. */
export const createUnitPacker = () => {
  let room = new Uint16Array(0)
  let taken = 0

  const keep = (text: string): Stretch => {
    if (taken + text.length > room.length) {
      room = new Uint16Array(Math.max(ROOM, text.length))
      taken = 0
    }
    const from = taken
    for (let at = 0; at < text.length; at += 1) room[from + at] = text.charCodeAt(at)
    taken += text.length
    return { codes: room, from, to: taken }
  }

  return (units: readonly UnitText[]): PackedUnit[] => {
    let whole: { text: string; stretch: Stretch } | undefined
    let reached = 0
    return units.map((unit) => {
      const at = unit.kind === 'passage' && whole ? whole.text.indexOf(unit.text, reached) : -1
      if (whole && at >= 0) {
        reached = at
        const from = whole.stretch.from + at
        return new PackedUnit(unit, { codes: whole.stretch.codes, from, to: from + unit.text.length })
      }
      const stretch = keep(unit.text)
      if (unit.kind === 'whole') whole = { text: unit.text, stretch }
      return new PackedUnit(unit, stretch)
    })
  }
}
