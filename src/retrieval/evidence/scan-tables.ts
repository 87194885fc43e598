import type { AskedQuery } from '../query/asked.ts'

/** One way to say a phrase: how many pairs it has, and what it is worth, 0…1. */
export type Variant = { phrase: number; pairCount: number; weight: number }

/** A query laid out for reading texts: characters and pairs by small numbers, 0 = not asked for. */
export type ScanTables = {
  /** By character code. */
  idOfCharacter: Uint16Array
  /** By `left × width + right`. */
  pairAt: Int16Array
  width: number
  characterGain: Float64Array
  pairGain: Float64Array
  /** The variants each pair is a part of. */
  variantsOfPair: readonly (readonly number[])[]
  variants: readonly Variant[]
}

/** The number of the pair of two characters (by their codes), 0 = not asked for. */
export const pairIdOf = (
  { idOfCharacter, pairAt, width }: ScanTables,
  left: number,
  right: number,
): number => {
  const a = idOfCharacter[left] ?? 0
  const b = idOfCharacter[right] ?? 0
  return a > 0 && b > 0 ? (pairAt[a * width + b] ?? 0) : 0
}

/** By character code; laid anew for every query, so that none has to clear 65,536 numbers that were never used. */
const idOfCharacter = new Uint16Array(1 << 16)
let numbered: number[] = []
/** By `left × width + right`; the same room for every query, of which only what was used is cleared. */
let pairRoom = new Int16Array(1 << 14)
let usedPairs: number[] = []

const clearPairs = (cells: number): Int16Array => {
  if (pairRoom.length < cells) pairRoom = new Int16Array(cells * 2)
  else for (const key of usedPairs) pairRoom[key] = 0
  usedPairs = []
  return pairRoom
}

/** Numbers every character of the query and of the official words it stands for. */
const numberCharacters = (query: AskedQuery): number[] => {
  for (const code of numbered) idOfCharacter[code] = 0
  numbered = []
  const gains: number[] = [0]
  const idFor = (character: string): number => {
    const code = character.charCodeAt(0)
    const known = idOfCharacter[code] ?? 0
    if (known > 0) return known
    idOfCharacter[code] = gains.length
    numbered.push(code)
    gains.push(0)
    return gains.length - 1
  }
  for (const { character, gain } of query.characters) gains[idFor(character)] = gain
  const phrasePairs = query.phrases.flatMap(({ variants }) => variants.flatMap(({ pairs }) => pairs))
  for (const pair of [...query.pairs.map((asked) => asked.pair), ...phrasePairs]) {
    idFor(pair.charAt(0))
    idFor(pair.charAt(1))
  }
  return gains
}

/**
 * Lays the tables of a query; costs as much as the query is long, once. One query at a time: the tables of the one before are no longer
 * true.
 */
export const layTables = (query: AskedQuery): ScanTables => {
  const gains = numberCharacters(query)
  const width = gains.length
  const pairAt = clearPairs(width * width)
  const pairGains: number[] = [0]
  const variantsOfPair: number[][] = [[]]
  const pairIdFor = (pair: string): number => {
    const left = idOfCharacter[pair.charCodeAt(0)] ?? 0
    const key = left * width + (idOfCharacter[pair.charCodeAt(1)] ?? 0)
    const known = pairAt[key] ?? 0
    if (known > 0) return known
    pairAt[key] = pairGains.length
    usedPairs.push(key)
    pairGains.push(0)
    variantsOfPair.push([])
    return pairGains.length - 1
  }
  for (const { pair, gain } of query.pairs) pairGains[pairIdFor(pair)] = gain
  const variants: Variant[] = []
  query.phrases.forEach((phrase, at) => {
    for (const { pairs, weight } of phrase.variants) {
      const distinct = [...new Set(pairs)]
      for (const pair of distinct) variantsOfPair[pairIdFor(pair)]?.push(variants.length)
      variants.push({ phrase: at, pairCount: distinct.length, weight })
    }
  })
  return {
    idOfCharacter,
    pairAt,
    width,
    characterGain: Float64Array.from(gains),
    pairGain: Float64Array.from(pairGains),
    variantsOfPair,
    variants,
  }
}
