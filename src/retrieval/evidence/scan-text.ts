import { reuseRoom } from '../index/reuse-room.ts'
import type { AskedPhrase, AskedQuery } from '../query/asked.ts'
import { type Earned, earnNothing, LEG } from './earned.ts'
import { layTables, pairIdOf, type ScanTables, type Variant } from './scan-tables.ts'

/** Saturation and length normalisation of BM25 (Robertson & Zaragoza 2009), `k × (1 - b + b × length / average)`, by leg. */
export type Norms = { pair: number; character: number }

/** A phrase of which only some pairs are found is found in part; by far less than its share, for the rest may change the meaning. */
const PART = 0.4

/** A text as it lies in memory, code unit by code unit. */
export type Scanned = { codes: Uint16Array; from: number; to: number }

type Touched = { ids: Int32Array; count: number }

/** Room for what a text has, the same for every query: one scanner is at work at a time, for its tables are, too. */
const makeRoomForPairTimes = reuseRoom(Uint16Array)
const makeRoomForCharacterTimes = reuseRoom(Uint16Array)
const makeRoomForVariants = reuseRoom(Uint8Array)
const makeRoomForPhrases = reuseRoom(Float64Array)
const makeRoomForIds = {
  pairs: reuseRoom(Int32Array),
  characters: reuseRoom(Int32Array),
  variants: reuseRoom(Int32Array),
  phrases: reuseRoom(Int32Array),
}

