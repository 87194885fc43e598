import { createHash } from 'node:crypto'
import type { Schema } from '../../platform/db/schema.ts'

export type AccessRow = Schema['access_log']
/** What the first row names as the one before it. */
export const CHAIN_START = '0'.repeat(64)

/** SHA-256 over every field of the row and the hash of the one before, as hex. */
export const hashAccess = (row: Omit<AccessRow, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        ...[row.seq, row.at, row.kind, row.ticket_id, row.what, row.staff_id, row.staff_name],
        ...[row.roles, row.unit_id, row.shown, row.prev_hash],
      ]),
    )
    .digest('hex')

/** Where a run of rows stops being the chain that began at `from`; null where it never does. `why` is for people. */
export const findBreak = (
  rows: readonly AccessRow[],
  from: { seq: number; hash: string } = { seq: 0, hash: CHAIN_START },
): { seq: number; why: string } | null => {
  let last = from
  for (const row of rows) {
    if (row.seq !== last.seq + 1) return { seq: last.seq + 1, why: '缺少或多出记录' }
    if (row.prev_hash !== last.hash) return { seq: row.seq, why: '与前一条接不上' }
    if (hashAccess(row) !== row.hash) return { seq: row.seq, why: '内容被改过' }
    last = row
  }
  return null
}
