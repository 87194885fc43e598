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

/** What an editor may change; everything else stays as it is. */
export const EntryEdit = z.object({
  question: z.string().trim().min(2, '标准问至少2个字').max(120),
  similar: z.array(z.string().trim().min(1).max(100)).max(50),
  answer: z.string().trim().min(2, '答案至少2个字').max(2000),
  /** As long as a request body can carry; a longer document is changed by importing it again. */
  details: z.string().max(20_000).default(''),
  basis: z.array(LegalBasis).max(20).optional(),
  keywords: z.array(z.string().trim().min(1).max(30)).max(50).optional(),
  validUntil: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, '日期写成 2027-01-31')
    .nullable()
    .optional(),
  guide: GuideFields.nullable().optional(),
  /** Why it changed: kept with the version. */
  reason: z.string().trim().min(2, '请写明修改原因').max(200),
  /** The version the editor saw. A newer one in between is a conflict, never overwritten. */
  basedOn: z.number().int().positive(),
})
export type EntryEdit = z.infer<typeof EntryEdit>
