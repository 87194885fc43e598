import { z } from '@hono/zod-openapi'
import { TicketStateSchema } from '../contracts/ticket.ts'
import { CONTACT_WAYS, type ContactWay } from '../tickets/state-labels.ts'

/** Request and response shapes of the door for departments' own systems. */
const words = (say: string) => z.string(say).max(1000)
const WAYS = Object.keys(CONTACT_WAYS) as [ContactWay, ...ContactWay[]]

export const KeyHeader = z.object({
  'idempotency-key': z
    .string('缺少请求头 Idempotency-Key')
    .min(8, 'Idempotency-Key 至少 8 个字符')
    .max(100, 'Idempotency-Key 最多 100 个字符'),
})
export const ReturnIn = z.object({
  reason: words('缺少 reason：退单理由'),
  basis: z.string('缺少 basis：退单依据').max(500),
  proposedDepartmentId: z.string('缺少 proposedDepartmentId：建议单位').max(60),
})
export const ContactIn = z.object({
  way: z.enum(WAYS, '缺少 way：怎么联系的'),
  note: z.string('缺少 note：联系情况').trim().min(2, '请写一句联系情况').max(2000),
  contactedAt: z.iso.datetime('contactedAt 要用 ISO-8601 UTC 时间').optional(),
})
export const ReplyIn = z.object({
  publicReply: z.string('缺少 publicReply：给诉求人看的答复').max(6000),
  internalNote: z.string().max(5000).default(''),
})
/** The task without whoever told it, and where it stands. */
export const DepartmentTicket = z.object({
  number: z.string(),
  title: z.string(),
  type: z.string(),
  category: z.string(),
  matter: z.string(),
  wish: z.string(),
  place: z.string(),
  urgency: z.enum(['normal', 'urgent', 'critical']),
  signDueAt: z.string().nullable(),
  dueAt: z.string().nullable(),
  dueText: z.string().nullable(),
  state: TicketStateSchema,
  stateLabel: z.string(),
})
