import { z } from 'zod'
import { type HeardCall, type HeardSegment, limited, Milliseconds } from './transcript.ts'

const Result = z.object({
  job_id: z.string().optional(),
  segments: limited(
    z.object({
      start_time: Milliseconds,
      end_time: Milliseconds,
      result: z.object({
        text: z.string(),
        score: z.number().min(0).max(1).optional(),
        analysis_info: z.object({ role: z.string().optional() }).optional(),
      }),
    }),
  ),
})

const ROLES: Record<string, HeardSegment['role']> = { AGENT: 'agent', USER: 'citizen' }

/** Huawei SIS, which tells 座席 from 用户 itself. Null when the payload is not of this shape. */
export const parseHuaweiSis = (payload: unknown): HeardCall | null => {
  const read = Result.safeParse(payload)
  if (!read.success) return null
  return {
    ...(read.data.job_id ? { callId: read.data.job_id } : {}),
    segments: read.data.segments.map(({ start_time, end_time, result }) => {
      const label = result.analysis_info?.role ?? null
      const role = label && Object.hasOwn(ROLES, label) ? ROLES[label] : undefined
      return {
        speaker: label,
        ...(role ? { role } : {}),
        beginMs: start_time,
        endMs: end_time,
        text: result.text,
        ...(result.score === undefined ? {} : { confidence: result.score }),
      }
    }),
  }
}
