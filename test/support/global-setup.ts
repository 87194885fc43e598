import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NOTE_VARIABLE, stopNotedServer } from './postgres-server.ts'

/**
 * Runs once around the whole test run. Nothing is started here: the first suite that needs PostgreSQL starts it and
 * leaves a note, and the end of the run stops whatever the note tells of.
 */
export const setup = (): (() => Promise<void>) => {
  const dir = mkdtempSync(join(tmpdir(), 'yingsheng-tests-'))
  const noteFile = join(dir, 'postgres.json')
  process.env[NOTE_VARIABLE] = noteFile
  return async () => {
    await stopNotedServer(noteFile)
    rmSync(dir, { recursive: true, force: true })
  }
}
