import { z } from '@hono/zod-openapi'
import { FollowUpWish } from '../contracts/follow-up.ts'
import { Attachment, DraftLine, Reply, ThreadMessage } from '../contracts/message.ts'
import { Satisfaction, Solved, TicketForCitizen } from '../contracts/ticket.ts'

/** Request and response shapes of the public doors; `/api/openapi.json` is generated from these. */
export const ErrorShape = z
  .object({ error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }) })
  .openapi('Error')

export const ConversationStarted = z.object({ conversationId: z.string(), token: z.string() })
export const ConversationParam = z.object({ id: z.string().max(64) })

export const MessageIn = z.object({
  clientMessageId: z.string().min(1, '缺少消息编号 clientMessageId').max(100),
  text: z.string({ error: '缺少文字 text' }),
  attachments: z.array(Attachment).max(9).optional(),
})
export const Replies = z.object({ replies: z.array(Reply) })
/** The largest sequence number there can be: the column is a 32-bit integer on PostgreSQL. */
const SEQ_MAX = 2_147_483_647
export const ThreadQuery = z.object({ after: z.coerce.number().int().min(0).max(SEQ_MAX).default(0) })
/** Where a stream goes on, from the address or `Last-Event-ID`; unreadable = from the beginning. */
export const StreamAfter = z.coerce.number().int().min(0).max(SEQ_MAX).catch(0)
export const Thread = z.object({
  messages: z.array(ThreadMessage),
  heldBy: z.enum(['bot', 'waiting', 'agent', 'ended']),
  waitingBefore: z.number().int().nullable(),
  agentName: z.string().nullable(),
})
/**
 * The event stream of a thread: `data` of `message` is a thread message, of `held` the last three fields of a thread, of `door` the
 * city's field of that name, at the beginning and whenever it changed.
 */
export const ThreadEvents = z.string()
export const DraftEdit = z.object({
  field: DraftLine.shape.field,
  value: z.string().max(5000),
})
export const AnswerFeedback = z.object({
  messageId: z.string().max(64),
  verdict: z.enum(['useful', 'useless', 'wrong']),
  comment: z.string().max(1000).optional(),
})
export const Done = z.object({ ok: z.literal(true) })

/** A photo or PDF to be sent with words: `key` names the upload, the same again is the same file. */
export const FileChosen = z.object({ key: z.string().min(8).max(64), name: z.string().max(300).optional() })
export const FileBytes = z.string().openapi({ format: 'binary' })
export const FileKept = z.object({ id: z.string(), kind: z.enum(['image', 'pdf']), bytes: z.number().int() })
export const FileSize = z.object({ size: z.enum(['thumb', 'whole']).optional() })

export const TicketParam = z.object({ number: z.string().max(40) })
export const TicketQuery = z.object({ code: z.string().max(40).default('') })
export const FactsIn = z.object({
  code: z.string().max(40),
  /** May be empty when photos say it. */
  text: z.string().trim().max(2000).default(''),
  fileIds: z.array(z.string().max(40)).max(9).default([]),
})
export const UrgeIn = z.object({ code: z.string().max(40), text: z.string().max(500).default('') })
export const WithdrawIn = z.object({ code: z.string().max(40), reason: z.string().max(500).optional() })
export const FollowUpChoiceIn = z.object({ code: z.string().max(40), wish: FollowUpWish })
export const RatingIn = z.object({
  code: z.string().max(40),
  solved: Solved,
  satisfied: Satisfaction.optional(),
  reason: z.string().max(500).optional(),
})
const Tail = z.string().max(10).default('')
export const PersonalIn = z.object({ code: z.string().max(40), tail: Tail })
export const ExportIn = z.object({
  code: z.string().max(40),
  tail: Tail,
  as: z.enum(['json', 'txt']).default('json'),
})
export const CorrectionIn = z.object({
  code: z.string().max(40),
  tail: Tail,
  name: z.string().trim().max(50, '姓名最多 50 字').optional(),
  phone: z.string().trim().max(25, '电话最多 25 位').optional(),
  place: z.string().trim().max(300, '地点最多 300 字').optional(),
})
export const PlainText = z.string()
export const ErasureIn = z.object({
  code: z.string().max(40),
  tail: Tail,
  reason: z.string().trim().max(500, '原因最多 500 字').default(''),
})
export const TicketView = TicketForCitizen
/** What stands on top of the chat page: the office's announcement, and the words of a pause; null = nothing. */
export const DoorView = z.object({ announcement: z.string().nullable(), paused: z.string().nullable() })
export const CityView = z.object({
  door: DoorView,
  name: z.string(),
  notice: z.string(),
  hotline: z.string(),
  hotMatters: z.array(z.string()),
  examples: z.array(z.string()),
})
export const Health = z.object({
  ok: z.boolean(),
  version: z.string(),
  entries: z.number().int(),
  database: z.enum(['sqlite', 'postgres']),
})
