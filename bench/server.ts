import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '../src/platform/id.ts'

const UP_WITHIN_MS = 120_000
const POLL_MS = 25
const STOP_WITHIN_MS = 10_000

/** A real server in a process of its own, on a database in a temporary folder, reachable on loopback only. */
export type Server = {
  base: string
  /** From the start of the process until it answered. */
  upMs: number
  /** Resident memory in MB; NaN where the system does not tell. */
  rssMb(): number
  stop(): Promise<void>
}

/** One talk over HTTP. `ask` gives the kind of the first reply. */
export type HttpTalk = { ask(text: string): Promise<string> }

export const makeDatabaseDir = (): { dir: string; remove(): void } => {
  const dir = mkdtempSync(join(tmpdir(), 'yingsheng-bench-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const address = probe.address()
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
      })
  })

const isUp = async (base: string): Promise<boolean> =>
  fetch(`${base}/health`)
    .then((r) => r.ok)
    .catch(() => false)

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  await Promise.race([gone, pause(STOP_WITHIN_MS).then(() => child.kill('SIGKILL'))])
}

/** Starts the product as an operator would, without building pages. @throws with its words when it does not come up. */
export const startServer = async (
  databaseUrl: string,
  settings: Record<string, string> = {},
): Promise<Server> => {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, ['scripts/start.mjs', '--no-pages'], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'error',
      // Each talk of the bench comes from an address of its own, as citizens do.
      TRUST_PROXY: 'true',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part) => {
    said = (said + String(part)).slice(-4000)
  })
  const base = `http://127.0.0.1:${port}`
  while (!(await isUp(base))) {
    if (child.exitCode !== null || performance.now() - begun > UP_WITHIN_MS) {
      await stopChild(child)
      throw new Error(`the server did not come up:\n${said}`)
    }
    await pause(POLL_MS)
  }
  const rssMb = (): number => {
    try {
      const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
      return Number(kb) / 1024
    } catch {
      return Number.NaN
    }
  }
  return { base, upMs: performance.now() - begun, rssMb, stop: () => stopChild(child) }
}

let talks = 0

/** Begins a talk on a running server, from an address nobody used before. */
export const beginTalk = async (base: string): Promise<HttpTalk> => {
  const n = ++talks
  const from = { 'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` }
  const begun = await fetch(`${base}/api/conversations`, { method: 'POST', headers: from })
  if (!begun.ok) throw new Error(`HTTP ${begun.status} for a new talk`)
  const { conversationId, token } = (await begun.json()) as { conversationId: string; token: string }
  const headers = { ...from, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    ask: async (text) => {
      const answer = await fetch(`${base}/api/conversations/${conversationId}/messages`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ clientMessageId: newId(), text }),
      })
      if (!answer.ok) throw new Error(`HTTP ${answer.status} for a message`)
      return ((await answer.json()) as { replies: { kind: string }[] }).replies[0]?.kind ?? 'none'
    },
  }
}
