import type { Tables } from '../insight/reports/report-tables.ts'
import { writeMarkdown, writeWorkbook } from '../insight/reports/write-report.ts'

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  md: 'text/markdown; charset=utf-8',
} as const

/** A report as a file to keep; `name` stands in the file's name. */
export const sendReport = async (tables: Tables, as: keyof typeof TYPES, name: string): Promise<Response> => {
  const body = as === 'md' ? writeMarkdown(tables) : new Uint8Array(await writeWorkbook(tables))
  const full = encodeURIComponent(`${tables.title} ${name}.${as}`)
  return new Response(body, {
    headers: {
      'Content-Type': TYPES[as],
      'Content-Disposition': `attachment; filename="${name}.${as}"; filename*=UTF-8''${full}`,
    },
  })
}
