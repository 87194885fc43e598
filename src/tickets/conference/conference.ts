import { z } from 'zod'

/** What a unit may say to whose matter it is. */
export const STANDS = {
  ours: '归我单位，可以主办',
  shared: '有一部分归我单位，可以协办',
  not_ours: '不归我单位',
} as const
export const Stand = z.enum(['ours', 'shared', 'not_ours'])
export type Stand = z.infer<typeof Stand>

/** One invited unit; `stand` null = has not spoken. */
export type Voice = {
  unitId: string
  stand: Stand | null
  ground: string
  /** Law, article, list of duties. */
  basis: string
  proposedUnitId: string | null
  spokenAt: string | null
  spokenBy: string | null
}

/** A conference (会商) on whose matter a ticket is: the question, the term, the units in their turn, and how it ended. */
export type Conference = {
  ticketId: string
  seq: number
  question: string
  calledBy: string
  calledAt: string
  dueAt: string
  endedAt: string | null
  endedBy: string | null
  outcomeUnitId: string | null
  outcomeReason: string | null
  voices: Voice[]
}
