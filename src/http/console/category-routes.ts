import { Hono } from 'hono'
import { z } from 'zod'
import { TicketType, Urgency } from '../../contracts/ticket.ts'
import { addLeaf, editLeaf, previewRemoval, removeLeaf } from '../../dispatch/catalogue/edit-categories.ts'
import { recategorise } from '../../dispatch/recategorise-ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { nameCategory } from '../../tickets/name-department.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { actFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }

const Leaf = z.object({
  name: z.string().trim().min(2, '请填分类名称').max(40),
  keywords: z.array(z.string().trim().min(1).max(30)).max(60).default([]),
})
const leafId = z.string().regex(/^\d{2}-\d{2}$/, '请选分类')
const Correction = z.object({
  categoryId: leafId.optional(),
  type: TicketType.optional(),
  urgency: Urgency.optional(),
  version: z.number().int().positive(),
})
const Remove = z.object({ replacement: leafId.nullable() })

/** The category tree: leaves added, renamed, taken out with a replacement; and what a ticket is taken for corrected. */
export const categoryRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/categories', may('city-rules.read'), (c) =>
      c.json({
        rows: desk.rules.categories.flatMap((branch) =>
          branch.children.map((leaf) => ({
            ...{ id: leaf.id, name: leaf.name, keywords: leaf.keywords, branch: branch.name },
            removedOn: leaf.removedOn ?? null,
            replacedBy: leaf.replacedBy ? nameCategory(desk.rules, leaf.replacedBy) : null,
            lines: desk.rules.catalogue.lines.filter((line) => line.category === leaf.id).length,
          })),
        ),
        branches: desk.rules.categories.map(({ id, name }) => ({ id, name })),
      }),
    )
    .post(
      '/categories',
      may('city-rules.change'),
      validated('json', z.object({ branch: z.string().max(2), leaf: Leaf, why: Why })),
      async (c) => {
        const { branch, leaf, why } = c.req.valid('json')
        const made = await addLeaf(desk, branch, leaf, { why, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(made)
      },
    )
    .put(
      '/categories/:id',
      may('city-rules.change'),
      validated('json', z.object({ leaf: Leaf, why: Why })),
      async (c) => {
        const { leaf, why } = c.req.valid('json')
        const made = await editLeaf(desk, c.req.param('id'), leaf, { why, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(made)
      },
    )
    .post('/categories/:id/remove/check', may('city-rules.change'), validated('json', Remove), async (c) =>
      c.json(await previewRemoval(desk, c.req.param('id'), c.req.valid('json').replacement)),
    )
    .post(
      '/categories/:id/remove',
      may('city-rules.change'),
      validated('json', Remove.extend({ why: Why })),
      async (c) => {
        const asked = { ...c.req.valid('json'), id: c.req.param('id'), by: c.get('member').id }
        const done = await removeLeaf(desk, asked)
        await desk.refreshRules()
        return c.json(done)
      },
    )
    .post('/tickets/:number/category', may('ticket.dispatch'), validated('json', Correction), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          recategorise(desk, { ...act, ...body }),
        ),
      )
    })
