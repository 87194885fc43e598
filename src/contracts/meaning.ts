import type { SpecialRouteFile } from './knowledge-file.ts'
import type { Urgency } from './ticket.ts'

/** What a citizen wants from us (诉求类型 and the few things around it). */
export const INTENTS = [
  'consult',
  'help',
  'complaint',
  'report',
  'suggestion',
  'praise',
  'progress',
  'human',
  'smalltalk',
] as const
export type Intent = (typeof INTENTS)[number]

/** What was recognised in the text. Values are as written by the citizen, except dates, which are resolved. */
export type Entities = {
  phones: string[]
  idCards: string[]
  ticketNumbers: string[]
  /** `on` is a day (YYYY-MM-DD) where it could be resolved against the clock. */
  dates: { text: string; on?: string }[]
  /** The longest run of words that names a place, e.g. "西桥区和平路12号锦绣小区3栋". */
  places: { text: string; districtId?: string }[]
}

/** The text after cleaning: NFKC, half-width, simplified, no control characters. */
export type NormalisedText = {
  original: string
  text: string
  /** Words with filler removed, in order; what retrieval searches with. */
  tokens: string[]
  /** All words, filler included, in order. */
  words: string[]
}

export type Meaning = NormalisedText & {
  intent: Intent
  /** 0…1, how sure the rules are of `intent`. */
  intentConfidence: number
  entities: Entities
  urgency: Urgency
  /** What the message is about where no government line answers it: 天气, 彩票. */
  offTopic?: string
  /** The special route (danger, 信访, 诉讼 …) that the text calls for, danger first. */
  specialRoute?: SpecialRouteFile
  /** The text with phone, id-card and card numbers masked; the only form that may reach a log or a model. */
  redacted: string
}
