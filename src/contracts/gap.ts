import { z } from 'zod'

/**
 * Why a question counts as not answered: we were not sure (`declined`), asked back and nothing was chosen (`asked_back`), the answer was
 * refused (`rejected`) or called useless (`useless`), or a person (`human`) or a ticket (`ticket`) was asked for right after it.
 */
export const GAP_WHYS = ['declined', 'asked_back', 'rejected', 'useless', 'human', 'ticket'] as const
export type GapWhy = (typeof GAP_WHYS)[number]

/** What an editor did with it: its words became a similar question, an entry was made of it, or it was set aside. */
export const GAP_ENDS = ['similar', 'entry', 'aside'] as const
export type GapEnd = (typeof GAP_ENDS)[number]

export const GapState = z.enum(['open', 'aside', 'done'])
export type GapState = z.infer<typeof GapState>

/** One question, in whatever words it was asked; no personal data in any of them. */
export type Gap = {
  /** The messages that ask it, newest first. */
  ids: string[]
  state: GapState
  /** As it was asked most typically. */
  question: string
  /** The matter known anywhere (离婚登记) that is asked for and that the base has nothing on; empty where there is none. */
  matter: string
  /** The same cleaned, fit to stand at an entry; empty where the words name somebody or mean nothing alone. */
  wording: string
  /** Other ways it was asked. */
  others: string[]
  people: number
  lastAt: string
  whys: { why: GapWhy; times: number }[]
  /** The entry it was last answered from. */
  answeredFrom: string | null
  settled: {
    as: GapEnd
    by: string
    at: string
    reason: string
    entryId: string | null
    /** Asked again since. */
    since: number
  } | null
}
