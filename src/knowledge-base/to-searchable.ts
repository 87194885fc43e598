import type { Entry } from '../contracts/entry.ts'
import type { SearchableEntry } from '../contracts/retrieval.ts'

/** The words of an entry that retrieval searches in. `departmentName` lets people name the department they mean. */
export const toSearchable = (entry: Entry, departmentName: string): SearchableEntry => {
  const guide = entry.guide
  const guideText = guide
    ? [
        ...guide.conditions,
        ...guide.materials.map((m) => `${m.name} ${m.note ?? ''}`),
        ...guide.steps,
        guide.timeLimit,
        guide.fee,
        guide.place,
        guide.online,
      ].join('\n')
    : ''
  const { document } = entry
  // People name a document by its number as often as by its title.
  const named = document ? [document.number, document.issuer].filter((name) => name !== '') : []
  return {
    entryId: entry.id,
    version: entry.version,
    question: entry.question,
    similar: entry.similar,
    answer: entry.answer,
    details: entry.details,
    keywords: [...entry.keywords, ...named],
    category: entry.category,
    department: departmentName,
    guideText,
    ...(document ? { isDocument: true } : {}),
    ...(entry.validFrom ? { validFrom: entry.validFrom } : {}),
    ...(entry.validUntil ? { validUntil: entry.validUntil } : {}),
  }
}
