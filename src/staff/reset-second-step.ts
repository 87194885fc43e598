import type { Clock } from '../contracts/ports.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { deleteDevicesOf } from './login-repository.ts'
import { deleteSecondStep } from './second-step-repository.ts'
import { deleteSessionsOf } from './session-repository.ts'

/**
 * Takes a lost phone's codes away, by an administrator: the sessions end, the next sign-in is by password alone or, where the
 * role needs a code, sets up a new phone. Who did it for whom is in the log.
 */
export const resetSecondStep = async (
  desk: { db: Database; clock: Clock },
  by: { id: string },
  staffId: string,
): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    await deleteSecondStep(tx, staffId)
    await deleteSessionsOf(tx, staffId)
    await deleteDevicesOf(tx, staffId)
    const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: by.id } }
    await appendEvent(tx, {
      at: isoNow(desk.clock),
      type: 'staff.second-step',
      ...who,
      data: { state: 'reset' },
    })
  })
