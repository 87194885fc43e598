import type { AskedQuery } from '../query/asked.ts'
import { layTables, type ScanTables } from './scan-tables.ts'

/** What one text earned: shares 0…1 of the most it could earn on pairs, characters and words, and of the word total for links. */
export type Earned = {
  pair: number
  character: number
  word: number
  same: number
  hint: number
  near: number
}

/** Saturation and length normalisation of BM25 (Robertson & Zaragoza 2009), `k × (1 - b + b × length / average)`, by leg. */
export type Norms = { pair: number; character: number }

/** A phrase of which only some pairs are found is found in part; by far less than its share, for the rest may change the meaning. */
const PART = 0.4

/**
 * Reads texts for one query: a table of the query's characters and pairs is laid once, then every text costs one step per character,
 * however long the query is. What was found in the text read last stays readable until the next one.
 */
export class Scanner {
  readonly #query: AskedQuery
  readonly #tables: ScanTables
  readonly #totals: { pair: number; character: number; phrase: number }
  readonly #pairTimes: Uint16Array
  readonly #characterTimes: Uint16Array
  readonly #variantFound: Uint8Array
  readonly #touched = {
    pairs: [] as number[],
    characters: [] as number[],
    variants: [] as number[],
    phrases: [] as number[],
  }
  /** How far each phrase of the query was found, 0…1. */
  readonly phraseValue: Float64Array

  constructor(query: AskedQuery) {
    this.#query = query
    this.#tables = layTables(query)
    const { pair, character, phrase } = query.totals
    this.#totals = { pair: pair || 1, character: character || 1, phrase: phrase || pair || 1 }
    this.#pairTimes = new Uint16Array(this.#tables.pairGain.length)
    this.#characterTimes = new Uint16Array(this.#tables.width)
    this.#variantFound = new Uint8Array(this.#tables.variants.length)
    this.phraseValue = new Float64Array(query.phrases.length)
  }

  /** Reads a text and gives what it earns. */
  scan(text: string, norms: Norms): Earned {
    this.#forget()
    this.#read(text)
    this.#readPhrases()
    return this.#earn(norms)
  }

  /** Whether the text read last has this pair, or this character. */
  hasPair(left: number, right: number): boolean {
    return (this.#pairTimes[this.#pairId(left, right)] ?? 0) > 0
  }

  hasCharacter(code: number): boolean {
    return (this.#characterTimes[this.#tables.idOfCharacter[code] ?? 0] ?? 0) > 0
  }

  /** Whether the query, or the official words it stands for, has this pair. */
  asksPair(left: number, right: number): boolean {
    return this.#pairId(left, right) > 0
  }

  /** Whether the message itself has this character. */
  asksCharacter(code: number): boolean {
    const { characterGain, idOfCharacter } = this.#tables
    return (characterGain[idOfCharacter[code] ?? 0] ?? 0) > 0
  }

  #pairId(left: number, right: number): number {
    const { idOfCharacter, pairAt, width } = this.#tables
    const a = idOfCharacter[left] ?? 0
    const b = idOfCharacter[right] ?? 0
    return a > 0 && b > 0 ? (pairAt[a * width + b] ?? 0) : 0
  }

  #forget(): void {
    const { pairs, characters, variants, phrases } = this.#touched
    for (const id of pairs) this.#pairTimes[id] = 0
    for (const id of characters) this.#characterTimes[id] = 0
    for (const id of variants) this.#variantFound[id] = 0
    for (const id of phrases) this.phraseValue[id] = 0
    for (const list of [pairs, characters, variants, phrases]) list.length = 0
  }

  #read(text: string): void {
    const { idOfCharacter, pairAt, width } = this.#tables
    const { pairs, characters } = this.#touched
    const characterTimes = this.#characterTimes
    const pairTimes = this.#pairTimes
    let before = 0
    for (let at = 0; at < text.length; at += 1) {
      const id = idOfCharacter[text.charCodeAt(at)] ?? 0
      if (id > 0) {
        if (characterTimes[id] === 0) characters.push(id)
        characterTimes[id] = (characterTimes[id] ?? 0) + 1
        const pair = before > 0 ? (pairAt[before * width + id] ?? 0) : 0
        if (pair > 0) {
          if (pairTimes[pair] === 0) pairs.push(pair)
          pairTimes[pair] = (pairTimes[pair] ?? 0) + 1
        }
      }
      before = id
    }
  }

  #readPhrases(): void {
    const { variants, variantsOfPair } = this.#tables
    const touched = this.#touched
    for (const pair of touched.pairs) {
      for (const id of variantsOfPair[pair] ?? []) {
        if (this.#variantFound[id] === 0) touched.variants.push(id)
        this.#variantFound[id] = (this.#variantFound[id] ?? 0) + 1
      }
    }
    for (const id of touched.variants) {
      const variant = variants[id]
      if (!variant) continue
      const share = (this.#variantFound[id] ?? 0) / variant.pairCount
      const value = variant.weight * (share === 1 ? 1 : PART * share * share)
      const known = this.phraseValue[variant.phrase] ?? 0
      if (known === 0) touched.phrases.push(variant.phrase)
      if (value > known) this.phraseValue[variant.phrase] = value
    }
  }

  #earn(norms: Norms): Earned {
    const { characterGain, pairGain } = this.#tables
    const earned: Earned = { pair: 0, character: 0, word: 0, same: 0, hint: 0, near: 0 }
    for (const id of this.#touched.pairs) {
      const times = this.#pairTimes[id] ?? 0
      earned.pair += ((pairGain[id] ?? 0) * times) / (times + norms.pair)
    }
    for (const id of this.#touched.characters) {
      const times = this.#characterTimes[id] ?? 0
      earned.character += ((characterGain[id] ?? 0) * times) / (times + norms.character)
    }
    for (const at of this.#touched.phrases) {
      const phrase = this.#query.phrases[at]
      if (phrase) earned[phrase.kind] += (phrase.gain * (this.phraseValue[at] ?? 0)) / (1 + norms.pair)
    }
    earned.pair /= this.#totals.pair
    earned.character /= this.#totals.character
    for (const kind of ['word', 'same', 'hint', 'near'] as const) earned[kind] /= this.#totals.phrase
    return earned
  }
}
