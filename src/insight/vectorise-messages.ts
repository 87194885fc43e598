import { findPlaces, type Gazetteer } from '../understanding/find-places.ts'
import { normaliseText } from '../understanding/normalise-text.ts'
import { segment } from '../understanding/segment.ts'

/** One message of many, as hot events are found in it. `at` is an instant (ISO 8601); `weight` how much louder it is than one voice. */
export type HotMessage = { id: string; title: string; text: string; at: string; weight?: number }

/** A message as numbers: what it is about, where, when. */
export type MessageVector = {
  /** Place and matter together, unit length. */
  terms: Map<number, number>
  /** The matter alone, without what stands in place names, unit length. */
  matter: Map<number, number>
  places: string[]
  atMs: number
}

/** The title names place and matter; the first lines of the text repeat them, the rest is story. */
const TITLE_WEIGHT = 3
const READ_CHARACTERS = 150
/** A term in more than this share of the messages tells nothing; one in a single message joins nothing. */
const COMMON_SHARE = 0.08
const HAN_RUN = /\p{Script=Han}+/gu
const EMPTY: Gazetteer = { names: [] }

const countTerms = (text: string, step: number, counts: Map<string, number>): void => {
  const add = (term: string) => counts.set(term, (counts.get(term) ?? 0) + step)
  for (const word of segment(text)) if (word.length > 1 && /[\p{L}]/u.test(word)) add(word)
  for (const [run] of text.matchAll(HAN_RUN))
    for (let at = 0; at + 1 < run.length; at += 1) add(`~${run.slice(at, at + 2)}`)
}

const toUnitLength = (vector: Map<number, number>): Map<number, number> => {
  let squared = 0
  for (const value of vector.values()) squared += value * value
  const norm = Math.sqrt(squared) || 1
  for (const [id, value] of vector) vector.set(id, value / norm)
  return vector
}

/** TF-IDF vectors of unit length over words and character pairs of all messages, with and without place names. */
export const vectoriseMessages = (
  messages: readonly HotMessage[],
  gazetteer: Gazetteer = EMPTY,
): MessageVector[] => {
  const counted = messages.map((message) => {
    const title = normaliseText(message.title).toLowerCase()
    const text = normaliseText(message.text.slice(0, READ_CHARACTERS)).toLowerCase()
    const counts = new Map<string, number>()
    countTerms(title, TITLE_WEIGHT, counts)
    countTerms(text, 1, counts)
    const places = [
      ...new Set(
        [...findPlaces(title, gazetteer), ...findPlaces(text, gazetteer)].map((place) => place.text),
      ),
    ].slice(0, 6)
    return { counts, places }
  })
  const documents = new Map<string, number>()
  for (const { counts } of counted)
    for (const term of counts.keys()) documents.set(term, (documents.get(term) ?? 0) + 1)
  const most = Math.max(10, messages.length * COMMON_SHARE)
  const ids = new Map<string, number>()
  return counted.map(({ counts, places }, index) => {
    const inPlaces = new Map<string, number>()
    for (const place of places) countTerms(place, 1, inPlaces)
    const terms = new Map<number, number>()
    const matter = new Map<number, number>()
    for (const [term, count] of counts) {
      const df = documents.get(term) ?? 0
      if (df < 2 || df > most) continue
      const id = ids.get(term) ?? ids.size
      ids.set(term, id)
      const value = (1 + Math.log(count)) * Math.log(messages.length / df)
      terms.set(id, value)
      if (!inPlaces.has(term)) matter.set(id, value)
    }
    return {
      terms: toUnitLength(terms),
      matter: toUnitLength(matter),
      places,
      atMs: Date.parse(messages[index]?.at ?? ''),
    }
  })
}
