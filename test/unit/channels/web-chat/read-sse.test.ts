import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSse, type SseEvent } from '../../../../channels/web-chat/widget/shared/read-sse.ts'

const streamOf = (bytes: Uint8Array, cuts: number[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
        (a, b) => a - b,
      )
      for (let index = 1; index < places.length; index += 1) {
        controller.enqueue(bytes.slice(places[index - 1], places[index]))
      }
      controller.close()
    },
  })

const readAll = async (text: string, cuts: number[] = []): Promise<SseEvent[]> => {
  const events: SseEvent[] = []
  for await (const event of readSse(streamOf(new TextEncoder().encode(text), cuts))) events.push(event)
  return events
}

describe('readSse', () => {
  it('reads events with Chinese text however the network cuts the bytes', async () => {
    const text =
      ': 心跳\n\nid: 7\nevent: reply\ndata: {"text":"您好,请讲。"}\n\nevent: done\r\ndata: {}\r\n\r\n'
    const whole = await readAll(text)
    expect(whole).toEqual([
      { event: 'reply', data: '{"text":"您好,请讲。"}', id: '7' },
      { event: 'done', data: '{}', id: null },
    ])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 20 }), async (cuts) => {
        expect(await readAll(text, cuts)).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })

  it('joins several data lines and drops an event the line broke off', async () => {
    expect(await readAll('data: 一\ndata: 二\n\ndata: 三')).toEqual([
      { event: 'message', data: '一\n二', id: null },
    ])
  })

  it('notices heartbeats, which carry no event', async () => {
    let beats = 0
    const body = streamOf(new TextEncoder().encode(': ping\n\n'), [])
    for await (const event of readSse(body, () => (beats += 1))) expect(event).toBeNull()
    expect(beats).toBe(1)
  })
})
