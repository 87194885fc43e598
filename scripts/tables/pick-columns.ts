import type { Row } from './read-rows.ts'

/** Which column of a foreign table holds which of our fields. */
export type ColumnMap = Record<string, string>

/**
 * Reads `id=ID,question=题目,answer=回答`. `known` are the fields there are, `needed` those that must be given.
 * @throws Error saying which field is missing or unknown.
 */
export const readColumnMap = (
  text: string,
  known: readonly string[],
  needed: readonly string[],
): ColumnMap => {
  const map: ColumnMap = {}
  for (const pair of text.split(',').filter((p) => p.trim() !== '')) {
    const at = pair.indexOf('=')
    const [field, column] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 1 || column === '') throw new Error(`--map 里的“${pair}”看不懂，请写成 question=题目 这样。`)
    if (!known.includes(field))
      throw new Error(`--map 里没有“${field}”这一项，可以写的有：${known.join('、')}。`)
    map[field] = column
  }
  const missing = needed.filter((field) => !map[field])
  if (missing.length > 0) throw new Error(`--map 还缺 ${missing.join('、')}，例如 ${missing[0]}=列名。`)
  return map
}

/** @throws Error naming the columns there are, when a mapped column is not among them. */
export const checkColumns = (map: ColumnMap, row: Row): void => {
  if (!row.fields) return
  const columns = Object.keys(row.fields)
  const absent = Object.values(map).filter((column) => !columns.includes(column))
  if (absent.length > 0) {
    throw new Error(`文件里没有“${absent.join('、')}”这一列。有的列是：${columns.join('、')}。`)
  }
}

/** One field of a row by our name for it, trimmed; empty when it is not mapped or not there. */
export const pick = (map: ColumnMap, fields: Record<string, string>, field: string): string => {
  const column = map[field]
  return column === undefined ? '' : (fields[column] ?? '').trim()
}
