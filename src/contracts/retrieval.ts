/** The searchable text of one published entry: the only thing retrieval knows of the knowledge base. */
export type SearchableEntry = {
  entryId: string
  version: number
  question: string
  similar: string[]
  answer: string
  details: string
  keywords: string[]
  category: string
  department: string
  /** YYYY-MM-DD; an entry outside its validity is never a hit. */
  validFrom?: string
  validUntil?: string
  /** All guide fields in one text; empty for plain entries. */
  guideText: string
  /** How often the entry was asked for; a weak prior. */
  popularity?: number
}

/** One piece of evidence behind a hit, in words an editor understands ("why this entry"). */
export type Evidence = { name: string; weight: number; note?: string }

/** One entry found, best first. `score` orders hits of one query; it is not comparable between queries. */
export type Hit = {
  entryId: string
  version: number
  question: string
  score: number
  /** 0…1: how likely this hit is the right one, calibrated by an eval run (`npm run eval -- calibrate`). */
  confidence: number
  /** The wording of the entry (its question or a similar question) that matched best. */
  matchedWording: string
  why: Evidence[]
}
