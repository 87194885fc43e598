import { z } from 'zod'
import { type HeardCall, Label, limited, Milliseconds } from './transcript.ts'

const Result = z.object({
  Response: z.object({
    Data: z.object({
      TaskId: Label.optional(),
      ResultDetail: limited(
        z.object({
          FinalSentence: z.string(),
          StartMs: Milliseconds,
          EndMs: Milliseconds,
          SpeakerId: Label.optional(),
        }),
      ),
    }),
  }),
})

/** Tencent Cloud 录音文件识别 (DescribeTaskStatus). Null when the payload is not of this shape. */
export const parseTencentAsr = (payload: unknown): HeardCall | null => {
  const read = Result.safeParse(payload)
  if (!read.success) return null
  const { TaskId, ResultDetail } = read.data.Response.Data
  return {
    ...(TaskId ? { callId: TaskId } : {}),
    segments: ResultDetail.map(({ FinalSentence, StartMs, EndMs, SpeakerId }) => ({
      speaker: SpeakerId ?? null,
      beginMs: StartMs,
      endMs: EndMs,
      text: FinalSentence,
    })),
  }
}
