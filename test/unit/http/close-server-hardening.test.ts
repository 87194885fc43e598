import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { closeServer } from '../../../src/http/close-server.ts'

test('a stopping server finishes the answer in flight, cuts the open stream after the grace, and takes nobody new', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/stream') response.write(': open\n\n')
    else setTimeout(() => response.end('answered'), 300)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stream = await fetch(`${base}/stream`)
  const cut = stream.text().then(
    () => 'ended',
    () => 'cut',
  )
  const answer = fetch(`${base}/slow`).then((r) => r.text())
  await new Promise((resolve) => setTimeout(resolve, 100))
  const started = performance.now()
  const closed = closeServer(server, 800)
  await expect(fetch(`${base}/slow`)).rejects.toThrow()
  expect(await answer).toBe('answered')
  await closed
  expect(await cut).toBe('cut')
  expect(performance.now() - started).toBeLessThan(2_500)
})
