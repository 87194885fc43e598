import type { CityFile, SpecialRouteFile } from '../contracts/knowledge-file.ts'
import type { Meaning } from '../contracts/meaning.ts'
import { createDangerFinder, type DangerLessons } from './detect-danger.ts'
import { detectIntent } from './detect-intent.ts'
import { createSpecialRouteFinder } from './detect-special-route.ts'
import { detectUrgency } from './detect-urgency.ts'
import { findEntities } from './find-entities.ts'
import { findOffTopic } from './find-off-topic.ts'
import { buildGazetteer } from './find-places.ts'
import type { Lexicon } from './lexicon.ts'
import { normaliseText } from './normalise-text.ts'
import { redactText } from './redact-text.ts'
import { addUserWords, findFillerWords, keepInformativeWords, segment } from './segment.ts'

export type Understanding = (text: string, now: Date) => Meaning

/** Longer text is cut before it is read: the doors refuse it anyway, and rules must not run over a book. */
const MAX_CHARACTERS = 20_000
/** NFKC unfolds one sign into up to eighteen (U+FDFA): cleaned text may be this much longer than what was written. */
const MAX_UNFOLDED = 500

/**
 * Prepares a city's words, places and special routes, and returns the function that turns a citizen's words into their meaning.
 * Pure after preparation: the same text at the same `now` gives the same meaning, nothing is stored.
 * `timezone` (IANA name) decides which calendar day "昨天" is.
 */
export const createUnderstanding = (knowledge: {
  lexicon: Lexicon
  city: CityFile
  specialRoutes: readonly SpecialRouteFile[]
  timezone?: string
  /** What the learned half of danger detection learns from; without it the patterns of the routes decide alone. */
  danger?: DangerLessons
}): Understanding => {
  const { lexicon, city, timezone = 'Asia/Shanghai' } = knowledge
  const gazetteer = buildGazetteer(city)
  addUserWords(lexicon.userWords.map(({ word }) => word))
  addUserWords(lexicon.stopWords)
  addUserWords(gazetteer.names.map(({ name }) => name))
  const findDanger = createDangerFinder(knowledge.specialRoutes, knowledge.danger)
  const findOtherDoor = createSpecialRouteFinder(knowledge.specialRoutes.filter(({ danger }) => !danger))

  return (original, now) => {
    const read = original.slice(0, MAX_CHARACTERS)
    const text = normaliseText(read).slice(0, read.length + MAX_UNFOLDED)
    const words = segment(text)
    const { bankCards: _bankCards, ...entities } = findEntities(text, { now, timezone, gazetteer })
    const { intent, confidence } = detectIntent(text, words)
    const offTopic = findOffTopic(text, lexicon.offTopic)
    const specialRoute = findDanger(text) ?? findOtherDoor(text)
    return {
      original,
      text,
      words,
      tokens: keepInformativeWords(words, lexicon.stopWords, findFillerWords(text)),
      intent,
      intentConfidence: confidence,
      entities,
      urgency: detectUrgency(text, specialRoute),
      ...(offTopic ? { offTopic } : {}),
      ...(specialRoute ? { specialRoute } : {}),
      redacted: redactText(text),
    }
  }
}
