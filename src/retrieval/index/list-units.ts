import type { SearchableEntry } from '../../contracts/retrieval.ts'
import { cutDocumentPassages } from '../documents/cut-passages.ts'
import { toMatchText } from './encode-text.ts'

/**
 * The kinds of text that are weighed apart: the entry's own question, other wordings (similar questions, learned ones), keywords, all of
 * the entry, a part of a long one, and the department that owns it.
 */
export const KINDS = ['title', 'wording', 'keywords', 'whole', 'passage', 'department'] as const
export type Kind = (typeof KINDS)[number]

/** One text of an entry that is matched as a whole, in match form. `weight` 0…1: how far it may be trusted. */
export type UnitText = { kind: Kind; text: string; weight: number }

/** Enough for the passages of a document of 200,000 characters. */
const MAX_UNITS = 1200
/** Bodies longer than this are also matched passage by passage, so that length does not bury the one right paragraph. */
const LONG_BODY = 160
const ANSWER_PASSAGE = 110
const DOCUMENT_PASSAGE = 220

/** All texts of an entry that are matched one by one, those of one kind side by side. At most 1,200 per entry. */
export const listUnits = (
  entry: SearchableEntry,
  learned: readonly { text: string; weight: number }[],
): UnitText[] => {
  const units: UnitText[] = []
  const push = (kind: Kind, raw: string, weight = 1): void => {
    const text = toMatchText(raw)
    if (text !== '') units.push({ kind, text, weight })
  }
  push('title', entry.question)
  for (const text of entry.similar) push('wording', text)
  for (const { text, weight } of learned) push('wording', text, weight)
  if (entry.keywords.length > 0) push('keywords', entry.keywords.join(' '))
  push('department', entry.department)
  const body = [entry.answer, entry.details, entry.guideText].filter((text) => text !== '').join('\n')
  // An entry without a body is what people call it: all its wordings together.
  const said = body === '' ? [...entry.similar, ...learned.map(({ text }) => text)].join('\n') : body
  push('whole', `${entry.question}\n${said}`)
  if (body.length > LONG_BODY) {
    const size = entry.isDocument ? DOCUMENT_PASSAGE : ANSWER_PASSAGE
    for (const { text, headings } of cutDocumentPassages(body, size)) {
      // The headings above belong to what a passage says: "每台十八万元" stands under 补助标准.
      const above = headings.filter((heading) => !text.includes(heading))
      push('passage', [...above, text].join('\n'))
    }
  }
  return units.slice(0, MAX_UNITS)
}
