import { reuseRoom } from '../index/reuse-room.ts'
import type { AskedQuery } from '../query/asked.ts'

/** One way to say a phrase: how many different pairs it has, and what it is worth, 0…1. */
export type Variant = { phrase: number; pairCount: number; weight: number }

/** A query laid out for reading texts: characters and pairs by small numbers, 0 = not asked for. Arrays may be longer than what they hold. */
export type ScanTables = {
  /** By character code. */
  idOfCharacter: Uint16Array
  /** By `left × width + right`. */
  pairAt: Int16Array
  /** How many characters and pairs there are, and 1 for 0. */
  width: number
  pairs: number
  characterGain: Float64Array
  pairGain: Float64Array
  /** The variants each pair is a part of: those of pair `n` stand in `variantsOfPair` from `variantsFrom[n]` to before `variantsFrom[n + 1]`. */
  variantsFrom: Int32Array
  variantsOfPair: Int32Array
  variants: readonly Variant[]
}

/** The number of the pair of two characters (by their codes), 0 = not asked for. */
export const pairIdOf = (
  { idOfCharacter, pairAt, width }: ScanTables,
  left: number,
  right: number,
): number => {
  const a = idOfCharacter[left] as number
  const b = idOfCharacter[right] as number
  return a > 0 && b > 0 ? (pairAt[a * width + b] as number) : 0
}

/** By character code; laid anew for every query, so that none has to clear 65,536 numbers that were never used. */
const idOfCharacter = new Uint16Array(1 << 16)
let numbered: number[] = []
/** By `left × width + right`; the same room for every query, of which only what was used is cleared. */
let pairAt = new Int16Array(1 << 14)
let usedPairs: number[] = []

const makeRoomForCharacterGains = reuseRoom(Float64Array)
const makeRoomForPairGains = reuseRoom(Float64Array)
const makeRoomForStarts = reuseRoom(Int32Array)
const makeRoomForVariants = reuseRoom(Int32Array)

const clearPairs = (cells: number): void => {
  if (pairAt.length < cells) pairAt = new Int16Array(cells * 2)
  else for (const key of usedPairs) pairAt[key] = 0
  usedPairs = []
}

const numberCharacter = (code: number): number => {
  const known = idOfCharacter[code] as number
  if (known > 0) return known
  numbered.push(code)
  idOfCharacter[code] = numbered.length
  return numbered.length
}

/** Numbers every character of the query and of the official words it stands for; gives what each is worth, by its number. */
const numberCharacters = ({ characters, pairs, phrases }: AskedQuery): Float64Array => {
  for (const code of numbered) idOfCharacter[code] = 0
  numbered = []
  for (const { character } of characters) numberCharacter(character.charCodeAt(0))
  for (const { pair } of pairs) {
    numberCharacter(pair.charCodeAt(0))
    numberCharacter(pair.charCodeAt(1))
  }
  for (const { variants } of phrases)
    for (const { text } of variants)
      for (let at = 0; at < text.length; at += 1) numberCharacter(text.charCodeAt(at))
  const gains = makeRoomForCharacterGains(numbered.length + 1)
  for (const { character, gain } of characters) gains[numberCharacter(character.charCodeAt(0))] = gain
  return gains
}

/** Gives the number of the pair that begins at `at`; a new one for a pair that has none. */
const numberPair = (text: string, at: number, width: number): number => {
  const left = idOfCharacter[text.charCodeAt(at)] as number
  const key = left * width + (idOfCharacter[text.charCodeAt(at + 1)] as number)
  const known = pairAt[key] as number
  if (known > 0) return known
  usedPairs.push(key)
  pairAt[key] = usedPairs.length
  return usedPairs.length
}

/** Numbers the pairs of all variants; `parts` gets pair and variant, pair and variant …, each pair of a variant once. */
const numberVariants = ({ phrases }: AskedQuery, width: number, parts: number[]): Variant[] => {
  const variants: Variant[] = []
  phrases.forEach(({ variants: ways }, phrase) => {
    for (const { text, weight } of ways) {
      const from = parts.length
      for (let at = 0; at + 1 < text.length; at += 1) {
        const pair = numberPair(text, at, width)
        let isNew = true
        for (let part = from; part < parts.length; part += 2) if (parts[part] === pair) isNew = false
        if (isNew) parts.push(pair, variants.length)
      }
      variants.push({ phrase, pairCount: (parts.length - from) / 2, weight })
    }
  })
  return variants
}

/** Files variants under their pairs, side by side. */
const fileVariants = (
  parts: readonly number[],
  pairs: number,
): Pick<ScanTables, 'variantsFrom' | 'variantsOfPair'> => {
  const variantsFrom = makeRoomForStarts(pairs + 2)
  const variantsOfPair = makeRoomForVariants(parts.length / 2)
  for (let at = 0; at < parts.length; at += 2) {
    const next = (parts[at] as number) + 2
    variantsFrom[next] = (variantsFrom[next] as number) + 1
  }
  for (let pair = 1; pair < pairs + 2; pair += 1)
    variantsFrom[pair] = (variantsFrom[pair] as number) + (variantsFrom[pair - 1] as number)
  // Filling moves each start to where the next one's is: one place too far on, they end where they belong.
  for (let at = 0; at < parts.length; at += 2) {
    const pair = (parts[at] as number) + 1
    variantsOfPair[variantsFrom[pair] as number] = parts[at + 1] as number
    variantsFrom[pair] = (variantsFrom[pair] as number) + 1
  }
  return { variantsFrom, variantsOfPair }
}

/**
 * Lays the tables of a query; costs as much as the query is long, once. One query at a time: the tables of the one before are no longer
 * true.
 */
export const layTables = (query: AskedQuery): ScanTables => {
  const characterGain = numberCharacters(query)
  const width = numbered.length + 1
  clearPairs(width * width)
  for (const { pair } of query.pairs) numberPair(pair, 0, width)
  const parts: number[] = []
  const variants = numberVariants(query, width, parts)
  const pairs = usedPairs.length + 1
  const pairGain = makeRoomForPairGains(pairs)
  for (const { pair, gain } of query.pairs) pairGain[numberPair(pair, 0, width)] = gain
  return {
    idOfCharacter,
    pairAt,
    width,
    pairs,
    characterGain,
    pairGain,
    ...fileVariants(parts, pairs),
    variants,
  }
}
