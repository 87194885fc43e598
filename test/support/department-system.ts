import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export type Received = { headers: Record<string, string>; body: string }
type Manner = 'ok' | 'fail' | 'slow' | 'garbage' | 'redirect' | 'reset' | 'endless'

/** A department's own system on loopback: keeps what it receives and behaves as badly as told. */
export const openDepartmentSystem = async () => {
  const received: Received[] = []
  const system = { manner: 'ok' as Manner, redirectTo: '' }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const socket = request.socket as Socket
    const manners: Record<Manner, () => void> = {
      ok: () => void response.writeHead(204).end(),
      fail: () => void response.writeHead(500).end('boom'),
      slow: () => void setTimeout(() => response.writeHead(200).end(), 10_000).unref(),
      garbage: () => {
        socket.end('\u0000\u0001 this is no answer\r\n\r\n')
      },
      redirect: () => void response.writeHead(307, { location: system.redirectTo }).end(),
      reset: () => void socket.resetAndDestroy(),
      endless: () => {
        response.writeHead(200)
        const more = (): void => {
          if (!socket.destroyed) response.write('x'.repeat(16_384), () => setImmediate(more))
        }
        more()
      },
    }
    manners[system.manner]()
  }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    system,
    received,
    url: `http://127.0.0.1:${port}/tickets`,
    close: async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type DepartmentSystem = Awaited<ReturnType<typeof openDepartmentSystem>>
