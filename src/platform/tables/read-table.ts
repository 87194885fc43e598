import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { AppError } from '../../contracts/errors.ts'
import { LIMITS } from '../limits.ts'
import { cellText, openCell } from './guard-cell.ts'
import { unpackedSize } from './unpacked-size.ts'

/** One row of a table, with the line a person finds it on. */
export type TableRow = { line: number; cells: Record<string, string> }

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // What Excel on a Chinese Windows saves as CSV.
    return new TextDecoder('gb18030').decode(bytes)
  }
}

const isWorkbook = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

const toText = (cell: unknown): string =>
  cell === null || cell === undefined
    ? ''
    : cell instanceof Date
      ? cell.toISOString().slice(0, 10)
      : cellText(openCell(String(cell)))

const readCells = async (bytes: Uint8Array): Promise<string[][]> => {
  if (isWorkbook(bytes) && unpackedSize(bytes) > LIMITS.workbookBytes)
    throw new AppError('too_long', '这个 Excel 文件解开以后太大了，没有读。请分成几个文件，或者存成 CSV。')
  try {
    if (isWorkbook(bytes)) {
      const [sheet] = await readWorkbook(Buffer.from(bytes))
      return (sheet?.data ?? []).map((row) => row.map(toText))
    }
    const rows = parse(decode(bytes), { bom: true, relax_column_count: true }) as string[][]
    return rows.map((row) => row.map(toText))
  } catch {
    throw new AppError('unsupported', '这个文件读不出来。请用 Excel(.xlsx)或 CSV，第一行是列名。')
  }
}

/**
 * The rows of a CSV (UTF-8 or GBK) or XLSX table by the names of its first line; empty rows are left out.
 * @throws AppError unsupported when it is neither; too_long beyond the limit; invalid_request when a column is missing.
 */
export const readTable = async (
  bytes: Uint8Array,
  needed: readonly string[],
  rowsMax: number = LIMITS.tableRows,
): Promise<TableRow[]> => {
  const [head = [], ...rows] = await readCells(bytes)
  const missing = needed.filter((name) => !head.includes(name))
  if (missing.length > 0) {
    throw new AppError(
      'invalid_request',
      `第一行缺少这几列：${missing.join('、')}。可以先导出一份，照着它的格式填。`,
    )
  }
  if (rows.length > rowsMax)
    throw new AppError('too_long', `一次最多导入 ${rowsMax} 行，这个文件有 ${rows.length} 行。请分开导入。`)
  return rows
    .map((row, index) => ({
      line: index + 2,
      cells: Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])),
    }))
    .filter(({ cells }) => Object.values(cells).some((cell) => cell !== ''))
}
