import type { Server } from 'node:http'

/**
 * Takes no new connections, lets answers in flight be finished, and cuts after `graceMs` what is still open (event
 * streams, slow readers; the pages come back by themselves). Resolves when nothing is open any more.
 */
export const closeServer = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
  })
