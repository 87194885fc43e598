import type { Quote } from '../contracts/retrieval.ts'
import { chooseWindow, readWindows } from './documents/choose-quote.ts'
import { citePath, sharedPath } from './documents/cite-path.ts'
import { cutDocument, type Stretch } from './documents/cut-document.ts'
import { readConcepts } from './documents/read-concepts.ts'
import type { AskedQuery } from './query/asked.ts'

/** A longer article is shown only as far around the quote as this, in characters on each side. */
const AROUND_MAX = 600

/** The borders of a stretch without the blank space at its ends. */
const trimmed = (text: string, from: number, to: number): Stretch => {
  const words = text.slice(from, to)
  return {
    from: from + (words.length - words.trimStart().length),
    to: to - (words.length - words.trimEnd().length),
  }
}

/** The article around a quote; where the quote is all of it, with the articles before and after. */
const readAround = (text: string, articles: readonly Stretch[], { from, to }: Stretch): Stretch => {
  const at = articles.findIndex((article) => article.from <= from && from < article.to)
  const own = articles[at] ?? { from: 0, to: text.length }
  const isAll = text.slice(own.from, own.to).trim().length === to - from
  const first = isAll ? (articles[at - 1] ?? own) : own
  const last = isAll ? (articles[at + 1] ?? own) : own
  return trimmed(text, Math.max(first.from, from - AROUND_MAX), Math.min(last.to, to + AROUND_MAX))
}

/**
 * The words of a text that answer the query best: one to three neighbouring sentences of one article, at most about 300 characters.
 * Always a literal stretch of `text`, so a citation is right by construction; with it go the article's number and the words around.
 * `title` is the document's name. Undefined where no sentence says anything of the query.
 */
export const quotePassage = (query: AskedQuery, title: string, text: string): Quote | undefined => {
  const chosen = chooseWindow(readWindows(readConcepts(query), title, text))
  if (!chosen) return undefined
  const { from, to } = trimmed(text, chosen.from, chosen.to)
  const { parts, articles } = cutDocument(text)
  const holding =
    (at: number) =>
    ({ from: start, to: end }: { from: number; to: number }): boolean =>
      start <= at && at < end
  const pathAt = (at: number) => parts.find(holding(at))?.path ?? []
  const around = readAround(text, articles, { from, to })
  return {
    text: text.slice(from, to),
    from,
    article: citePath(sharedPath(pathAt(from), pathAt(to - 1))),
    around: text.slice(around.from, around.to),
    aroundFrom: around.from,
  }
}
