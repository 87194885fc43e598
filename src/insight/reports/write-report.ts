import writeExcelFile from 'write-excel-file/node'
import type { Cell, Table, Tables } from './report-tables.ts'

/** One decimal: more would pretend an exactness the counts do not have. */
const sayRate = (rate: number): string => `${(rate * 100).toFixed(1)}%`
const escapeCell = (text: string): string => text.replace(/[\\|]/g, (c) => `\\${c}`).replace(/\s+/g, ' ')
const asText = (cell: Cell): string =>
  cell === null
    ? ''
    : typeof cell === 'object'
      ? sayRate(cell.rate)
      : typeof cell === 'number'
        ? String(cell)
        : escapeCell(cell)

const markdownTable = ({ title, head, rows, note }: Table): string =>
  [
    `## ${title}`,
    '',
    rows.length === 0
      ? '没有。'
      : [head, head.map(() => '---'), ...rows.map((row) => row.map(asText))]
          .map((line) => `| ${line.join(' | ')} |`)
          .join('\n'),
    ...(note ? ['', note] : []),
    '',
  ].join('\n')

/** A report as Markdown. */
export const writeMarkdown = ({ title, facts, tables }: Tables): string =>
  [
    `# ${title}`,
    '',
    ...facts.map(([what, value]) => `- ${what}：${escapeCell(value)}`),
    '',
    ...tables.map(markdownTable),
  ].join('\n')

const FORMULA_START = /^[=+\-@\t\r]/
/** What begins like a formula is text all the same: a spreadsheet must not run it. */
const asSheetCell = (cell: Cell) => {
  if (cell === null) return null
  if (typeof cell === 'object') return { value: cell.rate, type: Number, format: '0.0%' }
  if (typeof cell === 'number') return { value: cell, type: Number }
  return { value: FORMULA_START.test(cell) ? `'${cell}` : cell, type: String }
}
const bold = (text: string) => ({ value: text, type: String, fontWeight: 'bold' as const })
/** What Excel refuses in the name of a sheet, and its greatest length. */
const SHEET_NAME = /[\\/?*[\]:]/g
const SHEET_NAME_MAX = 31

/** A report as a workbook: one sheet of facts, then one a table; rates are numbers shown as percentages. */
export const writeWorkbook = ({ title, facts, tables }: Tables): Promise<Buffer> =>
  writeExcelFile([
    {
      sheet: '说明',
      data: [[bold(title)], ...facts.map(([what, value]) => [bold(what), asSheetCell(value)])],
      columns: [{ width: 18 }, { width: 60 }],
    },
    ...tables.map((table, index) => ({
      sheet: `${index + 1} ${table.title}`.replace(SHEET_NAME, ' ').slice(0, SHEET_NAME_MAX),
      data: [
        table.head.map(bold),
        ...table.rows.map((row) => row.map(asSheetCell)),
        ...(table.note ? [[asSheetCell(table.note)]] : []),
      ],
      columns: table.head.map((_, column) => ({ width: column === 0 ? 28 : 16 })),
      stickyRowsCount: 1,
    })),
  ]).toBuffer()
