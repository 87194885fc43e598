import { z } from 'zod'

/** A call has at most this many turns; then it is ended with a word. */
export const STEPS_MAX = 40
/** What one address of ours may carry: Twilio cuts very long ones. */
const OPTIONS_URL_MAX = 1_500

/**
 * Where a call stands. It travels in the action URL, which Twilio signs, so any process can take the next turn:
 * `step` counts what was asked of the front desk, `silences` those in a row, `polls` the waits for one answer.
 */
export type TurnState = {
  step: number
  silences: number
  polls: number
  afterDial: boolean
  options: string[]
}

export const firstTurn = (step = 1): TurnState => ({
  step,
  silences: 0,
  polls: 0,
  afterDial: false,
  options: [],
})

const Count = z.coerce.number().int().min(0)
const Query = z.object({
  n: Count.min(1)
    .max(STEPS_MAX + 1)
    .catch(1),
  q: Count.max(9).catch(0),
  p: Count.max(99).catch(0),
  d: z.literal('1').optional().catch(undefined),
})

/** The state as the tail of an address, `?n=2&q=1&o=…`. Options too long for an address are left out, last first. */
export const writeState = (state: TurnState): string => {
  const query = new URLSearchParams({ n: String(state.step) })
  if (state.silences > 0) query.set('q', String(state.silences))
  if (state.polls > 0) query.set('p', String(state.polls))
  if (state.afterDial) query.set('d', '1')
  for (const option of state.options) {
    if (query.toString().length + encodeURIComponent(option).length > OPTIONS_URL_MAX) break
    query.append('o', option)
  }
  return `?${query}`
}

/** The state read back; anything unreadable counts as a fresh turn. */
export const readState = (query: URLSearchParams): TurnState => {
  const { n, q, p, d } = Query.parse({
    n: query.get('n'),
    q: query.get('q') ?? 0,
    p: query.get('p') ?? 0,
    d: query.get('d') ?? undefined,
  })
  return { step: n, silences: q, polls: p, afterDial: d === '1', options: query.getAll('o').slice(0, 9) }
}
