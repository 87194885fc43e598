import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { fillTemplate, TEMPLATE_VARIABLES, valuesFor } from '../../dispatch/templates/fill-template.ts'
import { keepTemplate, unitOf } from '../../dispatch/templates/keep-template.ts'
import { deleteTemplate, listTemplates } from '../../dispatch/templates/template-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { knowsContact } from '../../tickets/protection/unmask-contact.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'
import { validated } from '../validated.ts'
import { actorOf, findFor } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Body = z.object({
  id: z.string().max(64).optional(),
  title: z.string('请写模板的名字').trim().min(2, '请写模板的名字，至少两个字').max(30, '名字最多 30 字'),
  text: z.string().trim().min(5, '模板至少要有 5 个字').max(2000, '模板最多 2000 字'),
  /** The ticket it was written for: its own facts become variables. */
  number: z.string().max(40).optional(),
})
const Query = z.object({ number: z.string().max(40).optional() })

/** What a ticket says of itself to this person, for filling and for taking out. */
const factsFor = async (desk: Desk, member: StaffMember, ticket: Ticket) => {
  const knows = await knowsContact(desk.db, ticket, actorOf(member), isoNow(desk.clock))
  const person = knows ? { name: ticket.contactName, phone: ticket.contactPhone } : undefined
  // A reply must not name who asked, whoever writes it.
  const values = valuesFor(desk.rules, ticket, isoNow(desk.clock), (text) => stripIdentity(text, person))
  return { values, ...(person ? { person } : {}) }
}

/** A unit's templates of replies: listed (filled in for a ticket when one is named), kept, thrown away. Each unit only its own. */
export const replyTemplateRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/reply-templates', may('template.use'), validated('query', Query), async (c) => {
      const member = c.get('member')
      const { number } = c.req.valid('query')
      const facts = number ? await factsFor(desk, member, await findFor(desk, member, number)) : null
      const rows = await listTemplates(desk.db, unitOf(member), LIMITS.templatesPerUnit)
      return c.json({
        variables: TEMPLATE_VARIABLES,
        rows: rows.map(({ id, title, text }) => ({
          id,
          title,
          text,
          filled: facts ? fillTemplate(text, facts.values) : text,
        })),
      })
    })
    .put('/reply-templates', may('template.use'), validated('json', Body), async (c) => {
      const member = c.get('member')
      const { number, id, title, text } = c.req.valid('json')
      const facts = number ? await factsFor(desk, member, await findFor(desk, member, number)) : {}
      const kept = await keepTemplate(desk, member, { ...(id ? { id } : {}), title, text, ...facts })
      return c.json({ id: kept.id, title: kept.title, text: kept.text })
    })
    .delete('/reply-templates/:id', may('template.use'), async (c) => {
      const unitId = unitOf(c.get('member'))
      const gone = await desk.db.transaction().execute((tx) => deleteTemplate(tx, unitId, c.req.param('id')))
      if (!gone) throw new AppError('not_found', '没有找到这个模板。')
      return c.json({ ok: true as const })
    })
