import type { AskedQuery } from '../query/asked.ts'

/** What is looked for in a clause: words, pairs of neighbouring characters, single characters. */
export const LEGS = ['word', 'pair', 'char'] as const
export type Leg = (typeof LEGS)[number]

/** One thing asked for; the best of its variants that a clause says counts, for its weight. */
export type Concept = { leg: Leg; gain: number; variants: readonly { words: string; weight: number }[] }

/** A question as its sentences are compared with it. */
export type QuoteQuery = { text: string; concepts: readonly Concept[] }

/** What the sentences of a document are compared with: the words, links, pairs and characters of the question. */
export const readConcepts = (asked: AskedQuery): QuoteQuery => ({
  text: asked.text,
  concepts: [
    ...asked.phrases.map(
      ({ gain, variants }): Concept => ({
        leg: 'word',
        gain,
        variants: variants.map(({ text, weight }) => ({ words: text, weight })),
      }),
    ),
    ...asked.pairs.map(
      ({ pair, gain }): Concept => ({
        leg: 'pair',
        gain,
        variants: [{ words: pair, weight: 1 }],
      }),
    ),
    ...asked.characters.map(
      ({ character, gain }): Concept => ({
        leg: 'char',
        gain,
        variants: [{ words: character, weight: 1 }],
      }),
    ),
  ],
})
