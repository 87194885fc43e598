import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { isoNow } from '../../platform/clock.ts'
import { nextValue } from '../../platform/counter-repository.ts'
import type { Database } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { EDITORS_LIBRARY } from '../create-entry.ts'
import { recordVersion } from '../record-version.ts'
import { type CheckedRow, checkTable } from './check-table.ts'

const MOVED_ON = '看过之后知识库又改过了，没有导入。请再看一遍再导入。'

export type TableImport = {
  bytes: Uint8Array
  as: 'published' | 'draft'
  onlyRight: boolean
  seen: string
  why: string
}
export type TableImported = { added: number; changed: number; same: number; left: number; entryIds: string[] }

/** A draft never covers what is answered from: such rows only go in as published. */
export const isTaken = (row: CheckedRow, as: 'published' | 'draft'): boolean =>
  row.does === 'add' || (row.does === 'change' && (as === 'published' || row.before?.state === 'draft'))

/**
 * Imports a table of entries in one transaction: all that is taken, or nothing. With wrong rows nothing is imported unless `onlyRight` was
 * chosen; entries that are not in the table stay. @returns the entries written, for the index. @throws AppError as `readTable`;
 * invalid_request naming the wrong rows; conflict when the base changed since the preview.
 */
export const importTable = (
  desk: { db: Database; clock: Clock; rules: CityRules },
  editor: StaffMember,
  asked: TableImport,
): Promise<TableImported> =>
  desk.db.transaction().execute(async (tx) => {
    await nextValue(tx, 'lock:import')
    const { rows, seen } = await checkTable({ db: tx, rules: desk.rules }, asked.bytes)
    if (seen !== asked.seen) throw new AppError('conflict', MOVED_ON)
    const wrong = rows.filter((row) => row.does === 'wrong')
    if (wrong.length > 0 && !asked.onlyRight)
      throw new AppError(
        'invalid_request',
        `有 ${wrong.length} 行不对，一行都没有导入。请改好再导入，或选“只导入正确的”。`,
        {
          lines: wrong.map(({ line, wrong: why }) => ({ line, wrong: why })),
        },
      )
    const at = isoNow(desk.clock)
    const taken = rows.filter((row) => isTaken(row, asked.as))
    const entryIds: string[] = []
    for (const { entry, before } of taken) {
      if (!entry) continue
      const id = before?.id ?? newId()
      const state = before?.state === 'published' ? 'published' : asked.as
      const head = { id, state, library: before?.library ?? EDITORS_LIBRARY, updatedAt: at } as const
      const reason = asked.why || '表格导入'
      const actor = { kind: 'staff', id: editor.id }
      const version = { ...entry, ...head, updatedBy: editor.name, reason }
      if (!(await recordVersion(tx, version, before?.version ?? 0, actor)))
        throw new AppError('conflict', MOVED_ON)
      entryIds.push(id)
    }
    const count = (does: CheckedRow['does']): number => taken.filter((row) => row.does === does).length
    return {
      added: count('add'),
      changed: count('change'),
      same: rows.filter((row) => row.does === 'same').length,
      left: rows.filter((row) => row.does !== 'same').length - taken.length,
      entryIds,
    }
  })
