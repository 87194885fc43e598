import type { SearchableEntry } from '../contracts/retrieval.ts'
import { cutDocumentPassages } from './documents/cut-passages.ts'

/** Where in an entry a text stands. Wordings say the question; `whole` is all of the entry, `passage` a part of a long one. */
export const FIELDS = ['question', 'similar', 'learned', 'keywords', 'whole', 'passage'] as const
export type Field = (typeof FIELDS)[number]
/** The kinds of text that are weighed apart. */
export type Kind = 'wording' | 'keywords' | 'whole' | 'passage'

/** One text that is matched as a whole: a single wording, the whole entry, or one passage of a long body. */
export type UnitText = { field: Field; text: string; weight: number }

/** A wording is something a citizen might have said; the best single one counts, never their sum. */
export const kindOf = (field: Field): Kind =>
  field === 'question' || field === 'similar' || field === 'learned' ? 'wording' : field

/** Enough for the passages of a document of 200,000 characters. */
const MAX_UNITS = 1200
/** Bodies longer than this are also matched passage by passage, so that length does not bury the one right paragraph. */
const LONG_BODY = 600

/** All texts of an entry that are matched one by one. At most 1,200 per entry. */
export const listUnits = (
  entry: SearchableEntry,
  learned: readonly { text: string; weight: number }[],
): UnitText[] => {
  const units: UnitText[] = [{ field: 'question', text: entry.question, weight: 1 }]
  for (const text of entry.similar) units.push({ field: 'similar', text, weight: 1 })
  for (const { text, weight } of learned) units.push({ field: 'learned', text, weight })
  if (entry.keywords.length > 0) units.push({ field: 'keywords', text: entry.keywords.join(' '), weight: 1 })
  const body = [entry.answer, entry.details, entry.guideText].filter((text) => text !== '').join('\n')
  units.push({ field: 'whole', text: `${entry.question}\n${body}`, weight: 1 })
  if (body.length > LONG_BODY) {
    for (const { text, headings } of cutDocumentPassages(body)) {
      // The headings above belong to what a passage says: "每台十八万元" stands under 补助标准.
      const above = headings.filter((heading) => !text.includes(heading))
      units.push({ field: 'passage', text: [...above, text].join('\n'), weight: 1 })
    }
  }
  return units.slice(0, MAX_UNITS)
}
