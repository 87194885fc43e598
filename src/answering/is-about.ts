import type { Entry } from '../contracts/entry.ts'
import { normaliseText } from '../understanding/normalise-text.ts'

/** In the form questions are read in: a library may be written in traditional characters. */
const readable = (texts: readonly string[]): string => normaliseText(texts.join('\n')).toLowerCase()

/** What an entry is about. A document is about all it lays down: its title names little of it. */
const wordingsOf = (entry: Entry): string =>
  entry.document ? allOf(entry) : readable([entry.question, ...entry.similar, ...entry.keywords])

/** Everything an entry says. */
const allOf = (entry: Entry): string =>
  readable([
    entry.question,
    ...entry.similar,
    ...entry.keywords,
    entry.answer,
    entry.details,
    ...(entry.guide ? [JSON.stringify(entry.guide)] : []),
  ])

const pairsOf = (word: string): string[] =>
  word.length <= 2 ? [word] : Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2))

/**
 * Whether an entry is about the papers a question names ("烟草专卖许可证" is not "食品经营许可证"): at least half of the words that say
 * which one it is stand in its wordings: what an entry only mentions it is not about. A question that names none fits any entry.
 */
export const isAboutPapers = (
  entry: Entry,
  papers: readonly { which: string; names: readonly string[] }[],
): boolean => {
  if (papers.length === 0) return true
  const said = wordingsOf(entry)
  return papers.some(({ which, names }) => {
    if (names.length > 0) return names.some((name) => said.includes(name))
    const pairs = pairsOf(which)
    return pairs.filter((pair) => said.includes(pair)).length * 2 >= pairs.length
  })
}

/** What an entry must say to answer a follow-up. Each group holds words that mean the same; one of them is enough. */
export type MustSay = {
  /** Papers and what happened to them: the entry must be about them. */
  about: readonly (readonly string[])[]
  /** Who and where from: a sentence of the entry may do. */
  mentions: readonly (readonly string[])[]
  /** Other words: half of them. */
  others: readonly string[]
}

/** Whether an entry speaks of what a follow-up brought up. */
export const speaksOf = (entry: Entry, { about, mentions, others }: MustSay): boolean => {
  const wordings = wordingsOf(entry)
  const all = allOf(entry)
  const isIn =
    (text: string) =>
    (word: string): boolean =>
      text.includes(word.toLowerCase())
  return (
    about.every((group) => group.some(isIn(wordings))) &&
    mentions.every((group) => group.some(isIn(all))) &&
    others.filter(isIn(all)).length * 2 >= others.length
  )
}
