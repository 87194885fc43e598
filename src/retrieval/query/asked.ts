/** A pair of neighbouring characters to look for. `gain` is what it is worth: importance × rarity. */
export type AskedPair = { pair: string; gain: number; at: number }

/** A single character to look for. */
export type AskedCharacter = { character: string; gain: number }

/** A word of the message, or official words it stands for: found where all its pairs are found. */
export type AskedPhrase = {
  label: string
  kind: 'word' | 'same' | 'hint' | 'near'
  gain: number
  from: number
  to: number
  /** Any of these may be found, each for its part of the gain, 0…1; a variant is found where all its pairs are. */
  variants: readonly { text: string; weight: number }[]
}

/** All that is looked for, weighed against this knowledge base. */
export type AskedQuery = {
  /** The text that was understood, in match form, typing errors mended. */
  text: string
  /** What each position of the text tells, 0…1: filler little, matter much. */
  importance: Float32Array
  /** How much the word around each position can tell at most, 0…1, by how common it is in Chinese at large. */
  telling: Float32Array
  pairs: readonly AskedPair[]
  characters: readonly AskedCharacter[]
  phrases: readonly AskedPhrase[]
  /** The most a text can earn on each leg. */
  totals: { pair: number; character: number; phrase: number }
}
