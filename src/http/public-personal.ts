import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { PersonalExport, PersonalStanding } from '../contracts/personal.ts'
import type { Desk } from '../intake/desk.ts'
import { askErasure } from '../privacy/ask-erasure.ts'
import { exportPersonal, sayPersonal } from '../privacy/export-personal.ts'
import { refuseTail, standOfPersonal } from '../privacy/personal-standing.ts'
import type { CodeCheck } from '../tickets/check-query-code.ts'
import { type Correction, correctTicket } from '../tickets/protection/correct-ticket.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { body, json, refused } from './describe-route.ts'
import { addressOf } from './limit-requests.ts'
import * as shape from './public-contracts.ts'

const refusals = { 400: refused, 404: refused, 409: refused, 429: refused }
const standing = {
  200: json(PersonalStanding, 'What is kept, until when, and what was asked for'),
  ...refusals,
}

type Doors = {
  open(c: Context, number: string, given: { code: string; tail?: string }): Promise<Ticket>
  stand(ticket: Ticket): Promise<PersonalStanding>
}

const addReading = (app: OpenAPIHono, desk: Desk, { open, stand }: Doors): void => {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/personal',
      summary: 'What is kept about the citizen of a ticket, and until when.',
      request: { params: shape.TicketParam, ...body(shape.PersonalIn) },
      responses: standing,
    }),
    async (c) => {
      const { code } = c.req.valid('json')
      return c.json(await stand(await open(c, c.req.valid('param').number, { code })), 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/export',
      summary: 'Everything kept about a ticket and its talk, as JSON or as a text.',
      request: { params: shape.TicketParam, ...body(shape.ExportIn) },
      responses: {
        200: {
          description: 'The data',
          content: {
            'application/json': { schema: PersonalExport },
            'text/plain': { schema: shape.PlainText },
          },
        },
        ...refusals,
      },
    }),
    async (c) => {
      const given = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, given)
      const data = await exportPersonal(desk, ticket)
      c.header('Cache-Control', 'no-store')
      if (given.as === 'json') return c.json(data, 200)
      return c.text(sayPersonal(desk.rules, data), 200)
    },
  )
}

const addChanging = (app: OpenAPIHono, desk: Desk, { open, stand }: Doors): void => {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/correct',
      summary: 'Correct name, phone or place; the old value is kept in the log.',
      request: { params: shape.TicketParam, ...body(shape.CorrectionIn) },
      responses: standing,
    }),
    async (c) => {
      const { code, tail, name, phone, place } = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, { code, tail })
      const correction: Correction = {
        ...(name === undefined ? {} : { name }),
        ...(phone === undefined ? {} : { phone }),
        ...(place === undefined ? {} : { place }),
      }
      const actor = { kind: 'citizen', id: ticket.citizenId, name: '诉求人' } as const
      return c.json(await stand(await correctTicket(desk, { ticketId: ticket.id, actor, correction })), 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/erasure',
      summary: 'Ask for the data on a ticket to be erased; a person decides and says why.',
      request: { params: shape.TicketParam, ...body(shape.ErasureIn) },
      responses: standing,
    }),
    async (c) => {
      const given = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, given)
      await askErasure(desk, ticket, given.reason)
      return c.json(await stand(ticket), 200)
    },
  )
}

/**
 * A citizen's own data on a ticket: what is kept, all of it as a file, correcting it, asking for it to be erased (PIPL 44–47). Everything but
 * the first asks, on a confidential ticket, for the last four digits of the phone that was left; nothing goes into an address or a log.
 */
export const addPersonalRoutes = (
  app: OpenAPIHono,
  desk: Desk,
  check: CodeCheck,
  trustProxy: boolean,
): void => {
  const doors: Doors = {
    open: (c, number, { code, tail }) =>
      check(
        number,
        code,
        addressOf(c, trustProxy),
        tail === undefined ? undefined : (ticket) => refuseTail(ticket, tail),
      ),
    stand: async (ticket) =>
      standOfPersonal(desk.db, desk.rules, (await findTicket(desk.db, ticket.id)) ?? ticket),
  }
  addReading(app, desk, doors)
  addChanging(app, desk, doors)
}
