import { z } from 'zod'
import { assignRoles } from './assign-roles.ts'
import { detectVendor, type Vendor } from './detect-vendor.ts'
import { SEGMENTS_MAX, Transcript } from './transcript.ts'
import type { TranscriptConfig } from './transcript-config.ts'

/** The envelope around a recogniser's result: what only the telephone system knows. */
const Envelope = Transcript.omit({ segments: true }).extend({
  transcript: z.unknown(),
  /** The number of the first sentence, for pushes that bring only what is new. */
  fromSeq: z.number().int().min(0).max(100_000).default(0),
})

const SNAKE: Record<string, string> = {
  call_id: 'callId',
  started_at: 'startedAt',
  agent_no: 'agentNo',
  from_seq: 'fromSeq',
  begin_ms: 'beginMs',
  end_ms: 'endMs',
}

/** Telephone systems write snake_case; both spellings of our own keys are taken. Arrays are looked into once. */
const camelKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, SEGMENTS_MAX + 1).map(camelKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      Object.hasOwn(SNAKE, key) ? (SNAKE[key] ?? key) : key,
      key === 'segments' ? camelKeys(inner) : inner,
    ]),
  )
}

const safeId = (id: string): string => id.replace(/[^\w.:@-]/g, '_').slice(0, 128)

export type ReadPush =
  | { ok: true; vendor: Vendor | 'own'; transcript: Transcript }
  | { ok: false; problems: string[] }

const problemsOf = (error: z.ZodError): string[] =>
  error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)

const numbered = (
  vendor: Vendor,
  call: NonNullable<ReturnType<typeof detectVendor>>['call'],
  fromSeq: number,
) => ({
  vendor,
  segments: call.segments.map((segment, index) => ({ ...segment, seq: fromSeq + index })),
})

/**
 * One push in the internal form, roles not yet decided. Three ways to send: our own form with `segments`, an
 * envelope with the recogniser's result as `transcript`, or that result alone (then its own name is the call id).
 */
export const readPush = (payload: unknown): ReadPush => {
  const own = camelKeys(payload)
  const isEnvelope = typeof own === 'object' && own !== null && 'transcript' in own
  const detected = detectVendor(isEnvelope ? own.transcript : payload)
  if (!detected) {
    const read = Transcript.safeParse(own)
    return read.success
      ? { ok: true, vendor: 'own', transcript: read.data }
      : { ok: false, problems: isEnvelope ? ['transcript: 不认识的转写格式'] : problemsOf(read.error) }
  }
  const { vendor, call } = detected
  const head = Envelope.safeParse(isEnvelope ? own : { callId: safeId(call.callId ?? ''), transcript: null })
  if (!head.success) return { ok: false, problems: problemsOf(head.error) }
  const { transcript: _, fromSeq, ...rest } = head.data
  const read = Transcript.safeParse({ ...rest, segments: numbered(vendor, call, fromSeq).segments })
  return read.success
    ? { ok: true, vendor, transcript: read.data }
    : { ok: false, problems: problemsOf(read.error) }
}

/** The segments with their speakers named, by the set-up of this recogniser and by what is said. */
export const nameSpeakers = (
  config: TranscriptConfig,
  vendor: Vendor | 'own',
  transcript: Transcript,
): Transcript => ({
  ...transcript,
  segments: assignRoles(transcript.segments, vendor === 'own' ? {} : (config.roles?.[vendor] ?? {})),
})
