import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { findExtension, listCallsOfAgent, saveExtension } from '../../conversations/call-repository.ts'
import { deleteTeam, listPresent, listTeams, saveTeam } from '../../conversations/desk-repository.ts'
import { listNotices, markNoticesSeen } from '../../conversations/note-repository.ts'
import { noteAtDesk } from '../../conversations/return-holds.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import { listStaff } from '../../staff/staff-repository.ts'
import { validated } from '../validated.ts'
import { nameStaff } from './present-talk.ts'
import { may, type StaffEnv } from './signed-in.ts'

const STAFF_MAX = 1000
const TEAM_MAX = 200

const TeamBody = z.object({
  id: z.string().max(64).optional(),
  name: z.string().trim().min(2, '小组名称至少两个字').max(20, '小组名称最多 20 个字'),
  memberIds: z.array(z.string().max(64)).max(TEAM_MAX),
})
const Extension = z.object({
  extension: z
    .string()
    .trim()
    .max(32)
    .regex(/^[\w-]*$/, '分机号只写数字和字母'),
})
const Seen = z.object({ conversationId: z.string().max(64).optional() })

/** Everybody who may take talks or be told of one, and whose desk is open now. */
const listColleagues = async (desk: Desk) => {
  const present = new Set(await listPresent(desk.db, isoAfter(desk.clock, -LIMITS.holdMs)))
  const staff = await listStaff(desk.db, STAFF_MAX)
  return staff
    .filter((person) => !person.isClosed && isAllowed(desk.rules, person, 'conversation.read'))
    .map((person) => ({
      id: person.id,
      name: person.name,
      takesTalks: isAllowed(desk.rules, person, 'conversation.take'),
      atDesk: present.has(person.id),
    }))
}

const presentNotices = async (desk: Desk, staffId: string) =>
  Promise.all(
    (await listNotices(desk.db, staffId, LIMITS.staffNotices)).map(async ({ fromStaffId, ...notice }) => ({
      ...notice,
      from: await nameStaff(desk, fromStaffId),
    })),
  )

/** The desk itself: who is there, the teams, what one was told. */
export const deskRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/desk/present', may('conversation.answer'), async (c) =>
      c.json({ holding: await noteAtDesk(desk, c.get('member').id) }),
    )
    .get('/desk/colleagues', may('conversation.list'), async (c) =>
      c.json({ people: await listColleagues(desk), teams: await listTeams(desk.db) }),
    )
    .get('/desk/notices', may('conversation.list'), async (c) =>
      c.json({ rows: await presentNotices(desk, c.get('member').id) }),
    )
    .post('/desk/notices/seen', may('conversation.list'), validated('json', Seen), async (c) => {
      const { conversationId } = c.req.valid('json')
      await markNoticesSeen(desk.db, c.get('member').id, isoNow(desk.clock), conversationId)
      return c.json({ ok: true as const })
    })
    .get('/desk/calls', may('conversation.take'), async (c) => {
      const staffId = c.get('member').id
      const since = isoAfter(desk.clock, -LIMITS.callMaxMs)
      return c.json({
        rows: await listCallsOfAgent(desk.db, staffId, since),
        extension: await findExtension(desk.db, staffId),
      })
    })
    .put('/desk/extension', may('conversation.take'), validated('json', Extension), async (c) => {
      const extension = c.req.valid('json').extension || null
      await desk.db.transaction().execute((tx) => saveExtension(tx, c.get('member').id, extension))
      return c.json({ ok: true as const })
    })
    .put('/desk/teams', may('desk.manage'), validated('json', TeamBody), async (c) => {
      const { id = newId(), name, memberIds } = c.req.valid('json')
      const people = await listColleagues(desk)
      if (memberIds.some((member) => !people.some((p) => p.id === member && p.takesTalks)))
        throw new AppError('invalid_request', '小组里只能放坐席。请去掉不是坐席的人。')
      const others = (await listTeams(desk.db)).filter((team) => team.id !== id)
      if (others.some((team) => team.name === name))
        throw new AppError('conflict', `已经有叫“${name}”的小组了。`)
      await desk.db.transaction().execute((tx) => saveTeam(tx, { id, name, memberIds }, isoNow(desk.clock)))
      return c.json({ id })
    })
    .delete('/desk/teams/:id', may('desk.manage'), async (c) => {
      await desk.db.transaction().execute((tx) => deleteTeam(tx, c.req.param('id')))
      return c.json({ ok: true as const })
    })
