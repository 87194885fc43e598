import { isAboutPapers, speaksOf } from '../answering/is-about.ts'
import { THRESHOLDS } from '../answering/thresholds.ts'
import type { Decision } from '../contracts/decision.ts'
import type { Entry } from '../contracts/entry.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Hit } from '../contracts/retrieval.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import { findNamedPapers } from '../understanding/find-named-papers.ts'
import type { Desk } from './desk.ts'

/** The people for whom other rules hold that a message names, as groups of words that mean the same. */
export const specialIn = (desk: Pick<Desk, 'talkWords'>, { text }: Pick<Meaning, 'text'>) =>
  desk.talkWords.special.filter((group) => group.some((word) => text.includes(word)))

export type Found = { decision: Decision; hits: Hit[] }

/**
 * Searches the base and decides. Entries that only seem to match are taken out first: those about another paper than the
 * one named, those that do not name the people they are asked for (外国人), and those that `fits` refuses.
 */
export const lookUp = async (
  desk: Desk,
  meaning: Meaning,
  fits?: (entry: Entry) => boolean,
): Promise<Found> => {
  const all = await desk.search(meaning)
  const papers = findNamedPapers(meaning.text, desk.talkWords)
  const special = specialIn(desk, meaning)
  if (papers.length === 0 && special.length === 0 && !fits)
    return { decision: desk.decide(meaning, all), hits: all }
  const entries = await Promise.all(all.map((hit) => findEntry(desk.db, hit.entryId)))
  const hits = all.filter((_, at) => {
    const entry = entries[at]
    return entry
      ? isAboutPapers(entry, papers) &&
          speaksOf(entry, { about: [], mentions: special, others: [] }) &&
          (fits?.(entry) ?? true)
      : false
  })
  return { decision: desk.decide(meaning, hits), hits }
}

/** What else was found and is not quite unlikely: for "不是这个". */
export const othersIn = ({ hits }: Found): Hit[] =>
  hits.slice(1).filter(({ confidence }) => confidence >= THRESHOLDS.option)
