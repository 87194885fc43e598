import type { Entry } from '../contracts/entry.ts'
import { normaliseText } from '../understanding/normalise-text.ts'

/** In the form questions are read in: a library may be written in traditional characters. What is quoted stays as written. */
const readable = (sentence: string): string => normaliseText(sentence).toLowerCase()

const SENTENCE_ENDS = /(?<=[。！？；\n])/
const SENTENCES_MAX = 2

type Words = Pick<Entry, 'answer' | 'details'> & { guide?: Entry['guide'] }

const guideLines = (guide: Words['guide']): string[] =>
  guide
    ? [
        ...guide.conditions,
        ...guide.materials.map((m) => `${m.name}${m.note ? `：${m.note}` : ''}`),
        ...guide.steps,
        guide.timeLimit,
        guide.fee,
        guide.place,
        guide.hours,
        guide.online,
      ]
    : []

/** The sentences of an entry's answer, details and guide, in order, without doubles. */
const sentencesOf = (entry: Words): string[] => [
  ...new Set(
    [entry.answer, entry.details, ...guideLines(entry.guide)]
      .join('\n')
      .split(SENTENCE_ENDS)
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence.length >= 2),
  ),
]

/**
 * At most two sentences of an entry that most different words of a pattern occur in, in the order they stand there, word for word; empty
 * where none holds at least `least` of them.
 */
export const quoteSentences = (entry: Words, tells: RegExp, least = 1): string =>
  sentencesOf(entry)
    .map((sentence, at) => ({ sentence, at, count: new Set(readable(sentence).match(tells)).size }))
    .filter(({ count }) => count >= least)
    // What the short answer says is the rule; the details hold the special cases.
    .map((one) => ({ ...one, weight: one.count + (entry.answer.includes(one.sentence) ? 1 : 0) }))
    .sort((a, b) => b.weight - a.weight || a.at - b.at)
    .slice(0, SENTENCES_MAX)
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }) => (/[。！？；]$/.test(sentence) ? sentence : `${sentence}。`))
    .join('')

/** The sentence an editor put under the field's own name ("材料：…"); empty where there is none. */
export const quoteLabelled = (entry: Words, label: string): string =>
  sentencesOf(entry)
    .find((sentence) => readable(sentence).startsWith(`${label}:`))
    ?.slice(label.length + 1) ?? ''

/** Words as one pattern, to find the sentences they occur in. */
export const asPattern = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|') || '(?!)', 'g')
