import writeExcelFile from 'write-excel-file/node'
import { guardCell } from '../platform/tables/guard-cell.ts'

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const

const asCsvCell = (cell: string): string => `"${guardCell(cell).replaceAll('"', '""')}"`
/** The writer takes a text that is also the name of something every object has (toString) for that thing; a blank more is read as nothing. */
const asSheetText = (cell: string): string => (cell in {} ? `${cell} ` : cell)
/** Tells Excel that the file is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** Rows as a file to keep: CSV or a workbook, every cell as text. */
export const sendTable = async (
  rows: readonly (readonly string[])[],
  as: keyof typeof TYPES,
  name: string,
): Promise<Response> => {
  const body =
    as === 'csv'
      ? BYTE_ORDER_MARK + rows.map((row) => row.map(asCsvCell).join(',')).join('\r\n')
      : new Uint8Array(
          await writeExcelFile(
            rows.map((row) => row.map((cell) => ({ value: asSheetText(guardCell(cell)), type: String }))),
            { stickyRowsCount: 1 },
          ).toBuffer(),
        )
  return new Response(body, {
    headers: {
      'Content-Type': TYPES[as],
      'Content-Disposition': `attachment; filename="table.${as}"; filename*=UTF-8''${encodeURIComponent(`${name}.${as}`)}`,
    },
  })
}
