import { EVENT_DATA } from '../contracts/events.ts'
import { Role } from '../contracts/staff.ts'
import type { Database } from '../platform/db/schema.ts'
import { readLastEventsOf } from '../platform/events/event-repository.ts'
import { listStaff } from './staff-repository.ts'

/** What an administrator did to an account. `before`: roles and unit as they were, where they can be set back. */
export type AccountStep = {
  at: string
  by: string
  what: 'created' | 'changed' | 'closed' | 'reopened' | 'signed-out'
  fields: string[]
  before: { roles: Role[]; departmentId: string | null } | null
  /** Sessions ended by somebody else; 0 of other steps. */
  ended: number
}

const STEPS: Record<string, AccountStep['what']> = {
  'staff.created': 'created',
  'staff.changed': 'changed',
  'staff.closed': 'closed',
  'staff.reopened': 'reopened',
  'staff.session-ended': 'signed-out',
}
/** Sign-ins stand between the changes of an account. */
const READ = 400
const SHOWN = 20
const STAFF_READ = 1000

/** Of an older change only the fields are known. */
const readChange = (data: Record<string, unknown>): Pick<AccountStep, 'fields' | 'before'> => {
  const { fields = [], before } = EVENT_DATA['staff.changed'].safeParse(data).data ?? {}
  const roles = before?.roles.flatMap((role) => Role.safeParse(role).data ?? [])
  return { fields, before: before && roles ? { roles, departmentId: before.departmentId } : null }
}

/** The changes of an account, the newest first, at most twenty; who made them by name. */
export const listAccountHistory = async (db: Database, staffId: string): Promise<AccountStep[]> => {
  const events = await readLastEventsOf(db, { type: 'staff', id: staffId }, READ)
  const names = new Map((await listStaff(db, STAFF_READ)).map(({ id, name }) => [id, name]))
  return events
    .flatMap(({ type, at, actorId, data }): AccountStep[] => {
      const what = STEPS[type]
      // What somebody ends at another desk of their own is no administrator's doing.
      if (!what || (what === 'signed-out' && actorId === staffId)) return []
      const { ended = 0 } = EVENT_DATA['staff.session-ended'].safeParse(data).data ?? {}
      if (what === 'signed-out' && ended === 0) return []
      return [{ at, by: names.get(actorId) ?? '', what, ...readChange(data), ended }]
    })
    .slice(0, SHOWN)
}
