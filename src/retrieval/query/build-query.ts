import { tellingShare } from '../../understanding/common-words.ts'
import { knowsLanguage, rarity, type TextStatistics, tellingRarity } from '../index/text-statistics.ts'
import type { AskedCharacter, AskedPair, AskedPhrase, AskedQuery } from './asked.ts'
import { hearPairs } from './hear-pairs.ts'
import type { Link, WordLinks } from './link-words.ts'
import type { SoundAlikes } from './sound-alikes.ts'

/** What is searched with: `tokens` are the informative words of the message, `text` the text they come from, in match form. */
export type QueryText = { tokens: readonly string[]; text: string }

/** Filler still tells a little: what it is filler for may be asked for. */
const FILLER = 0.3
const HALF_FILLER = 0.5
/** A pair no entry has cannot decide between entries; it only tells that something was asked that is not here. */
const UNKNOWN = 0.5
const MAX_PAIRS = 160
const MAX_CHARACTERS = 120
const MAX_PHRASES = 60
const LETTER = /[\p{L}\p{N}]/u
const HAN = /\p{Script=Han}/u

/** What a word can tell at most in this base: the less text it has, the more Chinese at large decides. */
const mostTold = (word: string, statistics: TextStatistics): number => {
  const share = tellingShare(word)
  return share + (1 - share) * knowsLanguage(statistics)
}

/** What each position tells: 1 inside an informative word, little outside; and how much the word around it can tell at most. */
const weighPositions = (
  { text, tokens }: QueryText,
  statistics: TextStatistics,
): Pick<AskedQuery, 'importance' | 'telling'> => {
  const importance = new Float32Array(text.length).fill(FILLER)
  const telling = new Float32Array(text.length).fill(1)
  let from = 0
  for (const token of tokens) {
    const at = text.indexOf(token, from)
    if (at < 0) continue
    importance.fill(1, at, at + token.length)
    telling.fill(mostTold(token, statistics), at, at + token.length)
    from = at + token.length
  }
  for (let at = 0; at < text.length; at += 1) if (!LETTER.test(text.charAt(at))) importance[at] = 0
  return { importance, telling }
}

type Weighed = Pick<AskedQuery, 'text' | 'importance' | 'telling'>

const listPairs = ({ text, importance, telling }: Weighed, statistics: TextStatistics): AskedPair[] => {
  const found = new Map<string, AskedPair>()
  for (let at = 0; at + 1 < text.length; at += 1) {
    const left = importance[at] ?? 0
    const right = importance[at + 1] ?? 0
    if (left === 0 || right === 0) continue
    const weight = left === 1 && right === 1 ? 1 : left === 1 || right === 1 ? HALF_FILLER : FILLER
    const pair = text.slice(at, at + 2)
    const entries = statistics.entriesWithPair(text, at)
    const share = ((telling[at] ?? 1) + (telling[at + 1] ?? 1)) / 2
    const gain = weight * tellingRarity(entries, statistics.entries, share) * (entries === 0 ? UNKNOWN : 1)
    const known = found.get(pair)
    if (!known) found.set(pair, { pair, gain, at })
    else if (gain > known.gain) known.gain = gain
  }
  return [...found.values()].sort((a, b) => b.gain - a.gain).slice(0, MAX_PAIRS)
}

const listCharacters = (
  { text, importance, telling }: Weighed,
  statistics: TextStatistics,
): AskedCharacter[] => {
  const found = new Map<string, AskedCharacter>()
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (!HAN.test(character)) continue
    const entries = statistics.entriesWith(text, at)
    const told = tellingRarity(entries, statistics.entries, telling[at] ?? 1)
    const gain = (importance[at] ?? 0) * told * (entries === 0 ? UNKNOWN : 1)
    const known = found.get(character)
    if (!known) found.set(character, { character, gain })
    else if (gain > known.gain) known.gain = gain
  }
  return [...found.values()].sort((a, b) => b.gain - a.gain).slice(0, MAX_CHARACTERS)
}

