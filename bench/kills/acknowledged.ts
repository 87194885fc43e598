/** What the server said yes to, as its clients remember it. Nothing of it may be missing or there twice after a kill. */
export type Acknowledged = {
  /** Ticket number by the talk it was opened in. */
  tickets: Map<string, string>
  /** Messages with an answer: talk and the client's own id. */
  messages: { talk: string; clientMessageId: string; replies: number }[]
  /** Moves of staff: ticket number and step. */
  moves: { number: string; action: string }[]
  /** Requests that got no answer and were sent again. */
  resent: number
}

export const nothingYet = (): Acknowledged => ({ tickets: new Map(), messages: [], moves: [], resent: 0 })
