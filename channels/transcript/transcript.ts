import { z } from 'zod'

/** Who spoke. `unknown` is said when it cannot be told: an agent's words must never become a citizen's ticket. */
export const SpeakerRole = z.enum(['citizen', 'agent', 'unknown'])
export type SpeakerRole = z.infer<typeof SpeakerRole>

/** The most segments one push may carry (a call of about three hours), and the longest of one segment. */
export const SEGMENTS_MAX = 5_000
export const SEGMENT_TEXT_MAX = 2_000

/** One sentence of a call. Times are milliseconds from the beginning of the recording. */
export const Segment = z.object({
  seq: z.number().int().min(0).max(100_000),
  role: SpeakerRole.default('unknown'),
  /** The label the recogniser gave the voice: a channel or speaker number, a track. */
  speaker: z.string().max(40).nullable().default(null),
  beginMs: z.number().min(0).default(0),
  endMs: z.number().min(0).default(0),
  text: z.string().trim().max(SEGMENT_TEXT_MAX),
  confidence: z.number().min(0).max(1).optional(),
})
export type Segment = z.infer<typeof Segment>

/** The one internal form of every recogniser's result. `final` = the call is over and nothing more will come. */
export const Transcript = z.object({
  callId: z.string().regex(/^[\w.:@-]{1,128}$/),
  startedAt: z.string().max(40).optional(),
  caller: z.string().max(64).optional(),
  callee: z.string().max(64).optional(),
  agentNo: z.string().max(64).optional(),
  final: z.boolean().default(true),
  segments: z.array(Segment).max(SEGMENTS_MAX),
})
export type Transcript = z.infer<typeof Transcript>

/** What a vendor's file says before roles are decided and numbers given. */
export type HeardSegment = {
  speaker: string | null
  role?: SpeakerRole
  beginMs: number
  endMs: number
  text: string
  confidence?: number
}
/** A vendor's file read. `callId` is the vendor's own task or file name, for pushes that bring no better one. */
export type HeardCall = { callId?: string; segments: HeardSegment[] }

/** A time that some vendors write as a number and others as text. */
export const Milliseconds = z.coerce.number().min(0)
/** A speaker or channel label, number or text, as text. */
export const Label = z.union([z.string(), z.number()]).transform(String)
/** A list whose length is limited before its members are looked at. */
export const limited = <T extends z.ZodType>(member: T) => z.array(member).max(SEGMENTS_MAX)
