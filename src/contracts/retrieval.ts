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
  /** A policy paper or notice: `details` is its text as issued, and only from that it is quoted. */
  isDocument?: boolean
  /** How often the entry was asked for; a weak prior. */
  popularity?: number
}

/** One piece of evidence behind a hit, in words an editor understands ("why this entry"). */
export type Evidence = { name: string; weight: number; note?: string }

/** A matter known anywhere that a question seems to ask for, by its place in the lexicon; `confidence` 0…1. */
export type NearMatter = { id: number; confidence: number }

/**
 * A matter that was asked for among those known anywhere and that no entry of the base is called by. `confidence`: how sure it is that this,
 * or a neighbour the base has nothing on either, was asked rather than something it has.
 */
export type MissingMatter = { name: string; confidence: number }

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

/** What a message was read as before anything was searched. */
export type Reading = {
  /** The whole text with typing errors mended; null where there were none. */
  mended: string | null
  /** Stretches of it that were also searched by their official words; `isSure`: they mean the same, otherwise they only suggest it. */
  links: { said: string; officials: string[]; isSure: boolean }[]
}

/** Words of an entry, quoted as they stand in its answer or text. */
export type Quote = {
  text: string
  /** Where the quote begins in the entry's text. */
  from: number
  /** The article or item it stands in, as it is cited ("第三章 第十二条"); empty where the text has no such parts. */
  article: string
  /** The article around it (of a long one only the nearer part), which holds the quote at `from - aroundFrom`. */
  around: string
  aroundFrom: number
}
