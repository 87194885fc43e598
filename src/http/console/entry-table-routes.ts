import { setImmediate as letOthersWork } from 'node:timers/promises'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Desk } from '../../intake/desk.ts'
import { checkTable } from '../../knowledge-base/table/check-table.ts'
import { exportTable, templateTable } from '../../knowledge-base/table/entry-table.ts'
import { importTable } from '../../knowledge-base/table/import-table.ts'
import { sendTable } from '../send-table.ts'
import { validated } from '../validated.ts'
import { findNear, type Near } from './near-entries.ts'
import { may, type StaffEnv } from './signed-in.ts'

type TableDesk = Desk & { refreshEntry(entryId: string): Promise<void> }

const Table = z.object({ content: z.base64('文件没有传完整，请再选一次') })
const Import = Table.extend({
  as: z.enum(['published', 'draft']),
  onlyRight: z.boolean().default(false),
  seen: z.string().max(100),
  why: z.string().trim().max(200).default(''),
})
const Few = z.object({ questions: z.array(z.string().trim().min(1).max(300)).max(40) })
const As = z.object({ as: z.enum(['csv', 'xlsx']).default('xlsx') })

/** The base as a table: taken out, filled in, looked at row by row, and taken in again as one change. */
export const entryTableRoutes = (desk: TableDesk) =>
  new Hono<StaffEnv>()
    .get('/knowledge/export', may('entry.publish'), validated('query', As), async (c) =>
      sendTable(await exportTable(desk.db, desk.rules), c.req.valid('query').as, '知识库'),
    )
    .get('/knowledge/template', may('entry.publish'), validated('query', As), (c) =>
      sendTable(templateTable(desk.rules), c.req.valid('query').as, '知识导入模板'),
    )
    .post('/knowledge/import/check', may('entry.publish'), validated('json', Table), async (c) => {
      const { rows, seen } = await checkTable(desk, Buffer.from(c.req.valid('json').content, 'base64'))
      return c.json({
        seen,
        same: rows.filter(({ does }) => does === 'same').length,
        rows: rows
          .filter(({ does }) => does !== 'same')
          .map(({ line, question, does, wrong, changes, before }) => ({
            ...{ line, question, does, wrong },
            // Of a new entry every cell is a change; the file has them.
            changes: does === 'change' ? changes : [],
            entryId: before?.id ?? null,
            isPublished: before?.state === 'published',
          })),
      })
    })
    // A few rows at a time: a long table would keep citizens waiting, and the page shows how far it is.
    .post('/knowledge/import/near', may('entry.publish'), validated('json', Few), async (c) => {
      const near: Near[][] = []
      for (const question of c.req.valid('json').questions) {
        near.push(await findNear(desk, [question]))
        await letOthersWork()
      }
      return c.json({ near })
    })
    .post('/knowledge/import', may('entry.publish'), validated('json', Import), async (c) => {
      const { content, ...asked } = c.req.valid('json')
      const bytes = Buffer.from(content, 'base64')
      const { entryIds, ...done } = await importTable(desk, c.get('member'), { ...asked, bytes })
      // This process answers from them at once; the others follow the event log.
      for (const id of entryIds) {
        await desk.refreshEntry(id)
        await letOthersWork()
      }
      return c.json(done)
    })
