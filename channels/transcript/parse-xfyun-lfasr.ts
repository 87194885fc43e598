import { z } from 'zod'
import { readJsonText } from './read-json-text.ts'
import { type HeardCall, Label, limited, Milliseconds } from './transcript.ts'

const Push = z.object({ data: z.string() })
const Sentences = limited(
  z.object({ bg: Milliseconds, ed: Milliseconds, onebest: z.string(), speaker: Label.optional() }),
)

/** iFlytek 语音转写 v1: `data` is JSON text, all values text; speaker '0' = not separated. Null for other shapes. */
export const parseXfyunLfasr = (payload: unknown): HeardCall | null => {
  const push = Push.safeParse(payload)
  const read = push.success ? Sentences.safeParse(readJsonText(push.data.data)) : null
  if (!read?.success) return null
  return {
    segments: read.data.map(({ bg, ed, onebest, speaker }) => ({
      speaker: !speaker || speaker === '0' ? null : speaker,
      beginMs: bg,
      endMs: ed,
      text: onebest,
    })),
  }
}
