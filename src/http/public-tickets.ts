import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AppError } from '../contracts/errors.ts'
import type { Actor, TicketForCitizen } from '../contracts/ticket.ts'
import { reopenTicket } from '../dispatch/reopen-ticket.ts'
import { urgeTicket } from '../dispatch/urge-ticket.ts'
import { choiceOf, chooseContact, wishOf } from '../feedback/choose-contact.ts'
import { findChoice } from '../feedback/contact-repository.ts'
import { recordRating } from '../feedback/rate-ticket.ts'
import type { Desk } from '../intake/desk.ts'
import { mustBeKeepable } from '../intake/leave-unrecorded.ts'
import { PHRASES } from '../intake/phrases.ts'
import { addFacts, withdrawTicket } from '../tickets/amend-ticket.ts'
import { createCodeCheck } from '../tickets/check-query-code.ts'
import { listFilesOf } from '../tickets/files/file-repository.ts'
import { presentForCitizen } from '../tickets/present-ticket.ts'
import { refusalOf } from '../tickets/refuse-action.ts'
import { listSteps } from '../tickets/step-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { findTicket } from '../tickets/ticket-repository.ts'
import { body, json, refused } from './describe-route.ts'
import { explainIssue } from './explain-issue.ts'
import { addressOf } from './limit-requests.ts'
import * as shape from './public-contracts.ts'
import { addTicketFileRoutes } from './public-files.ts'
import { addPersonalRoutes } from './public-personal.ts'

const responses = {
  200: json(shape.TicketView, 'The ticket as the citizen may see it'),
  400: refused,
  404: refused,
  409: refused,
  429: refused,
}

/** A citizen without an account acts as the owner of the ticket: number and query code prove it. */
const ownerOf = (ticket: Ticket): Actor => ({ kind: 'citizen', id: ticket.citizenId, name: '诉求人' })

/** A ticket as its citizen reads it; one that is handled with another stands where that one stands. */
const viewOf =
  (desk: Desk) =>
  async (ticket: Ticket): Promise<TicketForCitizen> => {
    const isJoined = ticket.state === 'merged' && ticket.masterId !== null
    const master = isJoined ? await findTicket(desk.db, ticket.masterId ?? '') : null
    const files = await listFilesOf(desk.db, ticket.id)
    const followUpWish = wishOf(await findChoice(desk.db, ticket.citizenId))
    const steps = await listSteps(desk.db, ticket.id)
    const now = desk.clock.now()
    return presentForCitizen(desk.rules, ticket, steps, { master, files, now, followUpWish })
  }

/** What is new goes to the open ticket, or opens one that is over; photos may stand for words. */
const hearFacts = async (
  desk: Desk,
  ticket: Ticket,
  { text, fileIds }: { text: string; fileIds: string[] },
): Promise<Ticket> => {
  if (text.length < 2 && fileIds.length === 0)
    throw new AppError('invalid_request', '请至少写两个字，或选一张照片。')
  const words = text || PHRASES.photosAdded(fileIds.length)
  const said = { ticketId: ticket.id, actor: ownerOf(ticket), text: words, fileIds }
  return refusalOf(ticket, 'reopen', said.actor) === null ? reopenTicket(desk, said) : addFacts(desk, said)
}

type Doors = {
  open: (c: Context, number: string, code: string) => Promise<Ticket>
  view: (ticket: Ticket) => Promise<TicketForCitizen>
}

const addUrge = (app: OpenAPIHono, desk: Desk, { open, view }: Doors): OpenAPIHono =>
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/urge',
      summary:
        'Ask how it stands (催办): the unit owes an answer by a time that the timeline names. Limited in time.',
      request: { params: shape.TicketParam, ...body(shape.UrgeIn) },
      responses,
    }),
    async (c) => {
      const { code, text } = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, code)
      return c.json(
        await view(await urgeTicket(desk, { ticketId: ticket.id, actor: ownerOf(ticket), text })),
        200,
      )
    },
  )

type Open = Doors['open']

/** What citizens say of the handling, and whether they want to be asked for it. */
const addRatingDoors = (app: OpenAPIHono, desk: Desk, open: Open): void => {
  const view = viewOf(desk)
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/follow-up',
      summary:
        'Choose whether to be asked afterwards, and how; at once, for all tickets of this person, and reversible.',
      request: { params: shape.TicketParam, ...body(shape.FollowUpChoiceIn) },
      responses,
    }),
    async (c) => {
      const { code, wish } = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, code)
      await chooseContact(desk, { ...choiceOf(wish), citizenId: ticket.citizenId, via: 'page' })
      return c.json(await view((await findTicket(desk.db, ticket.id)) ?? ticket), 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/rating',
      summary:
        'Was it solved (three grades), how satisfied (five grades); unsolved with a reason is verified by the hotline.',
      request: { params: shape.TicketParam, ...body(shape.RatingIn) },
      responses,
    }),
    async (c) => {
      const { code, solved, satisfied, reason } = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, code)
      const rating = {
        ticketId: ticket.id,
        actor: ownerOf(ticket),
        solved,
        ...(satisfied ? { satisfied } : {}),
        ...(reason ? { reason } : {}),
      }
      return c.json(await view((await recordRating(desk, rating)).ticket), 200)
    },
  )
}

/**
 * The tracking page's doors. Every one asks for number and query code; unknown number and wrong code get the same
 * answer, and tries are limited per ticket and per address.
 */
export const ticketApi = (desk: Desk, trustProxy: boolean) => {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw new AppError('invalid_request', explainIssue(result.error))
    },
  })
  const check = createCodeCheck(desk)
  const open: Open = (c, number, code) => check(number, code, addressOf(c, trustProxy))
  const view = viewOf(desk)

  app.openapi(
    createRoute({
      method: 'get',
      path: '/tickets/{number}',
      summary: "The citizen's view of a ticket: timeline, who has it, due when.",
      request: { params: shape.TicketParam, query: shape.TicketQuery },
      responses,
    }),
    async (c) =>
      c.json(await view(await open(c, c.req.valid('param').number, c.req.valid('query').code)), 200),
  )
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/facts',
      summary: 'Add facts to an open ticket; new facts open one that is over again.',
      request: { params: shape.TicketParam, ...body(shape.FactsIn) },
      responses,
    }),
    async (c) => {
      const { code, ...facts } = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, code)
      mustBeKeepable(desk, facts.text ?? '')
      return c.json(await view(await hearFacts(desk, ticket, facts)), 200)
    },
  )
  app.openapi(
    createRoute({
      method: 'post',
      path: '/tickets/{number}/withdraw',
      summary: 'Take the matter back before it is answered.',
      request: { params: shape.TicketParam, ...body(shape.WithdrawIn) },
      responses,
    }),
    async (c) => {
      const { code, reason } = c.req.valid('json')
      const ticket = await open(c, c.req.valid('param').number, code)
      const given = reason ? { reason } : {}
      return c.json(
        await view(await withdrawTicket(desk, { ticketId: ticket.id, actor: ownerOf(ticket), ...given })),
        200,
      )
    },
  )
  addRatingDoors(app, desk, open)
  addTicketFileRoutes(app, desk, { open, ownerOf, trustProxy })
  addPersonalRoutes(app, desk, check, trustProxy)
  return addUrge(app, desk, { open, view })
}
