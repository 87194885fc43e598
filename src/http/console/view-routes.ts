import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import { countViews, deleteView, listViews, saveView } from '../../staff/saved-view-repository.ts'
import { validated } from '../validated.ts'
import { SearchQuery } from './read-search.ts'
import { may, type StaffEnv } from './signed-in.ts'

const View = z.object({
  name: z.string().trim().min(1, '请给视图起个名称').max(20, '名称最多 20 字'),
  query: SearchQuery.omit({ after: true }),
  isShared: z.boolean().default(false),
})

/** What was kept, as the search page's address has it; nothing that is empty. */
const addressOf = (query: z.infer<typeof View>['query']): string =>
  new URLSearchParams(
    Object.entries(query).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
    ),
  ).toString()

const viewsOf = async (desk: Desk, member: StaffMember) =>
  (await listViews(desk.db, member.id, LIMITS.savedViews)).map(({ staffId, ...view }) => ({
    ...view,
    isOwn: staffId === member.id,
  }))

/** Searches kept under a name (常用视图): one's own, and those shared with everybody. What they find is each reader's own. */
export const viewRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/views', may('ticket.read'), async (c) => c.json({ rows: await viewsOf(desk, c.get('member')) }))
    .post('/views', may('ticket.read'), validated('json', View), async (c) => {
      const member = c.get('member')
      const view = c.req.valid('json')
      if (view.isShared && !isAllowed(desk.rules, member, 'view.share')) {
        throw new AppError('forbidden', '共享给大家的视图由督办或管理员保存。您可以保存成自己的。')
      }
      if ((await countViews(desk.db, member.id)) >= LIMITS.savedViews) {
        throw new AppError('conflict', `最多保存 ${LIMITS.savedViews} 个视图。请先删掉不用的。`)
      }
      const kept = { ...view, id: newId(), query: addressOf(view.query) }
      await saveView(desk.db, { ...kept, staffId: member.id, staffName: member.name }, isoNow(desk.clock))
      return c.json({ rows: await viewsOf(desk, member) })
    })
    .delete('/views/:id', may('ticket.read'), async (c) => {
      const member = c.get('member')
      if (!(await deleteView(desk.db, c.req.param('id'), member.id))) {
        throw new AppError('not_found', '没有找到这个视图，或者它不是您保存的。')
      }
      return c.json({ rows: await viewsOf(desk, member) })
    })
