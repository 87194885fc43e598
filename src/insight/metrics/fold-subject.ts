import type { LoggedEvent } from '../../contracts/events.ts'
import { foldTalk } from './fold-talk.ts'
import { foldTicket } from './fold-ticket.ts'
import type { MetricId, VolumeId } from './metric-table.ts'

/** `hit` and `miss` are the two sides of a rate; `out:REASON` is a case left out of it. Volumes are all `hit`. */
export type Outcome = 'hit' | 'miss' | `out:${string}`

/** One case of one metric as it stands after some event. Days are local, YYYY-MM-DD; an empty unit is the hotline. */
export type Case = { day: string; unit: string; dim: string; outcome: Outcome }

/** How an event changed what is counted: a case came (+1) or went (−1). Never edited: a correction is two more rows. */
export type Entry = Case & {
  metric: MetricId | VolumeId
  /** Which of the subject's cases of this metric: the round of dispatch, follow-up or clock. */
  slot: string
  seq: number
  /** The local day on which it became known: figures "as of" a day add up the entries known by then. */
  knownOn: string
  delta: 1 | -1
}

/** The cases of one subject while its events are read. */
export type Cases = {
  put(metric: MetricId | VolumeId, slot: string | number, found: Case): void
  drop(metric: MetricId, slot: string | number): void
  find(metric: MetricId, slot: string | number): Case | undefined
}

/** What the folds need of the city: its days, and how long "at once" is. */
export type FoldRules = { dayOf(instant: string): string; onceDays: number }

/** One kind of subject: takes its events one after another and keeps its cases true. */
export type Fold = (cases: Cases, rules: FoldRules) => (event: LoggedEvent) => void

const isSame = (a: Case | undefined, b: Case | undefined): boolean =>
  a?.day === b?.day && a?.unit === b?.unit && a?.dim === b?.dim && a?.outcome === b?.outcome

const FOLDS: Record<string, Fold> = { ticket: foldTicket, conversation: foldTalk }
/** The subjects whose events are counted. */
export const COUNTED_SUBJECTS = Object.keys(FOLDS)

type Slot = { metric: MetricId | VolumeId; slot: string; found: Case | undefined }

/**
 * All entries of one subject from all its events, in the order of the log: a pure function of the log, so that reading
 * it again, in batches of any size or from the start, gives the same entries.
 */
export const foldSubject = (events: readonly LoggedEvent[], rules: FoldRules): Entry[] => {
  const fold = FOLDS[events[0]?.subjectType ?? '']
  if (!fold) return []
  const now = new Map<string, Slot>()
  let before = new Map<string, Case | undefined>()
  const change = (metric: MetricId | VolumeId, slot: string, found: Case | undefined): void => {
    const key = `${metric} ${slot}`
    if (!before.has(key)) before.set(key, now.get(key)?.found)
    now.set(key, { metric, slot, found })
  }
  const take = fold(
    {
      put: (metric, slot, found) => change(metric, String(slot), found),
      drop: (metric, slot) => change(metric, String(slot), undefined),
      find: (metric, slot) => now.get(`${metric} ${slot}`)?.found,
    },
    rules,
  )
  const entries: Entry[] = []
  let knownOn = ''
  for (const event of events) {
    before = new Map()
    take(event)
    const day = rules.dayOf(event.at)
    // Clocks of several machines may differ by a moment; what is known never becomes unknown.
    if (day > knownOn) knownOn = day
    for (const [key, was] of before) {
      const slot = now.get(key)
      if (!slot || isSame(was, slot.found)) continue
      const row = { metric: slot.metric, slot: slot.slot, seq: event.seq, knownOn }
      if (was) entries.push({ ...row, ...was, delta: -1 })
      if (slot.found) entries.push({ ...row, ...slot.found, delta: 1 })
    }
  }
  return entries
}
