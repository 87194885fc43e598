import type { SynonymGroup } from './lexicon.ts'
import { createTopicReader, type TopicReader, type TopicText } from './topic-evidence.ts'

/**
 * The topics the product brings along: the fields of the lexicon and the city's categories. Strength and focus are the grid points that
 * did best on few examples of other cities' texts (docs/decisions/0015); with thousands of examples they hardly matter.
 */
export const createProductTopics = (known: {
  lexicon: readonly TopicText[]
  categories: readonly TopicText[]
  synonyms: readonly SynonymGroup[]
}): TopicReader =>
  createTopicReader(
    [
      { name: 'lexicon', texts: known.lexicon, strength: 0.45, focus: 0.2 },
      { name: 'category', texts: known.categories, strength: 0.35, focus: 0.15 },
    ],
    known.synonyms,
  )
