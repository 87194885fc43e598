import { cutDocument, type Part } from './cut-document.ts'

/** A stretch of a document that is found by itself, word for word, and the titles it stands under, largest first. */
export type DocumentPassage = { text: string; from: number; headings: string[] }

const SIZE = 220

const titlesOf = (part: Part | undefined): string[] =>
  (part?.path ?? []).map(({ title }) => title).filter((title) => title !== '')

/**
 * Cuts a document into passages of about `size` characters along its own structure: whole clauses, never across two articles, short
 * items of one article together. All are literal stretches; together they cover the text.
 */
export const cutDocumentPassages = (text: string, size = SIZE): DocumentPassage[] => {
  const { clauses, parts } = cutDocument(text)
  const passages: DocumentPassage[] = []
  let article = -1
  for (const clause of clauses) {
    const current = passages.at(-1)
    const fits = current !== undefined && clause.to - current.from <= size
    if (current && clause.article === article && fits) current.text = text.slice(current.from, clause.to)
    else {
      passages.push({
        text: text.slice(clause.from, clause.to),
        from: clause.from,
        headings: titlesOf(parts[clause.part]),
      })
    }
    article = clause.article
  }
  return passages
}
