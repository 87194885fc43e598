import { citeEntry } from '../../answering/compose-answer.ts'
import type { Entry } from '../../contracts/entry.ts'
import type { Desk } from '../../intake/desk.ts'
import { findEntry, searchEntries } from '../../knowledge-base/entry-repository.ts'
import { LIMITS } from '../../platform/limits.ts'

export const shortName = (desk: Desk, id: string): string =>
  desk.rules.departments.find((d) => d.id === id)?.short ?? id

const present = (desk: Desk, e: Entry, score: number | null) => ({
  id: e.id,
  question: e.question,
  answer: e.answer,
  kind: e.kind,
  departmentName: shortName(desk, e.department),
  version: e.version,
  state: e.state,
  updatedAt: e.updatedAt,
  /** As the citizen reads it under an answer of the assistant. */
  cites: citeEntry(e, desk.rules),
  score,
})

/** The entries that words mean, the likeliest first, each with how likely it is. */
export const findByMeaning = async (desk: Desk, words: string) => {
  const hits = words ? await desk.search(desk.understand(words, desk.clock.now())) : []
  const found = await Promise.all(hits.map((hit) => findEntry(desk.db, hit.entryId)))
  return found.flatMap((entry, at) => (entry ? [present(desk, entry, hits[at]?.confidence ?? null)] : []))
}

/** What a question would get, by meaning first and then by the letters typed. */
export const findKnowledge = async (desk: Desk, q: string) => {
  const byMeaning = await findByMeaning(desk, q)
  const known = new Set(byMeaning.map(({ id }) => id))
  const byLetters = await searchEntries(desk.db, desk.engine, q, LIMITS.pageSize)
  return [...byMeaning, ...byLetters.filter((e) => !known.has(e.id)).map((e) => present(desk, e, null))]
}
