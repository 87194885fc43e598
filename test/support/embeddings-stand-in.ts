import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the stand-in answers the next calls. */
export type EmbeddingsScript =
  | { kind: 'right' }
  | { kind: 'slow'; ms: number }
  | { kind: 'status'; code: number }
  /** A gateway's page instead of an answer. */
  | { kind: 'garbage' }
  /** The vectors another model would give. */
  | { kind: 'dimensions'; count: number }
  | { kind: 'vectors'; make: (text: string) => unknown }
  /** One vector less than texts. */
  | { kind: 'short' }
  /** 400 for every request with a text that holds `word`. */
  | { kind: 'refuse'; word: string }

type Asked = { model: string; input: string[]; encoding_format?: string; dimensions?: number }

const DIMENSIONS = 64

/**
 * The vector of a text: one dimension for each concept it names, whatever word it uses, and a little of its letters. "娃上学" and
 * "义务教育入学" share a concept and no letter: what a real model would say, in a form a test can read.
 */
const vectorOf = (text: string, concepts: readonly (readonly string[])[]): number[] => {
  const vector = new Array<number>(DIMENSIONS).fill(0)
  concepts.forEach((words, concept) => {
    if (words.some((word) => text.includes(word))) vector[concept] = 3
  })
  for (const letter of text) {
    const place = 16 + ((letter.codePointAt(0) ?? 0) % (DIMENSIONS - 16))
    vector[place] = (vector[place] ?? 0) + 0.3
  }
  return vector
}

const readBody = async (request: IncomingMessage): Promise<Asked> => {
  let body = ''
  for await (const part of request) body += String(part)
  const asked = JSON.parse(body) as Asked & { input: string | string[] }
  return { ...asked, input: [asked.input].flat() }
}

/** A scripted OpenAI-compatible /embeddings server on loopback. */
export const startEmbeddingsStandIn = async (concepts: readonly (readonly string[])[] = []) => {
  let script: EmbeddingsScript = { kind: 'right' }
  const requests: Asked[] = []
  const send = (response: ServerResponse, vectors: unknown[]): void => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }))
    response.end(
      JSON.stringify({
        object: 'list',
        model: 'stand-in',
        data,
        usage: { prompt_tokens: 1, total_tokens: 1 },
      }),
    )
  }
  const refuse = (response: ServerResponse, code: number): void => {
    response.writeHead(code, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: 'the stand-in was told to refuse', type: 'stand_in' } }))
  }
  /** The vectors told, or the status to refuse with. */
  const vectorsFor = (input: readonly string[]): unknown[] | number => {
    const right = input.map((text) => vectorOf(text, concepts))
    if (script.kind === 'dimensions') {
      const { count } = script
      return input.map(() => Array.from({ length: count }, (_, i) => i + 1))
    }
    if (script.kind === 'vectors') return input.map(script.make)
    if (script.kind === 'short') return right.slice(1)
    if (script.kind === 'status') return script.code
    if (script.kind === 'refuse') {
      const { word } = script
      return input.some((text) => text.includes(word)) ? 400 : right
    }
    return right
  }
  const perform = ({ input }: Asked, response: ServerResponse): void => {
    if (script.kind === 'garbage') {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<html>502 Bad Gateway</html>')
      return
    }
    const told = vectorsFor(input)
    const answer = (): void => {
      if (response.destroyed) return
      if (typeof told === 'number') refuse(response, told)
      else send(response, told)
    }
    setTimeout(answer, script.kind === 'slow' ? script.ms : 0)
  }
  const server = createServer((request, response) => {
    readBody(request).then((asked) => {
      requests.push(asked)
      perform(asked, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    /** The address for EMBEDDINGS_BASE_URL. */
    baseUrl: `http://127.0.0.1:${port}/v1`,
    /** What it was asked, oldest first. */
    requests,
    behave: (next: EmbeddingsScript): void => {
      script = next
    },
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
export type EmbeddingsStandIn = Awaited<ReturnType<typeof startEmbeddingsStandIn>>
