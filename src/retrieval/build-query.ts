import type { Lexicon } from '../understanding/lexicon.ts'
import { charTerm, encodeCharacters, type Leg, pairTerm } from './encode-text.ts'

/** One thing asked for. Any of its variants may stand for it, each for its part: official words for lay ones. */
export type Concept = {
  label: string
  leg: Leg
  /** Importance among the concepts of the query, before rarity is counted in. */
  weight: number
  variants: { term: string; weight: number }[]
}

const SYNONYM_WEIGHT = { toStandard: 0.75, toLay: 0.45 }
/** What is not part of an informative word counts less, by leg: filler characters still tell a little. */
const FILLER_WEIGHT = { pairHalf: 0.3, char: 0.5 }
/** How much the characters of an implied official word count beside those really said. */
const IMPLIED_WEIGHT = 0.4
const MAX_CONCEPTS = 240
const MAX_PHRASE = 10
const HAN = /^\p{Script=Han}+$/u

/** From any member of a synonym group to the words that may stand for it. */
export type SynonymTable = Map<string, { word: string; weight: number }[]>

/** Turns the lexicon's groups into a table that is looked up by word. */
export const buildSynonymTable = (lexicon: Lexicon): SynonymTable => {
  const table: SynonymTable = new Map()
  const add = (from: string, word: string, weight: number) => {
    if (from === word) return
    const list = table.get(from) ?? []
    if (!list.some((known) => known.word === word)) list.push({ word, weight })
    table.set(from, list)
  }
  for (const { standard, lay } of lexicon.synonyms) {
    for (const word of lay) {
      add(word, standard, SYNONYM_WEIGHT.toStandard)
      add(standard, word, SYNONYM_WEIGHT.toLay)
      for (const other of lay) add(word, other, SYNONYM_WEIGHT.toLay)
    }
  }
  return table
}

/** A two-character variant is looked up as a pair, which also finds it inside longer words. */
const variantTerm = (word: string): string => (word.length === 2 && HAN.test(word) ? pairTerm(word) : word)

/** Marks the characters of the text that belong to informative words. */
const markInformative = (text: string, tokens: readonly string[]): boolean[] => {
  const marks = new Array<boolean>(text.length).fill(false)
  let from = 0
  for (const token of tokens) {
    const at = text.indexOf(token, from)
    if (at < 0) continue
    marks.fill(true, at, at + token.length)
    from = at + token.length
  }
  return marks
}

/** Pairs and single characters of the text; those of informative words count in full, pure filler pairs not at all. */
const characterConcepts = (text: string, tokens: readonly string[]): Concept[] => {
  const marks = markInformative(text, tokens)
  const seen = new Map<string, Concept>()
  const add = (label: string, leg: Leg, term: string, weight: number) => {
    const known = seen.get(term)
    if (known) known.weight = Math.max(known.weight, weight)
    else seen.set(term, { label, leg, weight, variants: [{ term, weight: 1 }] })
  }
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (!HAN.test(character)) continue
    add(character, 'char', charTerm(character), marks[at] ? 1 : FILLER_WEIGHT.char)
    const pair = text.slice(at, at + 2)
    const marked = Number(marks[at]) + Number(marks[at + 1])
    if (pair.length === 2 && marked > 0 && HAN.test(pair)) {
      add(pair, 'pair', pairTerm(pair), marked === 2 ? 1 : FILLER_WEIGHT.pairHalf)
    }
  }
  return [...seen.values()]
}

/**
 * The pairs and characters of official words that stand for what was said: without them a lay phrase that shares no character with
 * the entry ("下岗钱" for 失业保险金) would be outvoted by filler.
 */
const impliedConcepts = (
  said: readonly string[],
  table: SynonymTable,
  asked: readonly Concept[],
): Concept[] => {
  const known = new Set(asked.flatMap(({ variants }) => variants.map(({ term }) => term)))
  const implied: Concept[] = []
  for (const word of said) {
    const official = (table.get(word) ?? [])
      .filter(({ weight }) => weight === SYNONYM_WEIGHT.toStandard)
      .slice(0, 2)
    for (const { word: standard } of official) {
      const { pair, char } = encodeCharacters(standard)
      for (const [leg, terms] of [
        ['pair', pair],
        ['char', char],
      ] as const) {
        for (const term of terms) {
          if (known.has(term)) continue
          known.add(term)
          implied.push({ label: standard, leg, weight: IMPLIED_WEIGHT, variants: [{ term, weight: 1 }] })
        }
      }
    }
  }
  return implied
}

/** Phrases of the text that a synonym group knows, found as they stand, whatever the segmenter made of them. */
const phraseConcepts = (text: string, known: Set<string>, table: SynonymTable): Concept[] => {
  const concepts: Concept[] = []
  for (let at = 0; at < text.length; at += 1) {
    for (let length = Math.min(MAX_PHRASE, text.length - at); length >= 2; length -= 1) {
      const phrase = text.slice(at, at + length)
      const synonyms = table.get(phrase)
      if (!synonyms || known.has(phrase)) continue
      known.add(phrase)
      const variants = synonyms.map(({ word, weight }) => ({ term: variantTerm(word), weight }))
      concepts.push({
        label: phrase,
        leg: 'word',
        weight: 0.8,
        variants: [{ term: phrase, weight: 1 }, ...variants],
      })
      break
    }
  }
  return concepts
}

/**
 * What is looked for: the informative words of the message with their synonyms, and the pairs and single characters of the text.
 * `tokens` are the informative words (Meaning.tokens), `text` the normalised text they come from. At most 240 concepts.
 */
export const buildQuery = (
  input: { tokens: readonly string[]; text: string },
  table: SynonymTable,
): Concept[] => {
  const text = input.text.toLowerCase()
  const known = new Set(input.tokens)
  const words = [...known].map((word): Concept => {
    const synonyms = (table.get(word) ?? []).map((synonym) => ({
      term: variantTerm(synonym.word),
      weight: synonym.weight,
    }))
    return { label: word, leg: 'word', weight: 1, variants: [{ term: word, weight: 1 }, ...synonyms] }
  })
  const phrases = phraseConcepts(text, known, table)
  const characters = characterConcepts(text, input.tokens)
  const said = [...words, ...phrases].map(({ label }) => label)
  const implied = impliedConcepts(said, table, characters)
  return [...words, ...phrases, ...characters, ...implied].slice(0, MAX_CONCEPTS)
}
