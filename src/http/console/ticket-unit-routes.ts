import { Hono } from 'hono'
import { z } from 'zod'
import { CITED_MAX } from '../../dispatch/cite-entries.ts'
import { requestExtension } from '../../dispatch/extend-ticket.ts'
import { recordContact } from '../../dispatch/record-contact.ts'
import { replyToTicket, signReply } from '../../dispatch/reply-ticket.ts'
import { requestReturn } from '../../dispatch/return-ticket.ts'
import { signTicket } from '../../dispatch/sign-ticket.ts'
import { resumeTicket, suspendTicket } from '../../dispatch/suspend-ticket.ts'
import { requestTermination } from '../../dispatch/terminate-ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { addNote } from '../../tickets/amend-ticket.ts'
import {
  CONTACT_RESULTS,
  CONTACT_WAYS,
  type ContactResult,
  type ContactWay,
  TERMINATION_LABELS,
  type TerminationReason,
} from '../../tickets/state-labels.ts'
import { validated } from '../validated.ts'
import { FileIds } from './file-routes.ts'
import { actFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const version = z.number().int().positive()
const words = z.string().max(1000)
const WAYS = Object.keys(CONTACT_WAYS) as [ContactWay, ...ContactWay[]]
const RESULTS = Object.keys(CONTACT_RESULTS) as [ContactResult, ...ContactResult[]]
const ENDINGS = Object.keys(TERMINATION_LABELS) as [TerminationReason, ...TerminationReason[]]
const Body = {
  seen: z.object({ version }),
  reason: z.object({ reason: words, version }),
  return: z.object({
    reason: words,
    basis: z.string('请写明退单的依据').max(500),
    proposedDepartmentId: z.string('请选择建议由哪个单位办理').max(60),
    version,
  }),
  contact: z.object({
    way: z.enum(WAYS, '请选择是怎么联系的'),
    result: z.enum(RESULTS, '请选择联系的结果').default('reached'),
    contactedAt: z.iso.datetime('请写明联系的时间').optional(),
    fileIds: FileIds,
    note: z.string('请写一句联系情况').trim().min(2, '请写一句联系情况').max(2000),
    version,
  }),
  suspend: z.object({ reason: words, until: z.iso.datetime('请选择暂停到哪天'), version }),
  terminate: z.object({ reasonCode: z.enum(ENDINGS, '请选择属于哪种情况'), reason: words, version }),
  reply: z.object({
    publicReply: z.string().max(6000),
    internalNote: z.string().max(5000).default(''),
    /** Entries whose words were put into the reply. */
    used: z.array(z.string().max(100)).max(CITED_MAX).default([]),
    fileIds: FileIds,
    version,
  }),
  review: z.object({ approve: z.boolean(), note: words.default(''), version }),
  note: z.object({ text: z.string().max(2000), fileIds: FileIds }),
}

const workRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/sign', may('ticket.handle'), validated('json', Body.seen), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          signTicket(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/return', may('ticket.handle'), validated('json', Body.return), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          requestReturn(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/contact', may('ticket.handle'), validated('json', Body.contact), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          recordContact(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/extend', may('ticket.handle'), validated('json', Body.reason), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          requestExtension(desk, { ...act, ...body }),
        ),
      )
    })

const endRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/tickets/:number/suspend', may('ticket.handle'), validated('json', Body.suspend), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          suspendTicket(desk, { ...act, ...body }),
        ),
      )
    })
    .post('/tickets/:number/resume', may('ticket.resume'), validated('json', Body.seen), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          resumeTicket(desk, { ...act, ...body }),
        ),
      )
    })
    .post(
      '/tickets/:number/terminate',
      may('ticket.handle'),
      validated('json', Body.terminate),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            requestTermination(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post('/tickets/:number/reply', may('ticket.handle'), validated('json', Body.reply), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          replyToTicket(desk, { ...act, ...body }),
        ),
      )
    })
    .post(
      '/tickets/:number/sign-reply',
      may('ticket.sign-reply'),
      validated('json', Body.review),
      async (c) => {
        const body = c.req.valid('json')
        return c.json(
          await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
            signReply(desk, { ...act, ...body }),
          ),
        )
      },
    )
    .post('/tickets/:number/note', may('ticket.note'), validated('json', Body.note), async (c) => {
      const body = c.req.valid('json')
      return c.json(
        await actFor(desk, c.get('member'), c.req.param('number'), (act) =>
          addNote(desk, { ...act, ...body }),
        ),
      )
    })

/** What a unit does with a ticket it leads: sign, contact, ask for more time, stop, return, reply, sign the reply. */
export const ticketUnitRoutes = (desk: Desk) =>
  new Hono<StaffEnv>().route('/', workRoutes(desk)).route('/', endRoutes(desk))
