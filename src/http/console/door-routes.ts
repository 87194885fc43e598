import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { referTicket } from '../../dispatch/answer-at-desk.ts'
import { editRoute } from '../../dispatch/catalogue/edit-route.ts'
import type { Desk } from '../../intake/desk.ts'
import { REFERRAL_LABELS } from '../../tickets/state-labels.ts'
import { validated } from '../validated.ts'
import { Why } from './catalogue-routes.ts'
import { actFor, findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

type RulesDesk = Desk & { refreshRules(): Promise<void> }

const Inform = z.object({
  routeId: z.string().min(1, '请选按哪一条告知').max(60),
  note: z.string().max(2000).default(''),
  version: z.number().int().positive(),
})
const Words = z.object({
  says: z.string().trim().min(10, '告知内容太短，请写明原因和该找哪里').max(600),
  door: z.string().trim().min(2, '请写该找哪里').max(60),
  number: z.string().trim().max(20).optional(),
})

const listDoors = (desk: Desk) =>
  desk.rules.specialRoutes.map((route) => ({
    ...{ id: route.id, name: route.name, says: route.says, door: route.door, number: route.number ?? null },
    ...{ disposition: route.disposition, danger: route.danger, record: route.record },
    reasonCode: route.reasonCode,
    basis: route.basis ?? '',
    reason: REFERRAL_LABELS[route.referral],
  }))

/** Special routes as data: what the desk tells with one press, and the administrator's words of each. */
export const doorRoutes = (desk: RulesDesk) =>
  new Hono<StaffEnv>()
    .get('/special-routes', may('city-rules.read'), (c) => c.json({ rows: listDoors(desk) }))
    .put(
      '/special-routes/:id',
      may('city-rules.change'),
      validated('json', z.object({ words: Words, why: Why })),
      async (c) => {
        const { words, why } = c.req.valid('json')
        const done = await editRoute(desk, c.req.param('id'), words, { why, by: c.get('member').id })
        await desk.refreshRules()
        return c.json(done)
      },
    )
    .get('/tickets/:number/doors', may('ticket.dispatch'), async (c) => {
      const ticket = await findFor(desk, c.get('member'), c.req.param('number'))
      const suggested = desk.understand(`${ticket.title}。${ticket.matter}`, desk.clock.now()).specialRoute
      return c.json({ suggested: suggested?.id ?? null, rows: listDoors(desk) })
    })
    .post('/tickets/:number/inform', may('ticket.dispatch'), validated('json', Inform), async (c) => {
      const { routeId, note, version } = c.req.valid('json')
      const route = desk.rules.specialRoutes.find((r) => r.id === routeId)
      if (!route) throw new AppError('invalid_request', '没有这一条分类指引，请从列表里选。')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          referTicket(desk, {
            ...act,
            ...{ version, routeId, reasonCode: route.referral, publicReply: route.says },
            internalNote: `按“${route.name}”告知。${note}`,
          }),
        ),
      )
    })
