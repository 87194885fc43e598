import type { Segment } from './transcript.ts'

/** One thing the citizen said without the agent coming in between. `seq` is that of its first segment. */
export type CitizenTurn = { seq: number; text: string }

/** A longer monologue is handed on in pieces, so that none comes near the front desk's limit. */
const TURN_MAX_CHARS = 1_500

/**
 * The citizen's turns, in order. Without `final` the last one is held back while nobody else has spoken: more of
 * it may come, and a turn is handed on only once.
 */
export const joinTurns = (segments: Segment[], final: boolean): CitizenTurn[] => {
  const turns: CitizenTurn[] = []
  let open: CitizenTurn | null = null
  for (const segment of segments) {
    if (segment.role !== 'citizen') {
      open = null
    } else if (open && open.text.length + segment.text.length <= TURN_MAX_CHARS) {
      open.text += /[。！？；，,.!?;]$/.test(open.text) ? segment.text : `，${segment.text}`
    } else {
      open = { seq: segment.seq, text: segment.text }
      turns.push(open)
    }
  }
  if (open && !final) turns.pop()
  return turns
}
