import { z } from 'zod'
import { type HeardCall, Label, limited, Milliseconds } from './transcript.ts'

const Sentence = z.object({
  BeginTime: Milliseconds,
  EndTime: Milliseconds,
  Text: z.string(),
  ChannelId: Label.optional(),
  SpeakerId: Label.optional(),
})
const Result = z.object({ TaskId: z.string().optional(), Result: z.object({ Sentences: limited(Sentence) }) })

/**
 * Aliyun 录音文件识别 (version 4.0). Two recorded channels tell the voices apart best; on one channel SpeakerId of
 * 智能分轨 does. Null when the payload is not of this shape.
 */
export const parseAliyunNls = (payload: unknown): HeardCall | null => {
  const read = Result.safeParse(payload)
  if (!read.success) return null
  const { Sentences } = read.data.Result
  const isStereo = new Set(Sentences.map((sentence) => sentence.ChannelId)).size > 1
  return {
    ...(read.data.TaskId ? { callId: read.data.TaskId } : {}),
    segments: Sentences.map((sentence) => ({
      speaker: (isStereo ? sentence.ChannelId : (sentence.SpeakerId ?? sentence.ChannelId)) ?? null,
      beginMs: sentence.BeginTime,
      endMs: sentence.EndTime,
      text: sentence.Text,
    })),
  }
}
