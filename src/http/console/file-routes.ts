import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { findConversation } from '../../conversations/conversation-repository.ts'
import type { Desk } from '../../intake/desk.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { deleteLoose, findFileOf } from '../../tickets/files/file-repository.ts'
import { keepUpload } from '../../tickets/files/keep-upload.ts'
import { isFileHidden, isSentOrOwn } from '../../tickets/files/present-files.ts'
import { FilePurpose, type TicketFile } from '../../tickets/files/ticket-file.ts'
import { contactFor } from '../../tickets/mask-contact.ts'
import { standingOf } from '../../tickets/protection/unmask-contact.ts'
import type { Ticket } from '../../tickets/ticket.ts'
import { limitRequests } from '../limit-requests.ts'
import { type FileSize, sendFile } from '../send-file.ts'
import { validated } from '../validated.ts'
import { actorOf, filesFor, findFor, noteView } from './find-ticket.ts'
import { readerOf } from './hide-talk.ts'
import { may, type StaffEnv } from './signed-in.ts'

/** Files chosen before that go with an action. */
export const FileIds = z.array(z.string().max(40)).max(LIMITS.filesPerStep).default([])

const Chosen = z.object({
  key: z.string('缺少上传编号').min(8).max(64),
  purpose: FilePurpose,
  name: z.string().max(300).default(''),
})
export const Size = z.object({ size: z.enum(['thumb', 'whole']).default('whole') })

const noSuchFile = (): AppError => new AppError('not_found', '没有找到这个附件。')

/**
 * A file this person may see. Looking at the whole of it is a look of its own in the access log; the small pictures of a page
 * are part of the look at the page. @throws AppError not_found, forbidden while the person behind it is masked.
 */
const openFile = async (
  desk: Desk,
  member: StaffMember,
  asked: { ticket: Ticket; id: string; size: FileSize },
): Promise<TicketFile> => {
  const { ticket, id, size } = asked
  const viewer = actorOf(member)
  const file =
    (await findFileOf(desk.db, { ticketId: ticket.id }, id)) ??
    (await filesFor(desk, ticket)).find((one) => one.id === id)
  if (!file || !isSentOrOwn(file, viewer)) throw noSuchFile()
  const unmask = await standingOf(desk.db, ticket.id, member.id, isoNow(desk.clock))
  const { masked } = contactFor(ticket, viewer, unmask?.isOpen ?? false)
  if (isFileHidden(ticket, file, viewer, masked)) {
    await noteView(desk, member, ticket.id, 'refused', '', 'file')
    throw new AppError('forbidden', '这张照片可能认得出诉求人，按保密处理。需要看的，请先申请查看联系方式。')
  }
  await noteView(
    desk,
    member,
    ticket.id,
    'view',
    masked ? 'masked' : 'whole',
    size === 'whole' ? 'file' : 'page',
  )
  return file
}

/** Photos and papers of a ticket: chosen, taken back before they are sent, looked at. Sent with the action they belong to. */
export const fileRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .post(
      '/tickets/:number/files',
      may('ticket.note'),
      limitRequests({
        windowMs: 60_000,
        limit: LIMITS.uploadsPerMinute,
        key: (c) => (c.get('member') as StaffMember).id,
        message: '一分钟内上传得太多了，请等一会儿再传，已经传好的还在。',
      }),
      validated('query', Chosen),
      async (c) => {
        const member = c.get('member')
        const ticket = await findFor(desk, member, c.req.param('number'))
        const place = { ticketId: ticket.id }
        const body = c.req.raw.body
        const file = await keepUpload(desk, { place, actor: actorOf(member), ...c.req.valid('query'), body })
        return c.json({ id: file.id, kind: file.kind, bytes: file.bytes })
      },
    )
    .get('/tickets/:number/files/:id', may('ticket.read'), validated('query', Size), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      const { size } = c.req.valid('query')
      return sendFile(desk, await openFile(desk, member, { ticket, id: c.req.param('id'), size }), size)
    })
    .delete('/tickets/:number/files/:id', may('ticket.note'), async (c) => {
      const member = c.get('member')
      const ticket = await findFor(desk, member, c.req.param('number'))
      const gone = await deleteLoose(desk.db, { ticketId: ticket.id, actorId: member.id }, c.req.param('id'))
      if (!gone) throw noSuchFile()
      return c.json({ ok: true as const })
    })
    // A photo in a talk belongs to the talk: whoever may read its words as they are may see it.
    .get(
      '/conversations/:id/files/:fileId',
      may('conversation.read'),
      validated('query', Size),
      async (c) => {
        const file = await findFileOf(desk.db, { conversationId: c.req.param('id') }, c.req.param('fileId'))
        if (!file || file.messageId === null) throw noSuchFile()
        const member = c.get('member')
        const talk = await findConversation(desk.db, c.req.param('id'))
        if (talk && (await readerOf(desk, member, talk)).isHidden) {
          if (file.ticketId !== null) await noteView(desk, member, file.ticketId, 'refused', '', 'file')
          throw new AppError('forbidden', '这张照片可能认得出诉求人，按保密处理。正在接待的坐席才能看。')
        }
        if (file.ticketId !== null) await noteView(desk, member, file.ticketId, 'view', 'whole', 'file')
        return sendFile(desk, file, c.req.valid('query').size)
      },
    )
