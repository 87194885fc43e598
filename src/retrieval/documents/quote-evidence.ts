import { FORMS, type FormName, readAskedForms, showsForm } from './answer-form.ts'
import type { CutDocument } from './cut-document.ts'
import { QUOTE_MAX_CHARACTERS, type Window } from './list-windows.ts'
import { type ClauseFacts, type DocumentFacts, shareSaid } from './read-clauses.ts'
import type { QuoteQuery } from './read-concepts.ts'

/** The pieces of evidence for one stretch of a document as the answer to one question, each about 0…1. */
export const QUOTE_EVIDENCE = [
  // What the stretch says of the question: all of it together, …
  'saysWords',
  'saysPairs',
  'saysCharacters',
  'saysRareWords',
  'saysRarePairs',
  'saysNewWords',
  'saysNewPairs',
  'saysTriples',
  // … its best clause, its first, its last, and on average.
  'bestClauseWords',
  'bestClausePairs',
  'bestClauseTriples',
  'inOrder',
  'pivotBefore',
  'pivotAfter',
  'firstClause',
  'lastClause',
  'density',
  // What stands around it.
  'headingSays',
  'headingAndStretch',
  'sentenceBefore',
  'sentenceAfter',
  'followsOpen',
  'followsAsking',
  // How it is made.
  'addsWords',
  'endsOpen',
  'endsAsking',
  'startsSentence',
  'endsSentence',
  'startsParagraph',
  'endsParagraph',
  'isHeadingOnly',
  'isOpening',
  'isLate',
  'shortness',
  'length',
  ...FORMS,
] as const
export type QuoteEvidenceName = (typeof QUOTE_EVIDENCE)[number]
export type QuoteEvidence = Record<QuoteEvidenceName, number>

const MARK = /^\s*(?:第.{1,6}[章节条编]|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])/u
const OPEN_END = /[:：]\s*$/
const ASKING_END = /[?？]["”’」』)）\s]*$/
const SHORT = { heading: 15, quote: 40 }
const ENOUGH_NEW_SIGNS = 100

const highest = (facts: readonly ClauseFacts[], of: (fact: ClauseFacts) => number): number =>
  facts.reduce((best, fact) => Math.max(best, of(fact)), 0)

const readTogether = (inside: readonly ClauseFacts[], facts: DocumentFacts) => {
  const union = new Float32Array(inside[0]?.said.length ?? 0)
  const heard = new Set<number>()
  for (const { said, triples } of inside) {
    said.forEach((value, at) => {
      if (value > (union[at] ?? 0)) union[at] = value
    })
    triples.forEach((isSaid, at) => {
      if (isSaid) heard.add(at)
    })
  }
  const { plain, rare } = facts.weights
  return {
    saysWords: shareSaid(plain[0], union),
    saysPairs: shareSaid(plain[1], union),
    saysCharacters: shareSaid(plain[2], union),
    saysRareWords: shareSaid(rare[0], union),
    saysRarePairs: shareSaid(rare[1], union),
    saysNewWords: shareSaid(facts.newWords, union),
    saysNewPairs: shareSaid(facts.newPairs, union),
    saysTriples: heard.size / Math.max(1, facts.tripleCount),
  }
}

const readApart = (inside: readonly ClauseFacts[]) => ({
  bestClauseWords: highest(inside, ({ words }) => words),
  bestClausePairs: highest(inside, ({ pairs }) => pairs),
  bestClauseTriples: highest(inside, ({ tripleShare }) => tripleShare),
  inOrder: highest(inside, ({ inOrder }) => inOrder),
  pivotBefore: highest(inside, ({ pivot }) => pivot.before),
  pivotAfter: highest(inside, ({ pivot }) => pivot.after),
  firstClause: inside[0]?.pairs ?? 0,
  lastClause: inside.at(-1)?.pairs ?? 0,
  density: inside.reduce((sum, { pairs }) => sum + pairs, 0) / Math.max(1, inside.length),
})

/** Reads the evidence of a document's windows for one question; call the result once per window. */
export const quoteEvidenceReader = (query: QuoteQuery, document: CutDocument, facts: DocumentFacts) => {
  const { text, clauses } = document
  const asksFor = readAskedForms(query.text)
  const asked = new Set(query.text)

  const readAround = ({ first, last }: Window) => {
    const article = clauses[first]?.article ?? -1
    const neighbour = (at: number): number =>
      clauses[at]?.article === article ? (facts.clauses[at]?.pairs ?? 0) : 0
    const before = facts.clauses[first - 1]?.text ?? ''
    return {
      sentenceBefore: neighbour(first - 1),
      sentenceAfter: neighbour(last + 1),
      followsOpen: Number(OPEN_END.test(before)),
      followsAsking: Number(ASKING_END.test(before)),
    }
  }

  const readMake = ({ first, last }: Window, words: string) => {
    const added = new Set([...words].filter((sign) => /[\p{L}\p{N}]/u.test(sign) && !asked.has(sign))).size
    const isHeading = words.length < SHORT.heading || (MARK.test(words) && !/[。；;！!]/.test(words))
    return {
      addsWords: Math.min(1, Math.log1p(added) / Math.log1p(ENOUGH_NEW_SIGNS)),
      endsOpen: Number(OPEN_END.test(words)),
      endsAsking: Number(ASKING_END.test(words)),
      startsSentence: Number(clauses[first - 1]?.endsSentence ?? true),
      endsSentence: Number(clauses[last]?.endsSentence ?? true),
      startsParagraph: Number(clauses[first - 1]?.endsParagraph ?? true),
      endsParagraph: Number(clauses[last]?.endsParagraph ?? true),
      isHeadingOnly: Number(isHeading),
      isOpening: Number(first === 0),
      isLate: clauses.length < 2 ? 0 : first / (clauses.length - 1),
      shortness: Math.max(0, 1 - words.length / SHORT.quote),
      length: Math.min(1, words.length / QUOTE_MAX_CHARACTERS),
    }
  }

  return (window: Window): QuoteEvidence => {
    const inside = facts.clauses.slice(window.first, window.last + 1)
    const words = text.slice(clauses[window.first]?.from, clauses[window.last]?.to).trim()
    const together = readTogether(inside, facts)
    const headingSays = facts.headings[clauses[window.first]?.part ?? -1] ?? 0
    const shown = FORMS.map((name) => [name, asksFor.includes(name) ? showsForm(name, words) : 0])
    return {
      ...together,
      headingSays,
      // Both halves of the question answered: its topic by the heading above, the rest by the words themselves.
      headingAndStretch: headingSays * together.saysNewPairs,
      ...readApart(inside),
      ...readAround(window),
      ...readMake(window, words),
      ...(Object.fromEntries(shown) as Record<FormName, number>),
    }
  }
}
