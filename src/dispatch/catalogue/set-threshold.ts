import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { Routing } from '../../contracts/ticket.ts'
import { changeRules, readToChange } from '../../knowledge-base/change-rules.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { unitNow } from '../../tickets/rules-now.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { DISAGREES } from '../route-matter.ts'
import type { Edit } from './edit-catalogue.ts'
import { listSettled } from './threshold-repository.ts'

/** What a threshold would have done with the matters that are settled. `right`: sent where they ended up. */
export type Trial = { threshold: number; sent: number; right: number; toDesk: number }

const LADDER = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1]
const SETTLED_MAX = 5_000
const EVEN = 1e-9

/** The unit a routing would have sent the ticket to at its score, or null where no score sends it. */
const wouldSend = (routing: Routing): { departmentId: string; score: number } | null => {
  const [best] = routing.candidates
  const isBest = best !== undefined && Math.abs(best.score - routing.score) < EVEN
  return best && isBest && !routing.why.startsWith(DISAGREES) ? best : null
}

/** For each threshold of a ladder, and the one in force, what it would have done with the settled tickets of the past. */
export const tryThresholds = async (
  db: Database,
  rules: CityRules,
): Promise<{ settled: number; trials: Trial[] }> => {
  const settled = await listSettled(db, SETTLED_MAX)
  const ladder = [...new Set([...LADDER, rules.dispatch.threshold])].sort((a, b) => a - b)
  const nowIs = (id: string): string => unitNow(rules, id)?.id ?? id
  const trials = ladder.map((threshold): Trial => {
    const sent = settled.flatMap((ticket) => {
      const advice = wouldSend(ticket.routing)
      // 1 is "never", also for the matter nothing speaks against.
      return advice && threshold < 1 && advice.score >= threshold ? [{ ticket, advice }] : []
    })
    const right = sent.filter(
      ({ ticket, advice }) => nowIs(advice.departmentId) === nowIs(ticket.unit),
    ).length
    return { threshold, sent: sent.length, right, toDesk: settled.length - sent.length }
  })
  return { settled: settled.length, trials }
}

/**
 * Sets the threshold above which the catalogue's advice is followed without a person; holds for the next matter.
 * @throws AppError conflict when it was changed since it was looked at.
 */
export const setThreshold = (desk: ActionDesk, threshold: number, edit: Edit): Promise<{ version: number }> =>
  desk.db.transaction().execute(async (tx) => {
    const { version, content } = await readToChange(tx, 'dispatch')
    if (version !== edit.seen)
      throw new AppError('conflict', `门槛刚被改成了 ${content.threshold}，没有保存。请刷新看看再定。`)
    const change = {
      changeId: newId(),
      what: `自动派单门槛从 ${content.threshold} 改为 ${threshold}`,
      why: edit.why.trim(),
      by: edit.by,
      at: isoNow(desk.clock),
    }
    return { version: await changeRules(tx, 'dispatch', change, () => new Map([['', { threshold }]])) }
  })
