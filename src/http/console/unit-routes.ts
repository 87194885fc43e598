import { Hono } from 'hono'
import { z } from 'zod'
import { addUnit, closeUnit, editUnit, previewClosing } from '../../dispatch/units/edit-units.ts'
import { settleUnits } from '../../dispatch/units/settle-units.ts'
import { countOfUnit } from '../../dispatch/units/unit-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }

const line = (max: number, say: string) => z.string().trim().min(2, say).max(max)
const Unit = z.object({
  name: line(60, '请填单位全称'),
  short: line(30, '请填单位简称'),
  kind: z.enum(['city', 'district', 'utility', 'hotline'], '请选单位类别'),
  aliases: z.array(z.string().trim().min(2).max(30)).max(30).default([]),
  duties: z.array(z.string().trim().min(2).max(200)).min(2, '请至少写两条职责').max(60),
  phone: line(60, '请填电话'),
  address: line(200, '请填地址'),
  hours: line(200, '请填办公时间'),
})
const Close = z.object({ successor: z.string().min(1).max(60).nullable() })

/** The units of the city: added, renamed, closed, merged, with what hangs on each. */
export const unitRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/units', may('city-rules.read'), (c) =>
      c.json({
        rows: desk.rules.departments.map((unit) => ({
          ...unit,
          closedOn: unit.closedOn ?? null,
          successor: unit.successor ?? null,
          successorName: unit.successor ? nameDepartment(desk.rules, unit.successor) : null,
          lines: desk.rules.catalogue.lines.filter((l) => l.lead === unit.id).length,
        })),
      }),
    )
    .get('/units/:id', may('city-rules.read'), async (c) =>
      c.json(await countOfUnit(desk.db, c.req.param('id'))),
    )
    .post(
      '/units',
      may('city-rules.change'),
      validated('json', z.object({ unit: Unit, why: Why })),
      async (c) => {
        const { unit, why } = c.req.valid('json')
        const made = await addUnit(desk, unit, { why, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(made)
      },
    )
    .put(
      '/units/:id',
      may('city-rules.change'),
      validated('json', z.object({ unit: Unit, why: Why })),
      async (c) => {
        const { unit, why } = c.req.valid('json')
        const made = await editUnit(desk, c.req.param('id'), unit, { why, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(made)
      },
    )
    .post('/units/:id/close/check', may('city-rules.change'), validated('json', Close), async (c) =>
      c.json(await previewClosing(desk, c.req.param('id'), c.req.valid('json').successor)),
    )
    .post(
      '/units/:id/close',
      // Accounts and keys of the unit move with it, which is more than changing rules.
      may('staff.manage'),
      validated('json', Close.extend({ why: Why })),
      async (c) => {
        const asked = { ...c.req.valid('json'), id: c.req.param('id'), by: c.get('member').id }
        const done = await closeUnit(desk, asked)
        await desk.refreshRules()
        // The first page at once; the sweep of the tickets takes the rest, and whatever was dispatched in this very moment.
        return c.json({ ...done, moved: await settleUnits(desk) })
      },
    )
