import type { InboundMessage, Reply } from '../../../src/contracts/message.ts'

/** A clock that stands still until it is moved. */
export const handClock = (start = '2026-11-21T08:00:00.000Z') => {
  let at = Date.parse(start)
  return { now: () => new Date(at), advance: (ms: number) => (at += ms) }
}

/**
 * A small real front desk: answers by a function, remembers what it said per channelMessageId as the real one
 * does, and keeps the calls for the test to look at.
 */
export const frontDesk = (say: (inbound: InboundMessage) => Reply[] | Promise<Reply[]>) => {
  const calls: InboundMessage[] = []
  const said = new Map<string, Promise<Reply[]>>()
  const receive = async (inbound: InboundMessage) => {
    calls.push(inbound)
    const repeat = said.has(inbound.channelMessageId)
    if (!repeat) said.set(inbound.channelMessageId, Promise.resolve(say(inbound)))
    return { conversationId: 'c1', replies: await said.get(inbound.channelMessageId)!, repeat }
  }
  return { receive, calls }
}

export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until something is true, 3 s at most. */
export const until = async (isTrue: () => boolean) => {
  for (let i = 0; i < 300 && !isTrue(); i += 1) await wait(10)
  if (!isTrue()) throw new Error('it did not come true within 3 s')
}
