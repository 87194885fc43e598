import { Hono } from 'hono'
import { z } from 'zod'
import { MacroStep } from '../../contracts/desk.ts'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { listTeams } from '../../conversations/desk-repository.ts'
import {
  deleteKitRow,
  findOwner,
  listMacros,
  listReplies,
  type Owner,
  saveMacro,
  saveReply,
} from '../../conversations/kit-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Title = z.string().trim().min(1, '请写标题').max(30, '标题最多 30 字')
/** Whose it becomes: mine, a team's (its id), or everybody's. */
const Scope = z.object({ scope: z.enum(['mine', 'team', 'all']), teamId: z.string().max(64).optional() })
const ReplyBody = Scope.extend({
  id: z.string().max(64).optional(),
  title: Title,
  text: z.string().trim().min(1, '请写内容').max(2000, '最多 2000 字'),
})
const MacroBody = Scope.extend({
  id: z.string().max(64).optional(),
  title: Title,
  steps: z.array(MacroStep).min(1, '至少要有一步').max(6, '最多 6 步'),
})

const teamsOf = async (desk: Desk, member: StaffMember): Promise<string[]> =>
  (await listTeams(desk.db)).filter((t) => t.memberIds.includes(member.id)).map((t) => t.id)

/** One's own everybody writes; a team's and everybody's only whoever manages the desk. */
const mustOwn = (desk: Desk, member: StaffMember, owner: Owner): void => {
  if (owner.ownerId === member.id) return
  if (owner.ownerId === null && isAllowed(desk.rules, member, 'desk.manage')) return
  throw new AppError('forbidden', '这一条不是您个人的。小组和全员的话术由督办或管理员维护。')
}

const ownerFor = async (desk: Desk, member: StaffMember, to: z.infer<typeof Scope>): Promise<Owner> => {
  if (to.scope === 'mine') return { ownerId: member.id, teamId: null }
  const teamId = to.scope === 'team' ? (to.teamId ?? '') : null
  if (teamId !== null && !(await listTeams(desk.db)).some((team) => team.id === teamId))
    throw new AppError('invalid_request', '请选一个小组。')
  return { ownerId: null, teamId }
}

/** The row to write: a new one, or one of theirs. */
const mustWrite = async (
  desk: Desk,
  member: StaffMember,
  table: 'canned_reply' | 'desk_macro',
  id: string | undefined,
  owner: Owner,
): Promise<string> => {
  mustOwn(desk, member, owner)
  const before = id ? await findOwner(desk.db, table, id) : null
  if (id && !before) throw new AppError('not_found', '这一条已经删掉了。')
  if (before) mustOwn(desk, member, before)
  const list = table === 'canned_reply' ? listReplies : listMacros
  const kept = await list(desk.db, member.id, await teamsOf(desk, member))
  if (!id && kept.length >= LIMITS.kitRows) throw new AppError('conflict', '话术太多了，请先删掉不用的。')
  return id ?? newId()
}

const remove = async (
  desk: Desk,
  member: StaffMember,
  table: 'canned_reply' | 'desk_macro',
  id: string,
): Promise<void> => {
  const owner = await findOwner(desk.db, table, id)
  if (!owner) throw new AppError('not_found', '这一条已经删掉了。')
  mustOwn(desk, member, owner)
  await deleteKitRow(desk.db, table, id)
}

/** What an agent has at hand: canned replies and macros, their own, their teams' and everybody's. */
export const kitRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/desk/kit', may('conversation.list'), async (c) => {
      const member = c.get('member')
      const teamIds = await teamsOf(desk, member)
      return c.json({
        replies: await listReplies(desk.db, member.id, teamIds),
        macros: await listMacros(desk.db, member.id, teamIds),
      })
    })
    .put('/desk/replies', may('conversation.list'), validated('json', ReplyBody), async (c) => {
      const { id: asked, title, text, ...to } = c.req.valid('json')
      const member = c.get('member')
      const owner = await ownerFor(desk, member, to)
      const id = await mustWrite(desk, member, 'canned_reply', asked, owner)
      await saveReply(desk.db, { id, title, text, ...owner }, member.id, isoNow(desk.clock))
      return c.json({ id })
    })
    .delete('/desk/replies/:id', may('conversation.list'), async (c) => {
      await remove(desk, c.get('member'), 'canned_reply', c.req.param('id'))
      return c.json({ ok: true as const })
    })
    .put('/desk/macros', may('conversation.list'), validated('json', MacroBody), async (c) => {
      const { id: asked, title, steps, ...to } = c.req.valid('json')
      const member = c.get('member')
      const owner = await ownerFor(desk, member, to)
      const id = await mustWrite(desk, member, 'desk_macro', asked, owner)
      await saveMacro(desk.db, { id, title, steps, ...owner }, member.id, isoNow(desk.clock))
      return c.json({ id })
    })
    .delete('/desk/macros/:id', may('conversation.list'), async (c) => {
      await remove(desk, c.get('member'), 'desk_macro', c.req.param('id'))
      return c.json({ ok: true as const })
    })
