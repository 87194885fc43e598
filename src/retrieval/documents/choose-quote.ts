import { cutDocument } from './cut-document.ts'
import { findTitle } from './find-title.ts'
import { listWindows, QUOTE_MAX_CHARACTERS, type Window } from './list-windows.ts'
import { QUOTE_EVIDENCE, type QuoteEvidence, quoteEvidenceReader } from './quote-evidence.ts'
import { QUOTE_WEIGHTS } from './quote-weights.ts'
import { type ClauseFacts, readClauses } from './read-clauses.ts'
import type { QuoteQuery } from './read-concepts.ts'

/** A window with its place in the text and the evidence for it. */
export type ReadWindow = Window & { from: number; to: number; evidence: QuoteEvidence }

/** Only windows near so many of the most promising clauses are looked at: a book is not read sentence by sentence three times. */
const PROMISING_CLAUSES = 24
const NEAR = 3
/** Only so many of the likeliest stretches are added up. */
const LIKELIEST = 200
/** What length costs, as a share of certainty per 300 characters. From 0 to 0.1 as many quotes hold the answer; from 0.2 on fewer do. */
const LENGTH_COST = 0.1

const findPromising = (facts: readonly ClauseFacts[]): Uint8Array => {
  const near = new Uint8Array(facts.length)
  const worth = ({ words, pairs, tripleShare, inOrder, pivot }: ClauseFacts): number =>
    words + pairs + tripleShare + inOrder + pivot.before + pivot.after
  facts
    .map((fact, at) => ({ at, worth: worth(fact) }))
    .filter((fact) => fact.worth > 0)
    .sort((left, right) => right.worth - left.worth || left.at - right.at)
    .slice(0, PROMISING_CLAUSES)
    .forEach(({ at }) => {
      near.fill(1, Math.max(0, at - NEAR), at + NEAR + 1)
    })
  return near
}

/**
 * Every stretch of a document that may be quoted for a question, with its evidence; none where the document says nothing of it. Where
 * no `title` is known, the one the text begins with is taken.
 */
export const readWindows = (query: QuoteQuery, title: string, text: string): ReadWindow[] => {
  const document = cutDocument(text)
  const facts = readClauses(query, title || findTitle(text), document)
  const near = findPromising(facts.clauses)
  const read = quoteEvidenceReader(query, document, facts)
  return listWindows(document)
    .filter(({ first, last }) => near[first] === 1 && near[last] === 1)
    .map((window) => ({
      ...window,
      from: document.clauses[window.first]?.from ?? 0,
      to: document.clauses[window.last]?.to ?? 0,
      evidence: read(window),
    }))
}

/** How likely each window is the answer and nothing more, adding up to 1 (a softmax over weighed evidence). */
const readChances = (windows: readonly ReadWindow[], weights: QuoteEvidence): number[] => {
  const scores = windows.map(({ evidence }) =>
    QUOTE_EVIDENCE.reduce((sum, name) => sum + weights[name] * evidence[name], 0),
  )
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const powers = scores.map((score) => Math.exp(score - top))
  const all = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / all)
}

/**
 * The window that most likely holds the answer: the chances of all stretches inside it are added up, and its length is held against
 * it, so that two neighbouring sentences are quoted together when either may be the answer, and one when it is clear.
 */
export const chooseWindow = (
  windows: readonly ReadWindow[],
  weights: QuoteEvidence = QUOTE_WEIGHTS,
): ReadWindow | undefined => {
  const chances = readChances(windows, weights)
  const likeliest = windows
    .map((window, at) => ({ from: window.from, to: window.to, chance: chances[at] ?? 0 }))
    .sort((left, right) => right.chance - left.chance || left.from - right.from)
    .slice(0, LIKELIEST)
  let best: ReadWindow | undefined
  let bestWorth = Number.NEGATIVE_INFINITY
  for (const window of windows) {
    let worth = (-LENGTH_COST * (window.to - window.from)) / QUOTE_MAX_CHARACTERS
    for (const { from, to, chance } of likeliest) if (window.from <= from && to <= window.to) worth += chance
    if (worth > bestWorth) {
      best = window
      bestWorth = worth
    }
  }
  return best
}
