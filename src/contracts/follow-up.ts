import { z } from 'zod'
import { FOLLOW_UP_WISHES } from './follow-up-wish.ts'

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written HH:MM')

/** Why a rating may be left out of the rates (剔除); the practice of 12345 hotlines, each with evidence and a second person. */
const EXCLUSIONS = [
  { code: 'out_of_duty', label: '超出承办单位职责' },
  { code: 'unreasonable', label: '诉求不合理，依法依规不能满足' },
  { code: 'malicious', label: '恶意评价' },
  { code: 'mistaken', label: '误评，诉求人已说明' },
  { code: 'statutory', label: '应走诉讼、仲裁、复议等法定途径' },
  { code: 'unreachable', label: '三次联系不上诉求人，无法核实' },
  { code: 'force_majeure', label: '不可抗力' },
]

/**
 * How citizens are asked about what was answered (回访): when never, how often at most, and what becomes of bad ratings. A
 * city's own; without it these defaults hold.
 */
export const FollowUpFile = z.strictObject({
  /** Nobody is asked from … until …, in the city's time; equal = no quiet hours. */
  quietFrom: TimeOfDay.default('21:00'),
  quietUntil: TimeOfDay.default('08:00'),
  /** How often one person is asked at most, on one day and within any 30 days, over all tickets and ways. */
  perDay: z.number().int().min(1).max(20).default(1),
  per30Days: z.number().int().min(1).max(100).default(4),
  /** Natural days a question waits for an answer before the ticket closes in silence. */
  answerDays: z.number().int().min(1).max(60).default(7),
  /** Calls nobody took, before the ticket closes without an answer. */
  callTries: z.number().int().min(1).max(10).default(3),
  /** Working days in which the hotline handles a bad rating, and a unit may appeal. */
  badRatingWorkingDays: z.number().int().min(1).max(30).default(3),
  /** 真的修好了吗: so many natural days after closing, for a category or a whole branch of them. */
  again: z
    .array(
      z.strictObject({
        category: z.string().regex(/^\d{2}(-\d{2})?$/),
        days: z.number().int().min(1).max(90),
      }),
    )
    .default([]),
  exclusions: z
    .array(
      z.strictObject({ code: z.string().regex(/^[a-z_]{2,40}$/), label: z.string().trim().min(2).max(60) }),
    )
    .min(1)
    .default(EXCLUSIONS),
})
export type FollowUpFile = z.infer<typeof FollowUpFile>

/** What somebody chose about being asked (回访意愿). Absent = both may be. */
export const ContactChoice = z.object({
  /** 不要回访: no question in any channel, no call. */
  noFollowUp: z.boolean(),
  /** 不要打电话. */
  noCall: z.boolean(),
})
export type ContactChoice = z.infer<typeof ContactChoice>

export const FollowUpWish = z.enum(FOLLOW_UP_WISHES)
