import { asksSomething } from './intent-rules.ts'
import { readFollowUp } from './read-follow-up.ts'
import type { TalkWords } from './talk-words.ts'

/** Sentence ends, line breaks and list numbers ("1." "2、" "(3)") part a message into clauses. */
const ENDS = /(?<=[?!。;\n])|(?<=^|[\s,。;?])\(?[1-9][.、)](?!\d)/
const COMMAS = /(?<=,)/
const LEADING = /^[\s,、;。]+/
/** A bare keyword after "还有" is a question ("还有居住证"); a longer clause that asks nothing is a story. */
const BARE_MAX = 8

type Clause = { text: string; turns: boolean }

const cut = (text: string, words: TalkWords): Clause[] =>
  text.split(ENDS).flatMap((sentence) => {
    let from = 0
    let turns = false
    const clauses: Clause[] = []
    for (const match of sentence.matchAll(words.turning)) {
      clauses.push({ text: sentence.slice(from, match.index), turns })
      from = match.index + match[0].length
      turns = true
    }
    clauses.push({ text: sentence.slice(from), turns })
    return clauses
      .map((clause) => ({ ...clause, text: clause.text.replace(LEADING, '').trim() }))
      .filter((clause) => /[\p{L}\p{N}]/u.test(clause.text))
  })

const asks = ({ text, turns }: Clause, words: TalkWords): boolean =>
  asksSomething(text) || readFollowUp(text, words).fields.length > 0 || (turns && text.length <= BARE_MAX)

/** The papers and schemes a text names, as one string to compare. */
const things = (text: string, words: TalkWords): string[] => text.match(words.slots.证件) ?? []

/** Whether the clause asks about a matter of its own, rather than something more about the one before. */
const hasOwnMatter = (clause: Clause, before: string, words: TalkWords): boolean => {
  const { rest, slots } = readFollowUp(clause.text, words)
  if (rest.length <= 1 && slots.length === 0) return false
  if (clause.turns) return true
  const known = things(before, words)
  return things(clause.text, words).some((thing) => !known.includes(thing))
}

/** Two questions with nothing but a comma between them, each naming a thing of its own. */
const splitAtCommas = (clause: Clause, words: TalkWords): Clause[] => {
  const parts: Clause[] = []
  for (const text of clause.text.split(COMMAS)) {
    const last = parts.at(-1)
    const part = { text, turns: false }
    const isNew =
      last &&
      asks(last, words) &&
      asks(part, words) &&
      things(last.text, words).length > 0 &&
      hasOwnMatter(part, last.text, words)
    if (!last || isNew) parts.push(last ? part : { ...clause, text })
    else last.text += text
  }
  return parts
}

/**
 * The questions of one message, in order. A story with one question is one question, story included; "多少钱?" after a
 * question belongs to it; another matter ("…,还有居住证要什么材料", "1.… 2.…") is a question of its own. Never empty, and
 * no word that asks is lost. `text` is normalised text.
 */
export const splitQuestions = (text: string, words: TalkWords): string[] => {
  const questions: { text: string; isAsked: boolean }[] = []
  for (const clause of cut(text, words).flatMap((one) => splitAtCommas(one, words))) {
    const last = questions.at(-1)
    const isAsked = asks(clause, words)
    if (last && (!last.isAsked || !isAsked || !hasOwnMatter(clause, last.text, words))) {
      last.text += /[?!。;,]$/.test(last.text) ? clause.text : `,${clause.text}`
      last.isAsked ||= isAsked
    } else questions.push({ text: clause.text, isAsked })
  }
  return questions.length <= 1 ? [text] : questions.map((question) => question.text.replace(/[,;\s]+$/, ''))
}
