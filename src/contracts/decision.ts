import type { Hit } from './retrieval.ts'

/** What the front desk decides to do with one message. Exactly one per message. */
export type Decision =
  | { kind: 'answer'; hits: Hit[]; confidence: number }
  | { kind: 'clarify'; hits: Hit[]; confidence: number }
  /** `missing`: the matter that was asked for and that the base has nothing on. */
  | { kind: 'none'; confidence: number; missing?: string }

/** The guide fields a citizen can ask for alone. */
export const GUIDE_FIELDS = [
  'conditions',
  'materials',
  'steps',
  'timeLimit',
  'fee',
  'place',
  'hours',
  'phone',
  'online',
] as const
export type GuideFieldName = (typeof GUIDE_FIELDS)[number]
