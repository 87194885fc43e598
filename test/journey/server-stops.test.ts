import { expect, test } from 'vitest'
import { receiveOnce } from '../../src/conversations/receive-once.ts'
import { answerLeftovers, handleMessage } from '../../src/intake/handle-message.ts'
import { isoNow } from '../../src/platform/clock.ts'
import { openTown, sharedTown } from '../support/open-town.ts'

test('a server stopped in the middle of an answer loses nothing: what is sent again is answered once, what is not is answered later', async () => {
  const town = await sharedTown()
  const [resent, silent] = [await town.citizen(), await town.citizen()]
  const inbound = (id: string, clientMessageId: string) => ({
    channel: 'web' as const,
    channelMessageId: `${id}:${clientMessageId}`,
    channelUserId: id,
    conversationId: id,
    text: '身份证丢了怎么补办',
    receivedAt: isoNow(town.clock),
  })
  // Stored, then the process is gone: no answer was thought of.
  await receiveOnce(town.desk, inbound(resent.id, 'cut-off'))
  await receiveOnce(town.desk, inbound(silent.id, 'never-again'))
  expect((await resent.thread()).messages).toHaveLength(1)

  const restarted = await openTown(town.databaseUrl)
  try {
    const { replies, repeat } = await handleMessage(restarted.desk, inbound(resent.id, 'cut-off'))
    expect([replies[0]?.kind, repeat]).toEqual(['answer', false])
    expect(await answerLeftovers(restarted.desk)).toBe(0)
    restarted.clock.advance(2 * 60_000)
    expect(await answerLeftovers(restarted.desk)).toBe(1)
    expect(await answerLeftovers(restarted.desk)).toBe(0)
  } finally {
    await restarted.close()
  }

  for (const citizen of [resent, silent]) {
    const { messages } = await citizen.thread()
    expect(messages.map((m) => m.author)).toEqual(['citizen', 'bot'])
    expect(messages[1]?.reply?.citations?.[0]?.entryId).toBe('id-card-lost')
  }
})
