import type { CutDocument } from './cut-document.ts'

/** A stretch of neighbouring clauses, from the first to the last one, both counted. */
export type Window = { first: number; last: number }

export const QUOTE_MAX_CHARACTERS = 300
export const QUOTE_MAX_SENTENCES = 3

/** All stretches that may be quoted: whole clauses of one article, at most three sentences and 300 characters (one clause may be longer). */
export const listWindows = ({ clauses }: CutDocument): Window[] => {
  const windows: Window[] = []
  clauses.forEach((start, first) => {
    let sentences = 1
    for (let last = first; last < clauses.length; last += 1) {
      const clause = clauses[last]
      if (!clause || clause.article !== start.article) break
      if (last > first && clauses[last - 1]?.endsSentence) sentences += 1
      if (sentences > QUOTE_MAX_SENTENCES) break
      if (last > first && clause.to - start.from > QUOTE_MAX_CHARACTERS) break
      windows.push({ first, last })
    }
  })
  return windows
}
