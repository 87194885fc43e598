export type SseEvent = { event: string; data: string; id: string | null }

/** More than this in one event is a broken stream, not an answer. */
const EVENT_MAX_CHARS = 1_000_000

const parseBlock = (block: string): SseEvent | null => {
  let event = 'message'
  let id: string | null = null
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id') id = value
  }
  return data.length > 0 ? { event, data: data.join('\n'), id } : null
}

/**
 * Reads server-sent events from a response body (EventSource can neither POST nor send a token). `onBytes` is
 * called for every chunk, heartbeats too, so that the caller can notice a dead line.
 * Format: WHATWG HTML, "Server-sent events".
 */
export async function* readSse(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void = () => {},
): AsyncGenerator<SseEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onBytes()
      // A chunk may end between CR and LF; the CR waits for its neighbour.
      rest = (rest + decoder.decode(value, { stream: true })).replace(/\r\n|\r(?!$)/g, '\n')
      if (rest.length > EVENT_MAX_CHARS) throw new Error('event too long')
      const blocks = rest.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parseBlock(block)
        if (event) yield event
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
