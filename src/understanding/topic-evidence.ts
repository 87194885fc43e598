import { distinctTerms, distinctTermsOfClean } from './count-terms.ts'
import type { SynonymGroup } from './lexicon.ts'
import type { SparseVector } from './linear-svm.ts'
import { normaliseText } from './normalise-text.ts'
import { createOfficialPairs, type OfficialPairs } from './official-pairs.ts'

/** Words or a sentence the product knows the topic of, from broad to narrow: `['劳动', '劳动/工资']`. */
export type TopicText = { text: string; path: readonly string[] }

/** One body of knowledge about topics. `strength`: how much it weighs beside the text's own words; `focus`: how far the likeliest topics stand out. */
export type TopicSource = { name: string; texts: readonly TopicText[]; strength: number; focus: number }

/** Says what a text is about in the product's own topics, as features that can be added to its terms. */
export type TopicReader = {
  /** Names of the features; `read` numbers them in this order. */
  names: readonly string[]
  read(text: string): SparseVector
  /** Pairs of the official words a text's wording stands for. */
  officials: OfficialPairs
}

/** Weight of the topic's own language against everybody's (Jelinek-Mercer smoothing). */
const OWN_SHARE = 0.5
/** Words of average language each topic is assumed to have said beside its own: keeps small topics modest. */
const PRIOR_WORDS = 40
/** Terms of a usual message; a longer one's evidence grows with the root of its length. */
const LENGTH_USUAL = 40
/** A topic below this share of the vector says nothing. */
const LEAST = 0.02

type Level = {
  names: string[]
  first: number
  evidence: ReadonlyMap<string, [topic: number, weight: number][]>
}

/** For every term the topics it speaks for, and how much (log odds against everybody's language). */
const learnLevel = (
  labelled: readonly { terms: ReadonlySet<string>; topic: string }[],
  first: number,
): Level => {
  const names = [...new Set(labelled.map(({ topic }) => topic))].sort()
  const idOf = new Map(names.map((name, id) => [name, id]))
  const sizes = new Float64Array(names.length)
  const counts = new Map<string, Map<number, number>>()
  let total = 0
  for (const { terms, topic } of labelled) {
    const id = idOf.get(topic) ?? 0
    for (const term of terms) {
      const byTopic = counts.get(term) ?? new Map<number, number>()
      counts.set(term, byTopic)
      byTopic.set(id, (byTopic.get(id) ?? 0) + 1)
      sizes[id] = (sizes[id] ?? 0) + 1
      total += 1
    }
  }
  const evidence = new Map<string, [number, number][]>()
  for (const [term, byTopic] of counts) {
    let everywhere = 0
    for (const count of byTopic.values()) everywhere += count
    evidence.set(
      term,
      [...byTopic].map(([id, count]) => [
        id,
        Math.log1p((OWN_SHARE * count * total) / (((sizes[id] ?? 0) + PRIOR_WORDS) * everywhere)),
      ]),
    )
  }
  return { names, first, evidence }
}

/** The shares of the topics of one level (softmax of the summed evidence), scaled to length 1. Empty where no word is known. */
const readLevel = (level: Level, terms: ReadonlySet<string>, focus: number): Float64Array | null => {
  const sums = new Float64Array(level.names.length)
  let known = 0
  for (const term of terms) {
    const speaksFor = level.evidence.get(term)
    if (!speaksFor) continue
    known += 1
    for (const [topic, weight] of speaksFor) sums[topic] = (sums[topic] ?? 0) + weight
  }
  if (known === 0) return null
  const stretch = Math.sqrt(Math.max(1, known / LENGTH_USUAL))
  let highest = 0
  for (const sum of sums) highest = Math.max(highest, sum)
  const shares = sums.map((sum) => (sum > 0 ? Math.exp((focus * (sum - highest)) / stretch) : 0))
  const norm = Math.hypot(...shares) || 1
  return shares.map((share) => share / norm)
}

/**
 * Learns what the product knows of topics: which words go with which part of the lexicon, which category of the city. A classifier
 * that has seen few examples of a label then also recognises it in words no example held.
 */
export const createTopicReader = (
  sources: readonly TopicSource[],
  synonyms: readonly SynonymGroup[] = [],
): TopicReader => {
  const names: string[] = []
  const levels: { level: Level; source: TopicSource }[] = []
  for (const source of sources) {
    const read = source.texts.map(({ text, path }) => ({
      terms: distinctTermsOfClean(normaliseText(text).toLowerCase()),
      path,
    }))
    const depth = Math.max(0, ...source.texts.map(({ path }) => path.length))
    for (let at = 0; at < depth; at += 1) {
      const labelled = read.flatMap(({ terms, path }) => {
        const topic = path[at]
        return topic === undefined ? [] : [{ terms, topic }]
      })
      const level = learnLevel(labelled, names.length)
      levels.push({ level, source })
      for (const name of level.names) names.push(`${source.name}:${at}:${name}`)
    }
  }
  return {
    names,
    officials: createOfficialPairs(synonyms),
    read: (text) => {
      const terms = distinctTerms(text)
      const at: number[] = []
      const value: number[] = []
      for (const { level, source } of levels) {
        readLevel(level, terms, source.focus)?.forEach((share, topic) => {
          if (share < LEAST) return
          at.push(level.first + topic)
          value.push(share * source.strength)
        })
      }
      return { at: Int32Array.from(at), value: Float64Array.from(value) }
    },
  }
}

/** No topics: a classifier then has the text's own words alone. */
export const NO_TOPICS: TopicReader = {
  names: [],
  officials: () => new Map(),
  read: () => ({ at: new Int32Array(0), value: new Float64Array(0) }),
}

/** The same topics, read once per text: five-fold figures read each text five times. */
export const rememberTopics = (topics: TopicReader): TopicReader => {
  const remember = <T>(read: (text: string) => T) => {
    const known = new Map<string, T>()
    return (text: string): T => {
      const found = known.get(text) ?? read(text)
      known.set(text, found)
      return found
    }
  }
  return { names: topics.names, officials: remember(topics.officials), read: remember(topics.read) }
}
