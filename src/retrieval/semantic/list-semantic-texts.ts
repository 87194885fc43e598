import { createHash } from 'node:crypto'
import type { SearchableEntry } from '../../contracts/retrieval.ts'

/** One text of an entry that gets a vector. `hash` names its content, whichever entry it stands in. */
export type SemanticText = { text: string; hash: string }

const SIMILAR_MAX = 6
/** Common models read 512 tokens; a Chinese character is about one. A server that refuses longer texts must not stop us. */
const TEXT_MAX = 480

const asText = (text: string): SemanticText => {
  const cut = text.replace(/\s+/g, ' ').trim().slice(0, TEXT_MAX)
  return { text: cut, hash: createHash('sha256').update(cut).digest('hex') }
}

/** What an entry means, in at most 8 texts: its question, its similar questions, and question with answer as one. */
export const listSemanticTexts = (entry: SearchableEntry): SemanticText[] => {
  const body = [entry.question, entry.answer, entry.details].filter((text) => text !== '').join(' ')
  const texts = [entry.question, ...entry.similar.slice(0, SIMILAR_MAX), body].map(asText)
  const byHash = new Map(texts.filter(({ text }) => text !== '').map((t) => [t.hash, t]))
  return [...byHash.values()]
}
