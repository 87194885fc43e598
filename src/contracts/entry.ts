import { z } from 'zod'
import { type DocumentFields, GuideFields, LegalBasis } from './knowledge-file.ts'

/** One version of a knowledge entry as the database holds it: what was true, when, written by whom and why. */
export type Entry = {
  id: string
  library: string
  kind: 'faq' | 'guide' | 'document'
  state: 'published' | 'draft' | 'retired'
  origin: 'file' | 'person' | 'import'
  version: number
  /** The standard question; of a document, its name. */
  question: string
  similar: string[]
  /** The short answer; of a document, what it is about in plain words. */
  answer: string
  /** What goes beyond the short answer; of a document, its full text as issued. */
  details: string
  basis: LegalBasis[]
  category: string
  department: string
  scope: string
  validFrom: string | null
  validUntil: string | null
  reviewOn: string | null
  keywords: string[]
  related: string[]
  guide: GuideFields | null
  /** Set for documents, and only for them. */
  document: DocumentFields | null
  source: string
  /** When this version was written, ISO-8601 UTC. */
  updatedAt: string
  updatedBy: string
  reason: string
}

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, '日期写成 2027-01-31')
  .nullable()

/** What an editor writes of an entry, whether it is new or not. What an entry must have to be answered from is checked by `checkEntry`. */
const EntryWords = z.object({
  question: z.string().trim().min(2, '标准问至少2个字').max(120),
  similar: z.array(z.string().trim().min(1).max(100)).max(50),
  answer: z.string().trim().max(2000),
  /** As long as a request body can carry; a longer document is changed by importing it again. */
  details: z.string().max(20_000).default(''),
  basis: z.array(LegalBasis).max(20).optional(),
  keywords: z.array(z.string().trim().min(1).max(30)).max(50).optional(),
  department: z.string().max(300).optional(),
  category: z.string().max(300).optional(),
  validFrom: Day.optional(),
  validUntil: Day.optional(),
  source: z.string().max(1000).optional(),
  guide: GuideFields.nullable().optional(),
})

/** What an editor may change; everything else stays as it is. */
export const EntryEdit = EntryWords.extend({
  /** Only an entry that was never published stays a draft; `retired` takes it out of the answers. */
  state: z.enum(['published', 'draft', 'retired']).default('published'),
  /** Why it changed: kept with the version. */
  reason: z.string().trim().min(2, '请写明修改原因').max(200),
  /** The version the editor saw. A newer one in between is a conflict, never overwritten. */
  basedOn: z.number().int().positive(),
})
export type EntryEdit = z.infer<typeof EntryEdit>

/** An entry an editor makes. */
export const NewEntry = EntryWords.extend({
  state: z.enum(['published', 'draft']).default('published'),
  reason: z.string().trim().max(200).default(''),
})
export type NewEntry = z.infer<typeof NewEntry>

const DATED = /^(.*?)\s*（(\d{4}-\d{2}-\d{2})）$/su

/** A source with its day as it is kept and shown: 《办法》（2026-03-01）. */
export const joinSource = (source: string, day: string): string =>
  day === '' ? source.trim() : `${source.trim()}（${day}）`

/** The same taken apart again; the day is empty where none was given. */
export const splitSource = (kept: string): { source: string; day: string } => {
  const found = DATED.exec(kept)
  return found ? { source: found[1] ?? '', day: found[2] ?? '' } : { source: kept, day: '' }
}
