import { z } from 'zod'
import { readJsonText } from './read-json-text.ts'
import { type HeardCall, type HeardSegment, Label, limited, Milliseconds } from './transcript.ts'

const Push = z.object({
  content: z.object({
    orderInfo: z.object({ orderId: z.string() }).optional(),
    orderResult: z.string(),
  }),
})
const Order = z.object({
  lattice: limited(z.object({ json_1best: z.string() })),
  label: z.object({ rl_track: z.array(z.object({ rl: Label, track: z.string() })).max(16) }).optional(),
})
const Word = z.object({ w: z.string(), wp: z.string().optional(), wc: z.coerce.number().catch(0) })
const Best = z.object({
  st: z.object({
    bg: Milliseconds,
    ed: Milliseconds,
    rl: Label.default('0'),
    rt: limited(z.object({ ws: limited(z.object({ cw: z.array(Word).min(1) })) })),
  }),
})

const meanOf = (numbers: number[]): number | undefined =>
  numbers.length > 0 ? Math.min(1, numbers.reduce((sum, one) => sum + one, 0) / numbers.length) : undefined

/** One sentence: only the first candidate of each word counts, and the marks of a segment's end are no words. */
const readSentence = (text: string, tracks: Map<string, string>): HeardSegment | null => {
  const read = Best.safeParse(readJsonText(text))
  if (!read.success) return null
  const { bg, ed, rl, rt } = read.data.st
  const words = rt
    .flatMap(({ ws }) => ws.flatMap(({ cw }) => cw.slice(0, 1)))
    .filter((word) => word.wp !== 'g')
  // iFlytek writes 0 where it gives no confidence.
  const confidence = meanOf(words.map((word) => word.wc).filter((wc) => wc > 0))
  return {
    // The track (L/R) is the same in every call; role numbers are given anew each time; '0' = not separated.
    speaker: tracks.get(rl) ?? (rl === '0' ? null : rl),
    beginMs: bg,
    endMs: ed,
    text: words.map((word) => word.w).join(''),
    ...(confidence === undefined ? {} : { confidence }),
  }
}

/** iFlytek 录音文件转写 v2: JSON text inside JSON text. Null when the payload is not of this shape. */
export const parseXfyunIfasr = (payload: unknown): HeardCall | null => {
  const push = Push.safeParse(payload)
  if (!push.success) return null
  const order = Order.safeParse(readJsonText(push.data.content.orderResult))
  if (!order.success) return null
  const tracks = new Map(order.data.label?.rl_track.map(({ rl, track }) => [rl, track]))
  const sentences = order.data.lattice.map(({ json_1best: text }) => readSentence(text, tracks))
  const segments = sentences.filter((sentence) => sentence !== null)
  // A sentence that cannot be read would silently be missing from the call: then the file is refused.
  if (segments.length < sentences.length) return null
  const callId = push.data.content.orderInfo?.orderId
  return { ...(callId ? { callId } : {}), segments }
}
