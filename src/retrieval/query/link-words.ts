import type { Lexicon } from '../../understanding/lexicon.ts'
import { createNearWordings, type Wording } from './near-wordings.ts'

/** How a stretch of the message leads to official words: it means the same, it suggests them, or it only comes near a known wording. */
export type LinkKind = 'same' | 'hint' | 'near'

/** Official words that a stretch of the message stands for, each with how much it is trusted, 0…1. `from`…`to` (exclusive). */
export type Link = {
  from: number
  to: number
  said: string
  kind: LinkKind
  officials: ReadonlyMap<string, number>
}

/** What words lead to: first the names of the same thing, then their own other names but `said`; worked out when first met. */
type Target = {
  kind: 'same' | 'hint'
  first: () => ReadonlyMap<string, number>
  said: string
  officials?: ReadonlyMap<string, number>
}
type Combination = { parts: readonly string[]; target: Target }

const MAX_LENGTH = 12
/** Parts of one lay item that stand further apart than this do not belong together. */
const NEAR = 16
const MAX_LINKS = 48
const MAX_OFFICIALS = 12
/** Trust in a word two steps away: the other names of an official word. */
const SECOND_STEP = 0.6
/** Trust in the plain words people use where the official word was typed: entries may be written in plain words. */
const TO_LAY = 0.7
/** Shorter wordings have too few pairs to come near to. */
const LEAST_WORDING = 3

const push = <K, T>(table: Map<K, T[]>, key: K, value: T): void => {
  const known = table.get(key)
  if (known) known.push(value)
  else table.set(key, [value])
}

const raise = (table: Map<string, number>, word: string, value: number): void => {
  if (value > (table.get(word) ?? 0)) table.set(word, value)
}

type Names = (word: string) => ReadonlyMap<string, number>

/** Gives the other names of the same thing for a word, over all groups that say "the same". */
const collectNames = (lexicon: Lexicon): { words: Iterable<string>; namesOf: Names } => {
  type Group = { standards: readonly string[]; plain: readonly string[] }
  const groupsOf = new Map<string, Group[]>()
  for (const { kind, standards, lay } of lexicon.synonyms) {
    if (kind !== 'same') continue
    const plain = lay.flatMap((parts) => (parts.length === 1 ? parts : []))
    const group = { standards, plain }
    for (const word of [...standards, ...plain]) push(groupsOf, word, group)
  }
  const namesOf = (word: string): Map<string, number> => {
    const names = new Map<string, number>()
    for (const { standards, plain } of groupsOf.get(word) ?? []) {
      for (const standard of standards) if (standard !== word) raise(names, standard, 1)
      for (const other of plain) if (other !== word) raise(names, other, TO_LAY)
    }
    return names
  }
  return { words: groupsOf.keys(), namesOf }
}

/** Files each combination under its rarest part alone, for 没有 and 办 are said in most messages; gives all parts. */
const fileByRarest = (
  combinations: readonly Combination[],
  byPart: Map<string, Combination[]>,
): ReadonlySet<string> => {
  const counts = new Map<string, number>()
  for (const { parts } of combinations)
    for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1)
  const countOf = (part: string): number => counts.get(part) ?? 0
  for (const combination of combinations) {
    const rarest = combination.parts.reduce((least, part) => (countOf(part) < countOf(least) ? part : least))
    push(byPart, rarest, combination)
  }
  return new Set(counts.keys())
}

/** The lexicon laid out for looking up. */
type LinkTables = {
  byWord: Map<string, Target[]>
  /** Each combination under its rarest part. */
  byPart: Map<string, Combination[]>
  parts: ReadonlySet<string>
  wordings: Wording<Target>[]
  officialsOf: (target: Target) => ReadonlyMap<string, number>
}

/** The officials with their own other names. */
const widen = ({ first, said }: Target, namesOf: Names): Map<string, number> => {
  const wide = new Map(first())
  for (const [official, trust] of first())
    for (const [name, share] of namesOf(official))
      if (name !== said) raise(wide, name, trust * share * SECOND_STEP)
  return new Map([...wide].sort((a, b) => b[1] - a[1]).slice(0, MAX_OFFICIALS))
}