/** How rare a word is: no more often than the rarest of its pairs. */
const wordRarity = (word: string, statistics: TextStatistics, share = 1): number => {
  let fewest = statistics.entries
  for (let at = 0; at + 1 < word.length; at += 1) {
    fewest = Math.min(fewest, statistics.entriesWithPair(word, at))
  }
  return fewest === 0 ? 0 : tellingRarity(fewest, statistics.entries, share)
}

const listWords = (
  { text, importance, telling }: Weighed,
  tokens: readonly string[],
  statistics: TextStatistics,
): AskedPhrase[] => {
  const seen = new Set<string>()
  const phrases: AskedPhrase[] = []
  let from = 0
  for (const token of tokens) {
    const at = text.indexOf(token, from)
    if (at < 0) continue
    from = at + token.length
    if (token.length < 2 || seen.has(token)) continue
    seen.add(token)
    const known = wordRarity(token, statistics, telling[at] ?? 1)
    const gain = (importance[at] ?? 1) * (known || UNKNOWN * rarity(0, statistics.entries))
    phrases.push({
      label: token,
      kind: 'word',
      gain,
      from: at,
      to: from,
      variants: [{ text: token, weight: 1 }],
    })
  }
  return phrases
}

/** Official words for what was said, as far as this base knows them, each worth its rarity times the trust in it. */
const linkPhrase = (link: Link, statistics: TextStatistics): AskedPhrase | null => {
  const known = [...link.officials]
    .map(([official, trust]) => ({ official, worth: trust * wordRarity(official, statistics) }))
    .filter(({ worth }) => worth > 0)
  if (known.length === 0) return null
  const gain = Math.max(...known.map(({ worth }) => worth))
  return {
    label: link.said,
    kind: link.kind,
    gain,
    from: link.from,
    to: link.to,
    variants: known.map(({ official, worth }) => ({ text: official, weight: worth / gain })),
  }
}

/** Links that stand inside a longer link of the same kind say less: 社保 inside 社保卡. */
const INSIDE = 0.5

const listLinks = (
  text: string,
  findLinks: WordLinks['findLinks'],
  statistics: TextStatistics,
): AskedPhrase[] => {
  const phrases: AskedPhrase[] = []
  for (const link of findLinks(text)) {
    const phrase = linkPhrase(link, statistics)
    if (!phrase) continue
    const isInside = phrases.some(
      (other) =>
        other.from <= link.from && link.to <= other.to && other.to - other.from > link.to - link.from,
    )
    phrases.push(isInside ? { ...phrase, gain: phrase.gain * INSIDE } : phrase)
  }
  return phrases.slice(0, MAX_PHRASES)
}

const sum = (parts: readonly { gain: number }[]): number => parts.reduce((all, { gain }) => all + gain, 0)

/**
 * What is looked for: the pairs and characters of the text, its informative words, and the official words its lay words stand for,
 * each with what it is worth in this knowledge base. Bounded: at most 160 pairs, 120 characters, 60 links however long the story.
 */
export const buildQuery = (
  input: QueryText,
  {
    statistics,
    findLinks,
    alikes,
  }: { statistics: TextStatistics; findLinks: WordLinks['findLinks']; alikes: SoundAlikes },
): AskedQuery => {
  const weighed = { text: input.text, ...weighPositions(input, statistics) }
  const pairs = listPairs(weighed, statistics)
  const characters = listCharacters(weighed, statistics)
  const words = listWords(weighed, input.tokens, statistics)
  const links = listLinks(input.text, findLinks, statistics)
  const isTold = (at: number): boolean =>
    links.some(({ from, to, kind }) => kind !== 'near' && from <= at && at + 1 < to)
  const heard = hearPairs(pairs, isTold, { alikes, statistics })
  return {
    ...weighed,
    pairs: [...pairs, ...heard],
    characters,
    phrases: [...words, ...links],
    totals: { pair: sum(pairs), character: sum(characters), phrase: sum(words) },
  }
}
