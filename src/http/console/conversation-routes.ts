import { Hono } from 'hono'
import { z } from 'zod'
import type { Conversation } from '../../contracts/conversation.ts'
import { UNFILLED } from '../../contracts/desk.ts'
import { AppError } from '../../contracts/errors.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { findCoolOff } from '../../conversations/abuse-repository.ts'
import { findCallOfTalk } from '../../conversations/call-repository.ts'
import { findConversation } from '../../conversations/conversation-repository.ts'
import {
  answerAsAgent,
  releaseConversation,
  takeConversation,
} from '../../conversations/hold-conversation.ts'
import { listWords, type Word } from '../../conversations/list-words.ts'
import type { Desk } from '../../intake/desk.ts'
import { summariseTalk } from '../../intake/summarise-talk.ts'
import { findEntry } from '../../knowledge-base/entry-repository.ts'
import { isoNow } from '../../platform/clock.ts'
import { findStaff } from '../../staff/staff-repository.ts'
import { findWords } from '../../tickets/find-words.ts'
import { STATE_LABELS } from '../../tickets/state-labels.ts'
import { listTicketsOfCitizen } from '../../tickets/ticket-repository.ts'
import { validated } from '../validated.ts'
import { hiderOf } from './find-ticket.ts'
import { readerOf } from './hide-talk.ts'
import { listQueue, presentNotes, presentTalk } from './present-talk.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Say = z.object({
  text: z
    .string()
    .trim()
    .min(1, '请先写内容')
    .max(2000, '一次最多 2000 字')
    .refine((text) => !UNFILLED.test(text), '话术里还有没填的空，请补上再发'),
  clientMessageId: z.string().min(1).max(100).optional(),
  /** Entries whose words the agent inserted, with the citizen's message they were found for. */
  used: z
    .array(z.object({ entryId: z.string().max(100), messageId: z.string().max(64).optional() }))
    .max(5)
    .default([]),
})
const Release = z.object({ to: z.enum(['bot', 'ended']) })

/** The query code belongs to the citizen alone: staff read threads without it. */
const withoutCode = (message: Word): Word =>
  message.reply?.ticket
    ? { ...message, reply: { ...message.reply, ticket: { ...message.reply.ticket, queryCode: '········' } } }
    : message

const mustFind = async (desk: Desk, id: string): Promise<Conversation> => {
  const conversation = await findConversation(desk.db, id)
  if (!conversation) throw new AppError('not_found', '没有找到这个会话。')
  return conversation
}

/** Tells whoever came second by name who has the talk: they sit in the same room and will ask each other. */
const sayWhoHasIt = async (desk: Desk, id: string, refused: unknown): Promise<never> => {
  if (!(refused instanceof AppError) || refused.code !== 'conflict') throw refused
  const talk = await findConversation(desk.db, id)
  const holder = talk?.agentId ? await findStaff(desk.db, talk.agentId) : null
  if (!holder) throw refused
  throw new AppError('conflict', `这个会话已由${holder.name}接待。`, { heldBy: holder.name })
}

/** Who holds a talk reads it whole. One of a confidential ticket is therefore taken only from a citizen who waits for somebody. */
const mustBeOpenToTake = async (desk: Desk, member: StaffMember, id: string): Promise<void> => {
  const talk = await findConversation(desk.db, id)
  if (!talk || talk.heldBy === 'waiting') return
  if ((await readerOf(desk, member, talk)).isHidden)
    throw new AppError('forbidden', '这个会话登记过保密工单，要等对方再来找人工时才能接待。')
}

/** An entry teaches only where it was sent: its question is still in the text, as the citation the console inserts. */
const learnFromAgent = async (
  desk: Desk,
  said: { conversationId: string; staffId: string; text: string; used: z.infer<typeof Say>['used'] },
): Promise<void> => {
  const { conversationId, staffId, text } = said
  for (const { entryId, messageId } of said.used) {
    const entry = await findEntry(desk.db, entryId)
    if (!entry || !text.includes(entry.question)) continue
    await desk.learn({ kind: 'agent', conversationId, staffId, entryId, ...(messageId ? { messageId } : {}) })
  }
}

export const conversationRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/conversations', may('conversation.list'), async (c) => {
      return c.json({ rows: await listQueue(desk, c.get('member')) })
    })
    .get('/conversations/:id', may('conversation.read'), async (c) => {
      const conversation = await mustFind(desk, c.req.param('id'))
      const reader = await readerOf(desk, c.get('member'), conversation)
      const messages = reader
        .within((await listWords(desk.db, conversation.id)).map(withoutCode))
        .map((message) => ({
          ...message,
          isAbusive:
            message.author === 'citizen' &&
            findWords(desk.rules.sensitiveWords, 'abuse', message.text).length > 0,
        }))
      const presented = await presentTalk(desk, conversation)
      const tickets = await listTicketsOfCitizen(desk.db, conversation.citizenId, 10)
      return c.json({
        conversation: { ...presented, caller: reader.isHidden ? null : presented.caller },
        notes: reader.within(await presentNotes(desk, conversation.id)),
        messages,
        tickets: tickets.map((t) => ({
          number: t.number,
          title: hiderOf(t)(t.title),
          stateLabel: STATE_LABELS[t.state],
        })),
        summary: summariseTalk(messages),
        call: reader.isHidden ? null : await findCallOfTalk(desk.db, conversation.id),
        coolUntil: await findCoolOff(desk.db, conversation.citizenId, isoNow(desk.clock)),
      })
    })
    .post('/conversations/:id/take', may('conversation.take'), async (c) => {
      const id = c.req.param('id')
      await mustBeOpenToTake(desk, c.get('member'), id)
      await takeConversation(desk, c.get('member'), id).catch((error) => sayWhoHasIt(desk, id, error))
      return c.json({ ok: true as const })
    })
    .post('/conversations/:id/say', may('conversation.answer'), validated('json', Say), async (c) => {
      const { text, clientMessageId, used } = c.req.valid('json')
      const conversationId = c.req.param('id')
      const said = clientMessageId ? { text, onceKey: clientMessageId } : { text }
      const messageId = await answerAsAgent(desk, c.get('member'), conversationId, said)
      await learnFromAgent(desk, { conversationId, staffId: c.get('member').id, text, used })
      return c.json({ messageId })
    })
    .post(
      '/conversations/:id/release',
      may('conversation.release'),
      validated('json', Release),
      async (c) => {
        const { to } = c.req.valid('json')
        return c.json(await releaseConversation(desk, c.get('member'), c.req.param('id'), to))
      },
    )
