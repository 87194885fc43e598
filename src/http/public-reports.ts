import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { AppError } from '../contracts/errors.ts'
import { findReport, listReports, type StoredReport } from '../insight/reports/report-repository.ts'
import { publicTablesOf, type Tables } from '../insight/reports/report-tables.ts'
import type { Desk } from '../intake/desk.ts'
import { json, refused } from './describe-route.ts'
import { explainIssue } from './explain-issue.ts'
import { sendReport } from './send-report.ts'

const REPORTS_SHOWN = 24
const Cell = z.union([z.string(), z.number(), z.object({ rate: z.number() }), z.null()])
const PublicReport = z.object({
  id: z.string(),
  title: z.string(),
  facts: z.array(z.tuple([z.string(), z.string()])),
  tables: z.array(
    z.object({
      title: z.string(),
      head: z.array(z.string()),
      rows: z.array(z.array(Cell)),
      note: z.string().optional(),
    }),
  ),
})
const PublicList = z.object({
  rows: z.array(z.object({ id: z.string(), from: z.string(), to: z.string() })),
})

const Id = z.object({ id: z.string().max(64) })
const File = z.object({ as: z.enum(['xlsx', 'md']) })

/** Reports for staff do not exist for the public. */
const mustFind = async (desk: Desk, id: string): Promise<StoredReport & { kind: 'public' }> => {
  const report = await findReport(desk.db, id)
  if (report?.kind !== 'public') throw new AppError('not_found', '没有找到这份公开月报。')
  return report
}

const tablesFor = async (desk: Desk, id: string): Promise<Tables> =>
  publicTablesOf((await mustFind(desk, id)).content)

/** The monthly reports anybody may read: sums without persons, units, words or addresses. */
export const reportApi = (desk: Desk) => {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw new AppError('invalid_request', explainIssue(result.error))
    },
  })
  app.openapi(
    createRoute({
      method: 'get',
      path: '/reports',
      summary: 'The public monthly reports, newest first.',
      responses: { 200: json(PublicList, 'Reports') },
    }),
    async (c) => {
      const rows = await listReports(desk.db, ['public'], REPORTS_SHOWN)
      return c.json({ rows: rows.map(({ id, from, to }) => ({ id, from, to })) }, 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'get',
      path: '/reports/{id}',
      summary: 'One public report as tables. A hidden number is the text 不公布.',
      request: { params: Id },
      responses: { 200: json(PublicReport, 'The report'), 404: refused },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      return c.json({ id, ...(await tablesFor(desk, id)) }, 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'get',
      path: '/reports/{id}/file',
      summary: 'The same as a workbook or as Markdown.',
      request: { params: Id, query: File },
      responses: {
        200: {
          description: 'The file',
          content: {
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
              schema: z.string().openapi({ format: 'binary' }),
            },
            'text/markdown': { schema: z.string() },
          },
        },
        404: refused,
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const report = await mustFind(desk, id)
      return sendReport(
        publicTablesOf(report.content),
        c.req.valid('query').as,
        `${report.from}-${report.to}`,
      ) as never
    },
  )
  return app
}
