import { z } from 'zod'

/** How a citizen's request to be erased stands. */
export const ErasureStanding = z.object({
  state: z.enum(['asked', 'granted', 'refused']),
  askedAt: z.string(),
  /** What was said with the decision. */
  note: z.string(),
  erasedAt: z.string().nullable(),
})

/** What a citizen may do about their own data on a ticket, and how long it is kept. */
export const PersonalStanding = z.object({
  /** The last four digits of the phone that was left are asked for before anything is shown or changed. */
  needsTail: z.boolean(),
  hasName: z.boolean(),
  hasPhone: z.boolean(),
  /** What is kept until when, in words. */
  kept: z.array(z.object({ what: z.string(), until: z.string() })),
  erasure: ErasureStanding.nullable(),
})
export type PersonalStanding = z.infer<typeof PersonalStanding>

/** Everything kept about a ticket and the talk it came from (PIPL 45), for the person it is about. */
export const PersonalExport = z.object({
  madeAt: z.string(),
  city: z.string(),
  ticket: z.object({
    number: z.string(),
    state: z.string(),
    type: z.string(),
    category: z.string(),
    title: z.string(),
    matter: z.string(),
    wish: z.string(),
    place: z.string(),
    happenedAt: z.string(),
    channel: z.string(),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
    name: z.string(),
    phone: z.string(),
    confidential: z.boolean(),
    reply: z.string().nullable(),
    solved: z.string().nullable(),
    satisfied: z.number().nullable(),
  }),
  corrections: z.array(z.object({ at: z.string(), what: z.string(), from: z.string(), to: z.string() })),
  progress: z.array(z.object({ at: z.string(), by: z.string(), title: z.string(), text: z.string() })),
  talk: z.array(z.object({ at: z.string(), by: z.string(), text: z.string() })),
  /** Photos and papers sent with it; they are seen and saved on the tracking page. */
  files: z.array(z.object({ at: z.string(), kind: z.string(), name: z.string() })),
  /** The units the matter went to; name and phone only where the ticket is not confidential. */
  units: z.array(z.string()),
  /** How often staff opened it: the log of who did is kept and read by supervisors. */
  looks: z.number().int(),
  kept: PersonalStanding.shape.kept,
  erasure: ErasureStanding.nullable(),
})
export type PersonalExport = z.infer<typeof PersonalExport>
