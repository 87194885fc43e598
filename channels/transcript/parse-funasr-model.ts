import { z } from 'zod'
import { type HeardCall, Label, limited, Milliseconds } from './transcript.ts'

const Sentence = z.object({
  start: Milliseconds,
  end: Milliseconds,
  spk: Label.optional(),
  text: z.string().optional(),
  sentence: z.string().optional(),
})
const Entry = z.object({ key: z.string().optional(), sentence_info: limited(Sentence) })
const Result = z.union([z.array(Entry).min(1).max(1), Entry.transform((entry) => [entry])])

/** FunASR AutoModel.generate with a speaker model, as its list of one or that one alone. Null for other shapes. */
export const parseFunasrModel = (payload: unknown): HeardCall | null => {
  const read = Result.safeParse(payload)
  const entry = read.success ? read.data[0] : undefined
  if (!entry) return null
  return {
    ...(entry.key ? { callId: entry.key } : {}),
    segments: entry.sentence_info.map(({ start, end, spk, text, sentence }) => ({
      speaker: spk ?? null,
      beginMs: start,
      endMs: end,
      text: text ?? sentence ?? '',
    })),
  }
}
