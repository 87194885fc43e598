import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the stand-in answers the next calls. Text is sent as the stream events of an OpenAI-compatible server. */
export type LlmScript =
  | { kind: 'say'; text: string; reasoning?: string; firstByteAfterMs?: number; finishReason?: string }
  /** Sends `text`, then nothing more, and keeps the connection open. */
  | { kind: 'stall'; text: string }
  /** Sends `text` and ends the response in order, without finish reason and [DONE]. */
  | { kind: 'truncate'; text: string }
  /** Sends `text` and tears the connection down. */
  | { kind: 'tear'; text: string }
  | { kind: 'status'; code: number }
  | { kind: 'garbage' }

export type LlmStandIn = {
  /** The address for LLM_BASE_URL. */
  baseUrl: string
  /** The JSON bodies received, oldest first. */
  requests: Record<string, unknown>[]
  behave: (script: LlmScript) => void
  close: () => Promise<void>
}

const CHUNK = 4

const readBody = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  let body = ''
  for await (const part of request) body += String(part)
  return JSON.parse(body || '{}') as Record<string, unknown>
}

const event = (delta: Record<string, string>, finishReason: string | null): string =>
  `data: ${JSON.stringify({
    id: 'standin-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'stand-in',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })}\n\n`

const piecesOf = (text: string): string[] => {
  const characters = [...text]
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += CHUNK) pieces.push(characters.slice(at, at + CHUNK).join(''))
  return pieces
}

const stream = (response: ServerResponse, text: string, reasoning = ''): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event({ role: 'assistant', content: '' }, null))
  for (const piece of piecesOf(reasoning)) response.write(event({ reasoning_content: piece }, null))
  for (const piece of piecesOf(text)) response.write(event({ content: piece }, null))
}

const perform = (script: LlmScript, response: ServerResponse): void => {
  switch (script.kind) {
    case 'say':
      setTimeout(() => {
        if (response.destroyed) return
        stream(response, script.text, script.reasoning)
        response.write(event({}, script.finishReason ?? 'stop'))
        response.end('data: [DONE]\n\n')
      }, script.firstByteAfterMs ?? 0)
      return
    case 'stall':
      stream(response, script.text)
      return
    case 'truncate':
      stream(response, script.text)
      response.end()
      return
    case 'tear':
      stream(response, script.text)
      setTimeout(() => response.destroy(), 20)
      return
    case 'status':
      response.writeHead(script.code, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ error: { message: 'the stand-in was told to refuse', type: 'stand_in' } }),
      )
      return
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"choices":[{"delta":{"conte\n\ndata: <html>502</html>\n\n')
  }
}

/** A scripted OpenAI-compatible server on loopback. It says what it is told and keeps what it was asked. */
export const startLlmStandIn = async (script: LlmScript): Promise<LlmStandIn> => {
  let current = script
  const requests: Record<string, unknown>[] = []
  const server = createServer((request, response) => {
    readBody(request).then((body) => {
      requests.push(body)
      perform(current, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    behave: (next) => {
      current = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
