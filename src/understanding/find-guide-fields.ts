import { GUIDE_FIELDS, type GuideFieldName } from '../contracts/decision.ts'
import type { TalkWords } from './talk-words.ts'

/** Where the words for one field stand in the text, what only sounds like it taken out first. */
const blank = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (said) => '\u0001'.repeat(said.length))

/**
 * The guide fields a message asks for ("在哪办,几点下班" → place, hours), in the order of GUIDE_FIELDS; empty when it asks for
 * the matter as a whole. `text` is normalised text.
 */
export const findGuideFields = (text: string, words: TalkWords): GuideFieldName[] => {
  const said = text.toLowerCase()
  return GUIDE_FIELDS.filter((field) => {
    const { asked, sounds } = words.fields[field]
    return blank(said, sounds).search(asked) >= 0
  })
}

/** The text without the words that ask for fields. */
export const withoutFieldWords = (text: string, words: TalkWords): string =>
  GUIDE_FIELDS.reduce((rest, field) => rest.replace(words.fields[field].asked, ' '), text.toLowerCase())
