import { Hono } from 'hono'
import { z } from 'zod'
import { findSameMatter } from '../../dispatch/find-same-matter.ts'
import { joinTickets, splitTicket } from '../../dispatch/join-tickets.ts'
import type { Desk } from '../../intake/desk.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { STATE_LABELS } from '../../tickets/state-labels.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { validated } from '../validated.ts'
import { actFor, findFor, hiderOf } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const Body = {
  join: z.object({ masterNumber: z.string('请写要并入的工单编号').max(40), version }),
  split: z.object({ reason: z.string().max(1000), version }),
}

/** Joint cases at the desk: what may be the same matter, joining, and taking apart again. */
export const jointRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/tickets/:number/same-matter', may('ticket.dispatch'), async (c) => {
      const ticket = await findFor(desk, c.get('member'), c.req.param('number'))
      const shown = (other: Ticket, text: string): string =>
        other.confidential ? hiderOf(other)(text) : text
      const found = await findSameMatter(desk, ticket, {
        notId: ticket.id,
        isProtected: ticket.confidential,
      })
      return c.json({
        rows: found.map(({ ticket: other, likeness }) => ({
          number: other.number,
          title: shown(other, other.title),
          matter: shown(other, other.matter),
          place: shown(other, other.placeText),
          openedAt: other.openedAt,
          stateLabel: STATE_LABELS[other.state],
          departmentName: other.leadDepartmentId ? nameDepartment(desk.rules, other.leadDepartmentId) : '',
          joinedCount: other.joinedCount,
          score: likeness.score,
          why: likeness.why,
          isSamePerson: likeness.isSamePerson,
        })),
      })
    })
    .post('/tickets/:number/join', may('ticket.dispatch'), validated('json', Body.join), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          joinTickets(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/split', may('ticket.dispatch'), validated('json', Body.split), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          splitTicket(desk, { ...act, ...body }),
        ),
      )
    })
