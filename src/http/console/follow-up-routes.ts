import { Hono } from 'hono'
import { z } from 'zod'
import { FollowUpWish } from '../../contracts/follow-up.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { reopenTicketIn } from '../../dispatch/reopen-ticket.ts'
import { type CallRow, listCalls } from '../../feedback/call-list-repository.ts'
import { choiceOf, chooseContact } from '../../feedback/choose-contact.ts'
import { isQuiet } from '../../feedback/find-ask-time.ts'
import { CallNote, type Reopen, recordCall } from '../../feedback/record-call.ts'
import { giveBackCall, takeCall } from '../../feedback/take-call.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import { contactFor, maskPhone } from '../../tickets/mask-contact.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { standingOf } from '../../tickets/protection/unmask-contact.ts'
import { findTicket } from '../../tickets/ticket-repository.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'
import { validated } from '../validated.ts'
import { actorOf, detailFor, findFor, noteView } from './find-ticket.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Choose = z.object({ wish: FollowUpWish })

/** A line of the list. Whom to ring is shown to the agent who took the call alone; of the others only that it is one person. */
const presentRow = (row: CallRow, member: StaffMember, now: string) => ({
  id: row.id,
  number: row.number,
  title: stripIdentity(row.title),
  kind: row.kind,
  phone: maskPhone(row.phone),
  dueAt: row.due_at,
  isDue: row.due_at <= now,
  attempts: row.attempts,
  agentName: row.agentName,
  isOwn: row.agent_id === member.id,
})

/** What the agent needs while they ring: whom, and what was answered. Written down as a look at the ticket. */
const presentOwn = async (desk: Desk, row: CallRow, member: StaffMember) => {
  const ticket = await findTicket(desk.db, row.ticket_id)
  if (!ticket) return null
  const unmask = await standingOf(desk.db, ticket.id, member.id, isoNow(desk.clock))
  const contact = contactFor(ticket, actorOf(member), unmask?.isOpen ?? false)
  await noteView(desk, member, ticket.id, 'view', contact.masked ? 'masked' : 'whole')
  return {
    ...presentRow(row, member, isoNow(desk.clock)),
    name: contact.name,
    phone: contact.phone,
    masked: contact.masked,
    matter: contact.masked ? stripIdentity(ticket.matter) : ticket.matter,
    publicReply: ticket.publicReply ?? '',
    unit: ticket.leadDepartmentId ? nameDepartment(desk.rules, ticket.leadDepartmentId) : '热线直接答复',
  }
}

/** The list of calls (回访), who has which, and what came of them. */
export const followUpRoutes = (desk: Desk) => {
  const list = async (member: StaffMember) => {
    const now = isoNow(desk.clock)
    const rows = await listCalls(desk.db, LIMITS.pageSize * 4)
    const own = await Promise.all(
      rows.filter((row) => row.agent_id === member.id).map((row) => presentOwn(desk, row, member)),
    )
    const { city, calendar } = desk.rules
    const { quietFrom, quietUntil } = city.followUp
    return {
      rows: rows.map((row) => presentRow(row, member, now)),
      own: own.filter((one) => one !== null),
      isQuiet: isQuiet(desk.clock.now(), city.followUp, calendar.timezone),
      quiet: `${quietFrom}至${quietUntil}`,
    }
  }
  return new Hono<StaffEnv>()
    .get('/follow-ups', may('follow-up.read'), async (c) => c.json(await list(c.get('member'))))
    .post('/follow-ups/:id/take', may('follow-up.call'), async (c) => {
      await takeCall(desk, actorOf(c.get('member')), c.req.param('id'))
      return c.json(await list(c.get('member')))
    })
    .post('/follow-ups/:id/give-back', may('follow-up.read'), async (c) => {
      const member = c.get('member')
      const mayForOthers = isAllowed(desk.rules, member, 'follow-up.give-back')
      await giveBackCall(desk, { id: member.id, mayForOthers }, c.req.param('id'))
      return c.json(await list(member))
    })
    .post('/follow-ups/:id/record', may('follow-up.call'), validated('json', CallNote), async (c) => {
      const reopen: Reopen = (tx, r) => reopenTicketIn(tx, desk, r)
      await recordCall({ ...desk, reopen }, actorOf(c.get('member')), c.req.param('id'), c.req.valid('json'))
      return c.json(await list(c.get('member')))
    })
    .post(
      '/tickets/:number/follow-up-wish',
      may('follow-up.choose'),
      validated('json', Choose),
      async (c) => {
        const member = c.get('member')
        const ticket = await findFor(desk, member, c.req.param('number'))
        const choice = choiceOf(c.req.valid('json').wish)
        await chooseContact(desk, {
          ...choice,
          citizenId: ticket.citizenId,
          via: 'agent',
          staffId: member.id,
        })
        return c.json(await detailFor(desk, member, (await findTicket(desk.db, ticket.id)) ?? ticket))
      },
    )
}
