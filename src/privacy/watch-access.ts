import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import { isoAfter, isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newId } from '../platform/id.ts'
import { countAccessSince } from '../tickets/protection/access-repository.ts'
import { raiseAlarm } from '../tickets/protection/alarm-repository.ts'

type Desk = { db: Database; clock: Clock; rules: CityRules }
const HOUR_MS = 60 * 60_000

export type AlarmKind = 'views' | 'refusals' | 'protected' | 'chain'

/** Raises one alarm for people in charge, once per key, and says so to every open console. @returns whether it is new. */
export const alarm = (
  desk: Pick<Desk, 'db' | 'clock'>,
  a: { kind: AlarmKind; staffId: string; staffName: string; unitId: string | null; say: string; key: string },
): Promise<boolean> =>
  desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    const id = newId()
    const isNew = await raiseAlarm(tx, {
      id,
      at,
      kind: a.kind,
      staff_id: a.staffId,
      staff_name: a.staffName,
      unit_id: a.unitId,
      say: a.say,
      unique_key: a.key,
    })
    if (!isNew) return false
    await appendEvent(tx, {
      at,
      type: 'access.alarm',
      subject: { type: 'alarm', id },
      actor: { kind: 'system', id: 'watch' },
      data: { kind: a.kind },
    })
    return true
  })

type Seen = Awaited<ReturnType<typeof countAccessSince>>[number]

/** What is unusual about what one person saw, or was refused, in the last hour; null when nothing is. */
const unusual = (rules: CityRules, row: Seen): { kind: AlarmKind; say: string } | null => {
  const { alarmViewsPerHour, alarmRefusalsPerHour, alarmProtectedRefusalsPerHour } = rules.city.flow
  const [tickets, secret] = [Number(row.tickets), Number(row.protectedTickets)]
  if (row.kind === 'view')
    return tickets >= alarmViewsPerHour
      ? { kind: 'views', say: `一小时内看了 ${tickets} 件不同的工单` }
      : null
  if (secret >= alarmProtectedRefusalsPerHour)
    return { kind: 'protected', say: `一小时内想看 ${secret} 件不归本单位的保密工单，没有看到` }
  return tickets >= alarmRefusalsPerHour
    ? { kind: 'refusals', say: `一小时内想看 ${tickets} 件没有权限的工单` }
    : null
}

/**
 * Looks at the last hour of the view and action log: whoever opened unusually many tickets, asked unusually often for those of other units, or
 * for a confidential one of another unit. One alarm a day for each person and kind. @returns how many are new.
 */
export const watchAccess = async (desk: Desk): Promise<number> => {
  let raised = 0
  const day = isoNow(desk.clock).slice(0, 10)
  for (const row of await countAccessSince(desk.db, isoAfter(desk.clock, -HOUR_MS))) {
    const found = unusual(desk.rules, row)
    if (!found) continue
    const who = { staffId: row.staff_id, staffName: row.staff_name, unitId: row.unit_id }
    if (await alarm(desk, { ...found, ...who, key: `${found.kind}:${row.staff_id}:${day}` })) raised++
  }
  return raised
}
