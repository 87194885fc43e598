import { rarity, type TextStatistics } from '../index/text-statistics.ts'
import type { AskedPhrase, AskedQuery } from '../query/asked.ts'
import type { Scanner } from './scan-text.ts'

/** What a position counts that is only met character by character, or by way of the lexicon. */
export const MET = { character: 0.45, word: 1, same: 0.95, hint: 0.6, near: 0.4 }

/** What each position of the query tells here: its importance times the rarity of its pairs or its character. */
export const weighQueryPositions = (query: AskedQuery, statistics: TextStatistics): Float32Array => {
  const { text, importance, telling } = query
  const all = statistics.entries
  return Float32Array.from(importance, (each, at) => {
    if (each === 0) return 0
    const pair = Math.max(
      rarity(statistics.entriesWithPair(text, at - 1), all) * Number(at > 0),
      rarity(statistics.entriesWithPair(text, at), all),
    )
    const told = 0.5 * rarity(statistics.entriesWith(text, at), all) + 0.5 * pair
    const share = telling[at] ?? 1
    return each * (share === 1 ? told : Math.min(told, share * rarity(1, all)))
  })
}

const raise = (met: Float32Array, at: number, value: number): void => {
  if (value > (met[at] as number)) met[at] = value
}

/** How far each position of the query is met by the text the scanner read last, raised into `met`. */
export const meetPositions = ({ text, phrases }: AskedQuery, scanner: Scanner, met: Float32Array): void => {
  let code = text.charCodeAt(0)
  for (let at = 0; at < text.length; at += 1) {
    const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0
    if (scanner.hasCharacter(code)) {
      raise(met, at, MET.character)
      if (next !== 0 && scanner.hasPair(code, next)) {
        raise(met, at, 1)
        raise(met, at + 1, 1)
      }
    }
    code = next
  }
  for (let index = 0; index < phrases.length; index += 1) {
    const found = scanner.phraseValue[index] as number
    if (found === 0) continue
    const { kind, from, to } = phrases[index] as AskedPhrase
    const value = found * MET[kind]
    for (let at = from; at < to; at += 1) raise(met, at, value)
  }
}

/** The share of the weights that is met, 0…1. `met` may be longer. */
export const shareMet = (weights: Float32Array, met: Float32Array): number => {
  let all = 0
  let found = 0
  for (let at = 0; at < weights.length; at += 1) {
    const weight = weights[at] as number
    all += weight
    found += weight * (met[at] as number)
  }
  return all === 0 ? 0 : found / all
}

const HEAD = 4
/** Room for what is said of each character of a wording, the same for every wording. */
let weightAt = new Float64Array(256)
let valueAt = new Float64Array(256)

/** The share of the values among the weights, of the `count` weightiest of the first `length`; these are forgotten. */
const takeWeightiest = (length: number, count: number): number => {
  let all = 0
  let found = 0
  for (let taken = 0; taken < Math.min(count, length); taken += 1) {
    let best = 0
    for (let at = 1; at < length; at += 1)
      if ((weightAt[at] as number) > (weightAt[best] as number)) best = at
    const weight = weightAt[best] as number
    all += weight
    found += weight * (valueAt[best] as number)
    weightAt[best] = Number.NEGATIVE_INFINITY
  }
  return all === 0 ? 0 : found / all
}

/**
 * The other way round: the share of a wording's own characters, by rarity, that the query says (`said`), and of its four rarest, which
 * tell what it is about (`head`).
 */
export const sayWording = (
  wording: string,
  scanner: Scanner,
  statistics: TextStatistics,
): { said: number; head: number } => {
  if (wording.length > weightAt.length) {
    weightAt = new Float64Array(wording.length * 2)
    valueAt = new Float64Array(wording.length * 2)
  }
  let length = 0
  let all = 0
  let found = 0
  let wasAsked = false
  for (let at = 0; at < wording.length; at += 1) {
    const code = wording.charCodeAt(at)
    const isAsked = at + 1 < wording.length && scanner.asksPair(code, wording.charCodeAt(at + 1))
    const entries = statistics.entriesWith(wording, at)
    if (entries > 0) {
      const value = isAsked || wasAsked ? 1 : scanner.asksCharacter(code) ? 0.5 : 0
      const weight = rarity(entries, statistics.entries)
      weightAt[length] = weight
      valueAt[length] = value
      length += 1
      all += weight
      found += weight * value
    }
    wasAsked = isAsked
  }
  return { said: all === 0 ? 0 : found / all, head: takeWeightiest(length, HEAD) }
}
