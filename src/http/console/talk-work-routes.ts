import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { listTeams } from '../../conversations/desk-repository.ts'
import { type HandTo, handOver } from '../../conversations/hand-over.ts'
import { noteTalk } from '../../conversations/note-talk.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { isAllowed } from '../../staff/policy.ts'
import { findStaff } from '../../staff/staff-repository.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Note = z.object({
  text: z.string().trim().min(1, '请先写内容').max(2000, '便笺一次最多 2000 字'),
  /** The people named in it, by staff id. */
  mentions: z.array(z.string().max(64)).max(LIMITS.mentions, '一次最多提到 10 个人').default([]),
})
const HandOver = z.object({
  toStaffId: z.string().max(64).optional(),
  toTeamId: z.string().max(64).optional(),
  note: z.string().trim().min(2, '请写一句交代，接手的人一看就明白').max(1000, '交代最多 1000 字'),
})

/** Only people who may read talks can be told of one: a note must not open a door. */
const mustReadTalks = async (desk: Desk, ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    const person = await findStaff(desk.db, id)
    if (!person || !isAllowed(desk.rules, person, 'conversation.read'))
      throw new AppError('invalid_request', '提到的人看不了会话，便笺没有保存。请换一位坐席或督办。')
  }
}

const findReceiver = async (desk: Desk, to: z.infer<typeof HandOver>): Promise<HandTo> => {
  if (to.toTeamId) {
    const team = (await listTeams(desk.db)).find(({ id }) => id === to.toTeamId)
    if (!team) throw new AppError('not_found', '没有这个小组，可能刚刚撤销了。')
    return { staffId: null, teamId: team.id, name: team.name, tell: team.memberIds }
  }
  const person = to.toStaffId ? await findStaff(desk.db, to.toStaffId) : null
  if (!person || !isAllowed(desk.rules, person, 'conversation.take'))
    throw new AppError('invalid_request', '请选一位坐席或一个小组再转。')
  return { staffId: person.id, teamId: null, name: person.name, tell: [person.id] }
}

/** What agents do with a talk besides answering: notes for colleagues, handing it over. */
export const talkWorkRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post('/conversations/:id/notes', may('conversation.note'), validated('json', Note), async (c) => {
      const { text, mentions } = c.req.valid('json')
      await mustReadTalks(desk, mentions)
      const said = { conversationId: c.req.param('id'), author: c.get('member'), text, tell: mentions }
      return c.json({ noteId: await noteTalk(desk, said) })
    })
    .post(
      '/conversations/:id/hand-over',
      may('conversation.release'),
      validated('json', HandOver),
      async (c) => {
        const to = c.req.valid('json')
        const receiver = await findReceiver(desk, to)
        if (receiver.staffId === c.get('member').id)
          throw new AppError('invalid_request', '这个会话就在您手里，请选别人。')
        await handOver(desk, c.get('member'), c.req.param('id'), receiver, to.note)
        return c.json({ ok: true as const })
      },
    )