const layTables = (
  lexicon: Lexicon,
  { words, namesOf }: { words: Iterable<string>; namesOf: Names },
): LinkTables => {
  const tables: LinkTables = {
    byWord: new Map(),
    byPart: new Map(),
    parts: new Set(),
    wordings: [],
    officialsOf: (target) => {
      target.officials ??= widen(target, namesOf)
      return target.officials
    },
  }
  const combinations: Combination[] = []
  for (const { kind, standards, lay } of lexicon.synonyms) {
    const target: Target = { kind, first: () => new Map(standards.map((word) => [word, 1])), said: '' }
    for (const parts of lay) {
      const [word = ''] = parts
      if (parts.length > 1) combinations.push({ parts, target })
      else if (kind === 'hint') push(tables.byWord, word, target)
      if (parts.length > 1 || word.length < LEAST_WORDING) continue
      tables.wordings.push({ text: word, target })
    }
  }
  tables.parts = fileByRarest(combinations, tables.byPart)
  for (const word of words)
    push(tables.byWord, word, { kind: 'same', first: () => namesOf(word), said: word })
  return tables
}

/** The lexicon as a table that is looked up by what was said, and the other names of a word. */
const createWordLinks = (lexicon: Lexicon) => {
  const names = collectNames(lexicon)
  const { byWord, byPart, parts, wordings, officialsOf } = layTables(lexicon, names)

  /** How long the longest word or part is that begins with these two characters: longer stretches need not be looked up. */
  const longestFrom = new Map<string, number>()
  for (const word of [...byWord.keys(), ...parts]) {
    const beginning = word.slice(0, 2)
    longestFrom.set(beginning, Math.max(word.length, longestFrom.get(beginning) ?? 1))
  }

  const findExact = (text: string, places: Map<string, number>): Link[] => {
    const links: Link[] = []
    for (let from = 0; from < text.length; from += 1) {
      const longest = Math.min(
        MAX_LENGTH,
        text.length - from,
        longestFrom.get(text.slice(from, from + 2)) ?? 1,
      )
      for (let length = longest; length >= 1; length -= 1) {
        const said = text.slice(from, from + length)
        if (parts.has(said) && !places.has(said)) places.set(said, from)
        for (const target of byWord.get(said) ?? [])
          links.push({ from, to: from + length, said, kind: target.kind, officials: officialsOf(target) })
      }
    }
    return links
  }

  const combine = (places: Map<string, number>): Link[] => {
    const links: Link[] = []
    for (const part of places.keys()) {
      for (const combination of byPart.get(part) ?? []) {
        const { parts, target } = combination
        if (!parts.every((each) => places.has(each))) continue
        const spots = parts.map((each) => places.get(each) ?? -1)
        const from = Math.min(...spots)
        const to = Math.max(...spots.map((spot, at) => spot + (parts[at]?.length ?? 0)))
        if (to - from <= NEAR)
          links.push({ from, to, said: parts.join('…'), kind: target.kind, officials: officialsOf(target) })
      }
    }
    return links
  }

  const meetNearly = createNearWordings(wordings)

  const findNear = (text: string): Link[] =>
    meetNearly(text).map(({ target, share, ...met }) => {
      const officials = new Map([...officialsOf(target)].map(([word, trust]) => [word, trust * share]))
      return { ...met, kind: 'near', officials }
    })

  /** Several indexes ask about one message in a row. */
  let last: { text: string; links: readonly Link[] } = { text: '', links: [] }

  const findLinks = (text: string): readonly Link[] => {
    if (text === last.text) return last.links
    const places = new Map<string, number>()
    const found = [...findExact(text, places), ...combine(places), ...findNear(text)]
    const merged = new Map<string, Link & { officials: Map<string, number> }>()
    for (const link of found) {
      const key = `${link.from} ${link.to} ${link.kind}`
      const known = merged.get(key)
      if (!known) merged.set(key, { ...link, officials: new Map(link.officials) })
      else for (const [word, trust] of link.officials) raise(known.officials, word, trust)
    }
    const links = [...merged.values()]
      .sort((left, right) => right.to - right.from - (left.to - left.from))
      .slice(0, MAX_LINKS)
    last = { text, links }
    return links
  }
  return {
    /** All lay and official words of the lexicon that stand in the text, with what they stand for; long ones first. */
    findLinks,
    /** Other names of the same thing, each with how much it is trusted; none for a word the lexicon does not have. */
    namesOf: names.namesOf,
  }
}
export type WordLinks = ReturnType<typeof createWordLinks>

const built = new WeakMap<Lexicon['synonyms'], WordLinks>()

/** The links of a lexicon, built once however many indexes ask with it. */
export const linksOf = (lexicon: Lexicon): WordLinks => {
  const links = built.get(lexicon.synonyms) ?? createWordLinks(lexicon)
  built.set(lexicon.synonyms, links)
  return links
}
