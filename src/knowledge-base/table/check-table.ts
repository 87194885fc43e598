import { createHash } from 'node:crypto'
import type { CityRules } from '../../contracts/city-rules.ts'
import type { Entry } from '../../contracts/entry.ts'
import type { Db } from '../../platform/db/schema.ts'
import { LIMITS } from '../../platform/limits.ts'
import { cellText } from '../../platform/tables/guard-cell.ts'
import { readTable, type TableRow } from '../../platform/tables/read-table.ts'
import { checkEntry } from '../check-entry.ts'
import { fromWords } from '../create-entry.ts'
import { bareQuestion, eachInUse } from '../entry-repository.ts'
import { CellFault, ENTRY_COLUMNS, EXAMPLE, GUIDE_COLUMNS, ID_COLUMN } from './entry-columns.ts'

/** What a row would change of one column, as it stands now and as it would. */
export type Change = { column: string; from: string; to: string }

/** What one row would do. `wrong`: why it cannot; nothing of it is taken then. */
export type CheckedRow = {
  line: number
  question: string
  does: 'add' | 'change' | 'same' | 'wrong'
  wrong: string[]
  changes: Change[]
  /** The entry it changes, as it stands. */
  before: Entry | null
  /** The entry as it would be; null when it is wrong. */
  entry: Entry | null
}

const NEEDED = ['标准问'] as const

const emptyEntry = (): Entry => ({
  ...fromWords({ question: '', similar: [], answer: '', details: '', state: 'published', reason: '' }, ''),
  version: 0,
  updatedAt: '',
  updatedBy: '',
})

/** A guide has all of its parts or there is none. */
const settleGuide = (entry: Entry, wrong: string[]): Entry => {
  const { guide } = entry
  if (!guide) return entry
  const empty = GUIDE_COLUMNS.filter((column) => column.tell(entry, NO_RULES) === '')
  if (empty.length === GUIDE_COLUMNS.length) return { ...entry, guide: null, kind: 'faq' }
  if (empty.length > 0) wrong.push(`办事指南要写全，还缺：${empty.map((column) => column.name).join('、')}`)
  return { ...entry, kind: 'guide' }
}
const NO_RULES = { departments: [] } as unknown as CityRules

/** The entry a row makes of the one it changes, with what differs. What a cell does not change stays exactly as it is. */
const applyRow = (rules: CityRules, cells: TableRow['cells'], before: Entry | null, wrong: string[]) => {
  let entry = before ?? emptyEntry()
  const changes: Change[] = []
  for (const column of ENTRY_COLUMNS) {
    const cell = cells[column.name]
    const from = cellText(column.tell(before ?? emptyEntry(), rules))
    if (cell === undefined || cell === from) continue
    try {
      const next = { ...entry, ...column.read(cell, rules, entry) }
      // Said in other words ("01-01" for "01-01 环境卫生"), it is no change.
      if (cellText(column.tell(next, rules)) === from) continue
      entry = next
      changes.push({ column: column.name, from, to: cell })
    } catch (fault) {
      if (!(fault instanceof CellFault)) throw fault
      wrong.push(fault.message)
    }
  }
  return { entry: settleGuide(entry, wrong), changes }
}

type Known = { byId: Map<string, Entry>; byQuestion: Map<string, Entry[]> }

const know = (entries: Iterable<Entry>): Known => {
  const known: Known = { byId: new Map(), byQuestion: new Map() }
  for (const entry of entries) {
    known.byId.set(entry.id, entry)
    const bare = bareQuestion(entry.question)
    known.byQuestion.set(bare, [...(known.byQuestion.get(bare) ?? []), entry])
  }
  return known
}

/** The entry a row means: by its number, else by its very question. */
const findBefore = (known: Known, { cells }: TableRow, wrong: string[]): Entry | null => {
  const id = cells[ID_COLUMN] ?? ''
  if (id !== '') {
    const found = known.byId.get(id) ?? null
    if (!found) wrong.push(`编号“${id.slice(0, 40)}”不在知识库里，或者已停用。新的知识把编号留空`)
    else if (found.kind === 'document') wrong.push('政策文件不用表格改，请在它的页面改')
    return found
  }
  const same = known.byQuestion.get(bareQuestion(cells.标准问 ?? '')) ?? []
  if (same.length > 1) wrong.push(`知识库里有 ${same.length} 条标准问和它一样，请写编号`)
  else if (same[0]?.kind === 'document') wrong.push('已有一份政策文件叫这个名字')
  return same[0] ?? null
}

const checkRow = (
  rules: CityRules,
  known: Known,
  row: TableRow,
  earlier: Map<string, number>,
): CheckedRow => {
  const wrong: string[] = []
  if (row.cells.标准问?.startsWith(EXAMPLE)) wrong.push('这是模板里的示例，请删掉这一行')
  const before = findBefore(known, row, wrong)
  const { entry, changes } = applyRow(rules, row.cells, before, wrong)
  const keys = [`问:${bareQuestion(entry.question)}`, ...(before ? [`号:${before.id}`] : [])]
  const twice = keys.map((key) => earlier.get(key)).find((line) => line !== undefined)
  if (twice !== undefined) wrong.push(`和第 ${twice} 行重复`)
  else for (const key of keys) earlier.set(key, row.line)
  const isSame = before !== null && changes.length === 0
  if (!isSame) wrong.push(...checkEntry(rules, { ...entry, state: 'published' }, before))
  const found = { line: row.line, question: entry.question, changes, before, wrong: [...new Set(wrong)] }
  if (wrong.length > 0) return { ...found, does: 'wrong', entry: null }
  return { ...found, does: before ? (isSame ? 'same' : 'change') : 'add', entry }
}

/** What the preview saw, so that the import does the same or nothing. */
const digest = (rows: readonly CheckedRow[]): string =>
  createHash('sha256')
    .update(JSON.stringify(rows.map((r) => [r.line, r.does, r.before?.id ?? '', r.before?.version ?? 0])))
    .digest('hex')

/** What each row of a table would do to these entries. Pure. */
export const compareTable = (
  rules: CityRules,
  entries: Iterable<Entry>,
  table: readonly TableRow[],
): CheckedRow[] => {
  const known = know(entries)
  const earlier = new Map<string, number>()
  return table.map((row) => checkRow(rules, known, row, earlier))
}

/**
 * Reads a table of entries against the base; changes nothing. A row with a number changes that entry, one without changes the entry with
 * the very same question or is new; columns that are not there leave what is. @throws AppError as `readTable`.
 */
export const checkTable = async (
  desk: { db: Db; rules: CityRules },
  bytes: Uint8Array,
): Promise<{ rows: CheckedRow[]; seen: string }> => {
  const table = await readTable(bytes, NEEDED, LIMITS.entryRows)
  // All of them once, so that no row asks the database.
  const entries: Entry[] = []
  for await (const entry of eachInUse(desk.db)) entries.push(entry)
  const rows = compareTable(desk.rules, entries, table)
  return { rows, seen: digest(rows) }
}