/** Sets back to 0 what was touched. */
const forget = (touched: Touched, values: { [id: number]: number }): void => {
  for (let at = 0; at < touched.count; at += 1) values[touched.ids[at] as number] = 0
  touched.count = 0
}

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
  /** What the text read last has of each; room for all, laid once, because texts are many. */
  readonly #touched: Record<'pairs' | 'characters' | 'variants' | 'phrases', Touched>
  readonly #earned = earnNothing()
  /** How far each phrase of the query was found, 0…1. */
  readonly phraseValue: Float64Array

  constructor(query: AskedQuery) {
    this.#query = query
    this.#tables = layTables(query)
    const { pair, character, phrase } = query.totals
    this.#totals = { pair: pair || 1, character: character || 1, phrase: phrase || pair || 1 }
    const { pairs, width, variants } = this.#tables
    const phrases = query.phrases.length
    this.#pairTimes = makeRoomForPairTimes(pairs)
    this.#characterTimes = makeRoomForCharacterTimes(width)
    this.#variantFound = makeRoomForVariants(variants.length)
    this.phraseValue = makeRoomForPhrases(phrases)
    this.#touched = {
      pairs: { ids: makeRoomForIds.pairs(pairs), count: 0 },
      characters: { ids: makeRoomForIds.characters(width), count: 0 },
      variants: { ids: makeRoomForIds.variants(variants.length), count: 0 },
      phrases: { ids: makeRoomForIds.phrases(phrases), count: 0 },
    }
  }

  /** Reads a text and gives what it earns, true until the next text is read. */
  scan(text: Scanned, norms: Norms): Earned {
    this.#forget()
    this.#read(text)
    this.#readPhrases()
    return this.#earn(norms)
  }

  /** The tables laid for the query, for those who read texts another way. */
  get tables(): ScanTables {
    return this.#tables
  }

  /** Whether the text read last has this pair, or this character. */
  hasPair(left: number, right: number): boolean {
    return (this.#pairTimes[this.#pairId(left, right)] as number) > 0
  }

  hasCharacter(code: number): boolean {
    return (this.#characterTimes[this.#tables.idOfCharacter[code] as number] as number) > 0
  }

  /** Whether the query, or the official words it stands for, has this pair. */
  asksPair(left: number, right: number): boolean {
    return this.#pairId(left, right) > 0
  }

  /** Whether the message itself has this character. */
  asksCharacter(code: number): boolean {
    const { characterGain, idOfCharacter } = this.#tables
    return (characterGain[idOfCharacter[code] as number] as number) > 0
  }

  #pairId(left: number, right: number): number {
    return pairIdOf(this.#tables, left, right)
  }

  #forget(): void {
    const { pairs, characters, variants, phrases } = this.#touched
    forget(pairs, this.#pairTimes)
    forget(characters, this.#characterTimes)
    forget(variants, this.#variantFound)
    forget(phrases, this.phraseValue)
  }

  #read({ codes, from, to }: Scanned): void {
    const { idOfCharacter, pairAt, width } = this.#tables
    const { pairs, characters } = this.#touched
    const characterTimes = this.#characterTimes
    const pairTimes = this.#pairTimes
    let before = 0
    for (let at = from; at < to; at += 1) {
      const id = idOfCharacter[codes[at] as number] as number
      if (id > 0) {
        if (characterTimes[id] === 0) characters.ids[characters.count++] = id
        characterTimes[id] = (characterTimes[id] as number) + 1
        const pair = before > 0 ? (pairAt[before * width + id] as number) : 0
        if (pair > 0) {
          if (pairTimes[pair] === 0) pairs.ids[pairs.count++] = pair
          pairTimes[pair] = (pairTimes[pair] as number) + 1
        }
      }
      before = id
    }
  }

  #readPhrases(): void {
    const { variants, variantsFrom, variantsOfPair } = this.#tables
    const touched = this.#touched
    const found = this.#variantFound
    const values = this.phraseValue
    for (let at = 0; at < touched.pairs.count; at += 1) {
      const pair = touched.pairs.ids[at] as number
      const to = variantsFrom[pair + 1] as number
      for (let place = variantsFrom[pair] as number; place < to; place += 1) {
        const id = variantsOfPair[place] as number
        if (found[id] === 0) touched.variants.ids[touched.variants.count++] = id
        found[id] = (found[id] as number) + 1
      }
    }
    for (let at = 0; at < touched.variants.count; at += 1) {
      const id = touched.variants.ids[at] as number
      const { phrase, pairCount, weight } = variants[id] as Variant
      const share = (found[id] as number) / pairCount
      const value = weight * (share === 1 ? 1 : PART * share * share)
      const known = values[phrase] as number
      if (known === 0) touched.phrases.ids[touched.phrases.count++] = phrase
      if (value > known) values[phrase] = value
    }
  }

  #earn(norms: Norms): Earned {
    const { characterGain, pairGain } = this.#tables
    const { pairs, characters, phrases } = this.#touched
    const totals = this.#totals
    let pair = 0
    for (let at = 0; at < pairs.count; at += 1) {
      const id = pairs.ids[at] as number
      const times = this.#pairTimes[id] as number
      pair += ((pairGain[id] as number) * times) / (times + norms.pair)
    }
    let character = 0
    for (let at = 0; at < characters.count; at += 1) {
      const id = characters.ids[at] as number
      const times = this.#characterTimes[id] as number
      character += ((characterGain[id] as number) * times) / (times + norms.character)
    }
    const earned = this.#earned
    let word = 0
    let same = 0
    let hint = 0
    let near = 0
    for (let at = 0; at < phrases.count; at += 1) {
      const id = phrases.ids[at] as number
      const { kind, gain } = this.#query.phrases[id] as AskedPhrase
      const found = (gain * (this.phraseValue[id] as number)) / (1 + norms.pair)
      if (kind === 'word') word += found
      else if (kind === 'same') same += found
      else if (kind === 'hint') hint += found
      else near += found
    }
    earned[LEG.pair] = pair / totals.pair
    earned[LEG.character] = character / totals.character
    earned[LEG.word] = word / totals.phrase
    earned[LEG.same] = same / totals.phrase
    earned[LEG.hint] = hint / totals.phrase
    earned[LEG.near] = near / totals.phrase
    return earned
  }
}
