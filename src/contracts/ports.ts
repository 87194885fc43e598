import type { Citation, InboundMessage, Reply } from './message.ts'

/** Time is an argument everywhere; only `platform/clock.ts` reads the machine's. */
export type Clock = { now(): Date }

/** What happened to one attempt to send. `retry` = later may work; `refused` = it never will. */
export type SendResult = { ok: true } | { ok: false; retry: boolean; reason: string }

/** A way out for messages that are not the answer to a request in flight (agent's words, a department's reply). */
export type Channel = {
  name: InboundMessage['channel']
  /** Delivers one reply to one user of the channel. Never throws: failures are results. */
  send(
    to: { channelUserId: string; conversationId: string; lastInboundAt: string | null },
    reply: Reply,
  ): Promise<SendResult>
}

/**
 * Rephrases the words of a cited entry for the question asked. Returns null when it cannot keep to the entry
 * (absent facts, changed numbers, too slow, failed): the caller then uses the entry's own words.
 */
export type LanguageModel = {
  rephrase(
    input: { question: string; entryText: string; citation: Citation; onDelta?: (text: string) => void },
    budgetMs: number,
  ): Promise<string | null>
}

/**
 * The words a text of a ticket is found by. Whoever wrote it is not among them: not their name, not their numbers, not their door.
 */
export type CutWords = (text: string, person: { name: string; phone: string }) => string[]
