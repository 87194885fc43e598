import { z } from 'zod'
import { type HeardCall, Label, limited, Milliseconds } from './transcript.ts'

const Sentence = z.object({
  begin_time: Milliseconds,
  end_time: Milliseconds,
  text: z.string(),
  speaker_id: Label.optional(),
})
const Result = z.object({
  transcripts: z.array(z.object({ channel_id: Label.optional(), sentences: limited(Sentence) })).max(16),
})

/**
 * DashScope (paraformer, fun-asr) result file: one transcript per recorded channel. With several channels the
 * channel is the speaker, else the diarised speaker_id. Null when the payload is not of this shape.
 */
export const parseDashscope = (payload: unknown): HeardCall | null => {
  const read = Result.safeParse(payload)
  if (!read.success) return null
  const { transcripts } = read.data
  return {
    segments: transcripts.flatMap(({ channel_id: channel, sentences }) =>
      sentences.map((sentence) => ({
        speaker: (transcripts.length > 1 ? channel : (sentence.speaker_id ?? channel)) ?? null,
        beginMs: sentence.begin_time,
        endMs: sentence.end_time,
        text: sentence.text,
      })),
    ),
  }
}
