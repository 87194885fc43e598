import type { Engine } from '../db/dialect.ts'
import type { Db } from '../db/schema.ts'
import { newId } from '../id.ts'
import { LIMITS } from '../limits.ts'

export type Job = { id: string; type: string; payload: unknown; attempts: number; maxAttempts: number }

/**
 * Enqueues a job inside the caller's transaction. `uniqueKey` makes it happen once: a second enqueue of the
 * same key, from any process, changes nothing. @returns whether it was new.
 */
export const enqueueJob = async (
  tx: Db,
  job: { type: string; payload: unknown; uniqueKey: string; runAt: string; now: string },
): Promise<boolean> => {
  const result = await tx
    .insertInto('job')
    .values({
      id: newId(),
      type: job.type,
      payload: JSON.stringify(job.payload),
      unique_key: job.uniqueKey,
      state: 'queued',
      attempts: 0,
      max_attempts: LIMITS.jobAttempts,
      run_at: job.runAt,
      locked_until: null,
      last_error: null,
      created_at: job.now,
      finished_at: null,
    })
    .onConflict((c) => c.column('unique_key').doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

/**
 * Takes the next due job for this worker, or one whose worker died (its lock ran out). Two workers never get
 * the same one: the update's `where` is checked again under the row lock.
 *
 *   update job set state = 'running', … where id = (select id … limit 1 [for update skip locked]) returning *
 */
export const claimJob = async (
  db: Db,
  engine: Engine,
  types: readonly string[],
  now: string,
  lockedUntil: string,
): Promise<Job | null> => {
  const row = await db
    .updateTable('job')
    .set((eb) => ({ state: 'running', locked_until: lockedUntil, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', (eb) =>
      engine.lockNext(
        eb
          .selectFrom('job')
          .select('id')
          .where('type', 'in', [...types])
          .where('run_at', '<=', now)
          .where((w) =>
            w.or([
              w('state', '=', 'queued'),
              w.and([w('state', '=', 'running'), w('locked_until', '<', now)]),
            ]),
          )
          .orderBy('run_at')
          .limit(1),
      ),
    )
    .where((w) => w.or([w('state', '=', 'queued'), w('locked_until', '<', now)]))
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    type: row.type,
    payload: JSON.parse(row.payload),
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
  }
}

/** Marks a job done. */
export const finishJob = async (db: Db, id: string, now: string): Promise<void> => {
  await db
    .updateTable('job')
    .set({ state: 'done', finished_at: now, locked_until: null, last_error: null })
    .where('id', '=', id)
    .execute()
}

/** Puts a failed job back for `runAt`, or marks it failed for a person to look at when its attempts are used up. */
export const failJob = async (db: Db, job: Job, error: string, runAt: string, now: string): Promise<void> => {
  const final = job.attempts >= job.maxAttempts
  await db
    .updateTable('job')
    .set({
      state: final ? 'failed' : 'queued',
      run_at: runAt,
      last_error: error.slice(0, 500),
      locked_until: null,
      finished_at: final ? now : null,
    })
    .where('id', '=', job.id)
    .execute()
}

const POSTPONED = 'postponed'

/** Puts a job back for `runAt` as if it had not been tried. */
export const postponeJob = async (db: Db, job: Job, runAt: string): Promise<void> => {
  await db
    .updateTable('job')
    .set({
      state: 'queued',
      attempts: job.attempts - 1,
      run_at: runAt,
      last_error: POSTPONED,
      locked_until: null,
    })
    .where('id', '=', job.id)
    .execute()
}

/**
 * Makes every postponed job due: what it waited for may be there.
 *
 *   update job set run_at = ? where state = 'queued' and last_error = 'postponed' and run_at > ?
 */
export const wakePostponed = async (db: Db, now: string): Promise<void> => {
  await db
    .updateTable('job')
    .set({ run_at: now })
    .where('state', '=', 'queued')
    .where('last_error', '=', POSTPONED)
    .where('run_at', '>', now)
    .execute()
}
