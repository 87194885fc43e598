import { Hono } from 'hono'
import { z } from 'zod'
import { countOpenOfLines } from '../../dispatch/catalogue/effect-repository.ts'
import { sayDifference } from '../../dispatch/catalogue/say-difference.ts'
import { undoRuleChange } from '../../dispatch/catalogue/undo-rule-change.ts'
import { settleUnits } from '../../dispatch/units/settle-units.ts'
import type { Desk } from '../../intake/desk.ts'
import { findLaterEdits, readChange } from '../../knowledge-base/change-rules.ts'
import { MANAGED_KINDS } from '../../knowledge-base/rule-items.ts'
import { isUndone, listRuleHistory } from '../../knowledge-base/rule-set-repository.ts'
import { LIMITS } from '../../platform/limits.ts'
import { listStaff } from '../../staff/staff-repository.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }
const Kinds = z.object({
  kinds: z
    .string()
    .max(200)
    .transform((list) => MANAGED_KINDS.filter((kind) => list.split(',').includes(kind)))
    .refine((list) => list.length > 0, '请说明看哪一类的历史'),
})
/** Differences shown of one change; an import of thousands says how many more there are. */
const SHOWN_MAX = 200

/** Who changed which rules when and why, what exactly, and taking it back. */
export const ruleHistoryRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/rule-changes', may('city-rules.read'), validated('query', Kinds), async (c) => {
      const rows = await listRuleHistory(desk.db, c.req.valid('query').kinds, LIMITS.pageSize)
      const people = new Map((await listStaff(desk.db, LIMITS.pageSize * 20)).map((s) => [s.id, s.name]))
      const undone = new Set(rows.map((row) => row.undoes).filter((id) => id !== ''))
      return c.json({
        rows: rows
          .filter(
            (row, at) => row.changeId === '' || rows.findIndex((r) => r.changeId === row.changeId) === at,
          )
          .map(({ kind, version, source, at, by, changeId, what, why, undoes }) => ({
            ...{ kind, version, source, at, changeId, what, why },
            by: source === 'file' ? '城市文件' : (people.get(by) ?? by),
            isUndo: undoes !== '',
            isUndone: undone.has(changeId),
          })),
      })
    })
    .get('/rule-changes/:id', may('city-rules.read'), async (c) => {
      const id = c.req.param('id')
      const { rules, differences } = await readChange(desk.db, id)
      const lines = differences.flatMap((d) => (d.kind === 'catalogue' && d.id !== '' ? [d.id] : []))
      return c.json({
        what: rules[0]?.what ?? '',
        differences: differences.slice(0, SHOWN_MAX).map((d) => sayDifference(desk.rules, d)),
        total: differences.length,
        laterEdits: await findLaterEdits(desk.db, id),
        isUndone: await isUndone(desk.db, id),
        openByLines: await countOpenOfLines(desk.db, lines),
      })
    })
    .post(
      '/rule-changes/:id/undo',
      may('city-rules.change'),
      validated('json', z.object({ why: Why })),
      async (c) => {
        const asked = { undoes: c.req.param('id'), why: c.req.valid('json').why, by: c.get('member').id }
        const done = await undoRuleChange(desk, asked)
        await desk.refreshRules()
        // A unit opened again gets back what nobody touched since.
        const moved = await settleUnits(desk)
        return c.json({ ...done, moved })
      },
    )
