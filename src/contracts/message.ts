import { z } from 'zod'

/** The ways in. Each has a folder in `channels/`; `loopback` serves tests, eval, replay and the terminal. */
export const ChannelName = z.enum(['web', 'wechat', 'voice', 'transcript', 'loopback'])
export type ChannelName = z.infer<typeof ChannelName>

/** The longest message that is read. Longer ones are refused with a sentence, never cut in silence. */
export const MESSAGE_TEXT_MAX = 5000

export const Attachment = z.object({
  kind: z.enum(['image', 'audio', 'file']),
  url: z.string().max(500),
  name: z.string().max(200).optional(),
})
export type Attachment = z.infer<typeof Attachment>

/**
 * One message as a channel hands it to the front desk. Received at most once per
 * (channel, channelMessageId); a repeat gets what was already said.
 */
export type InboundMessage = {
  channel: ChannelName
  channelMessageId: string
  /** Who is writing, as the channel knows them: visitor id, openid, caller number. */
  channelUserId: string
  /** Known for web chat (the link carries it); other channels find the open conversation of the user. */
  conversationId?: string
  text: string
  attachments?: Attachment[]
  /** ISO-8601 UTC. */
  receivedAt: string
}

/** Where an answer's words come from: always one published version of one entry. */
export const Citation = z.object({
  entryId: z.string(),
  version: z.number().int(),
  title: z.string(),
  department: z.string().optional(),
  source: z.string().optional(),
  updatedAt: z.string(),
  /** Of a document: its number, when it was issued (YYYY-MM-DD), and the article the quoted words stand in. */
  number: z.string().optional(),
  issuedOn: z.string().optional(),
  article: z.string().optional(),
})
export type Citation = z.infer<typeof Citation>

/** Words of a document as they stand in it, with the article around them: `around` holds `text` at `at`. */
export const ReplyQuote = z.object({
  text: z.string(),
  around: z.string(),
  at: z.number().int().nonnegative(),
})
export type ReplyQuote = z.infer<typeof ReplyQuote>

export const ReplyOption = z.object({ label: z.string(), value: z.string() })
export type ReplyOption = z.infer<typeof ReplyOption>

export const TicketReceipt = z.object({
  number: z.string(),
  queryCode: z.string(),
  department: z.string().optional(),
  dueAt: z.string().optional(),
})
export type TicketReceipt = z.infer<typeof TicketReceipt>

/** One line of the draft the citizen sees before saying yes. `value` empty = still missing. */
export const DraftLine = z.object({
  field: z.enum([
    'type',
    'category',
    'place',
    'happenedAt',
    'matter',
    'wish',
    'phone',
    'name',
    'privacy',
    'followUp',
  ]),
  label: z.string(),
  value: z.string(),
  required: z.boolean(),
})
export type DraftLine = z.infer<typeof DraftLine>

/** One field of a service guide, shown as a chip that opens in place. */
export const GuideChip = z.object({ field: z.string(), label: z.string(), text: z.string() })
export type GuideChip = z.infer<typeof GuideChip>

/** What the front desk says. The first seven fields are the fixed public contract; the rest only enrich the page. */
export const Reply = z.object({
  kind: z.enum(['answer', 'clarify', 'collect', 'confirm', 'ticket', 'handover', 'decline', 'notice']),
  text: z.string(),
  citations: z.array(Citation).optional(),
  options: z.array(ReplyOption).optional(),
  ticket: TicketReceipt.optional(),
  confidence: z.number().min(0).max(1).optional(),
  /** The stored message this reply is, for feedback on it. */
  messageId: z.string().optional(),
  /** Set when the matter may be dangerous: the number to call now. */
  emergency: z.object({ number: z.string() }).optional(),
  draft: z.array(DraftLine).optional(),
  guide: z.array(GuideChip).optional(),
  details: z.string().optional(),
  /** Set when a document answers: what is quoted, for pages that can show more than `text`. */
  quote: ReplyQuote.optional(),
  /** The words were rephrased by a language model from the cited entry (labelled as the law asks). */
  aiWritten: z.boolean().optional(),
  /** The question of the ticket's follow-up this reply asks: solved, then satisfied. */
  asks: z.enum(['solved', 'satisfied', 'reason', 'lasting']).optional(),
  /** The channel is paused: the message was kept, and nothing else was done with it. */
  paused: z.literal(true).optional(),
  /** Who speaks when it is not the assistant. */
  speaker: z.object({ kind: z.enum(['agent', 'department', 'system']), name: z.string() }).optional(),
})
export type Reply = z.infer<typeof Reply>

/** One message of a thread as the citizen's page and the console show it. */
export const ThreadMessage = z.object({
  id: z.string(),
  seq: z.number().int(),
  author: z.enum(['citizen', 'bot', 'agent', 'system']),
  text: z.string(),
  reply: Reply.optional(),
  /** Photos and papers the citizen sent with it, by their path of this talk. */
  attachments: z.array(Attachment).optional(),
  at: z.string(),
})
export type ThreadMessage = z.infer<typeof ThreadMessage>
