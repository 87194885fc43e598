import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Starts the product the way the README says, on a fresh database, and lives its first minute as a citizen would.
const port = 20_000 + (process.pid % 20_000)
const base = `http://127.0.0.1:${port}`
const folder = mkdtempSync(join(tmpdir(), 'yingsheng-smoke-'))
const server = spawn('npm', ['start'], {
  detached: true,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: `file:${join(folder, 'smoke.db')}`,
    PUBLIC_BASE_URL: base,
  },
})
let printed = ''
server.stdout.on('data', (chunk) => {
  printed += chunk
})

const check = (holds, what) => {
  if (!holds) throw new Error(`${what}\n--- the server printed:\n${printed}`)
  process.stdout.write(`  ✓ ${what}\n`)
}

const until = async (work, forMs) => {
  const end = performance.now() + forMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > end || server.exitCode !== null) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

const call = async (path, { token, body } = {}) => {
  const response = await fetch(base + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  }
}

const live = async () => {
  const health = await until(() => call('/health'), 120_000)
  check(JSON.parse(health.text).ok === true, 'the server is up')
  check(
    /工作台/.test(printed) && /\/staff\/invite#/.test(printed),
    'it printed where things are and the one-time link',
  )
  for (const page of ['/', '/t', '/staff']) {
    const { status, type } = await call(page)
    check(status === 200 && type.includes('text/html'), `the page ${page} is served`)
  }
  const { conversationId, token } = JSON.parse((await call('/api/conversations', { body: {} })).text)
  let n = 0
  const say = async (text) => {
    const body = { clientMessageId: `smoke-${n++}`, text }
    const path = `/api/conversations/${conversationId}/messages`
    return JSON.parse((await call(path, { token, body })).text).replies
  }
  const [answer] = await say('身份证丢了怎么补办')
  check(
    answer.kind === 'answer' && answer.citations[0].department,
    `answered with its source: ${answer.citations?.[0]?.title}`,
  )
  await say('我要投诉，西桥区路灯不亮了好几天，晚上走路看不见')
  let ticket
  for (const text of ['西桥区', '不留', '确认提交']) {
    const replies = await say(text)
    ticket = replies.find((r) => r.ticket)?.ticket
    if (ticket) break
  }
  check(ticket?.number && ticket.queryCode, `a ticket was opened: ${ticket?.number}, due ${ticket?.dueAt}`)
  const seen = await call(`/api/tickets/${ticket.number}?code=${ticket.queryCode}`)
  check(
    seen.status === 200 && JSON.parse(seen.text).timeline.length > 0,
    'the citizen can follow it by number and code',
  )
}

try {
  await live()
  process.stdout.write('start smoke: passed\n')
} catch (error) {
  process.stderr.write(`start smoke: failed: ${error.message}\n`)
  process.exitCode = 1
} finally {
  try {
    process.kill(-server.pid, 'SIGTERM')
  } catch {
    // It ended by itself.
  }
  await new Promise((resolve) => setTimeout(resolve, 1000))
  rmSync(folder, { recursive: true, force: true })
}
