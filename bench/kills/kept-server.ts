import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const UP_WITHIN_MS = 120_000
const POLL_MS = 50

/** A real server that is killed and started again on the same port and the same database. */
export type KeptServer = {
  base: string
  /** Passwords of the demo accounts by login, as the first start printed them. */
  passwords: Map<string, string>
  /** Waits until the server answers. */
  whenUp(): Promise<void>
  start(): Promise<number>
  /** SIGKILL: nothing of the process gets another turn. @throws when it is not running. */
  kill(): Promise<void>
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** What waits until it is opened. */
const gate = (): { passed: Promise<void>; open: () => void } => {
  let open = (): void => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

const PASSWORD_LINE = /演示账号\s+(\S+)\s+密码\s+(\S+)/g

/** Prepares a server on the SQLite file; nothing runs before `start`. */
export const keepServer = async (file: string): Promise<KeptServer> => {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const passwords = new Map<string, string>()
  let child: ChildProcess | null = null
  let up = gate()

  const start = async (): Promise<number> => {
    const begun = performance.now()
    let said = ''
    const made = spawn(process.execPath, ['scripts/start.mjs', '--no-pages', '--demo'], {
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: `file:${file}`,
        LOG_LEVEL: 'error',
        TRUST_PROXY: 'true',
        NODE_ENV: 'production',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = made
    for (const out of [made.stdout, made.stderr]) out.on('data', (part) => (said += String(part)))
    while (
      !(await fetch(`${base}/health`)
        .then((r) => r.ok)
        .catch(() => false))
    ) {
      if (made.exitCode !== null || made.signalCode !== null || performance.now() - begun > UP_WITHIN_MS)
        throw new Error(`the server did not come up:\n${said.slice(-4000)}`)
      await pause(POLL_MS)
    }
    // The accounts are printed just after the door opens.
    for (let tries = 0; passwords.size === 0 && tries < 200; tries++) {
      for (const [, login = '', password = ''] of said.matchAll(PASSWORD_LINE)) passwords.set(login, password)
      await pause(POLL_MS)
    }
    up.open()
    return performance.now() - begun
  }

  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null)
      throw new Error('the server ended by itself')
    up = gate()
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return { base, passwords, whenUp: () => up.passed, start, kill }
}
