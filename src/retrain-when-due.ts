import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findNewestModel } from './dispatch/learned-model-repository.ts'
import { countDecisionsAfter } from './dispatch/matter-example-repository.ts'
import type { OpenDesk } from './open-desk.ts'
import type { Log } from './platform/log.ts'

/** As many new decisions make training worth its minute; until then the nearest past decision speaks for them. */
const DECISIONS_DUE = 50
const NEVER = ''
const TIME_MAX_MS = 30 * 60 * 1000

/** Beside this file, as it stands: source in a checkout, bundled in a build. */
const programPath = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './train.ts' : './train.js', import.meta.url))

/** Starts the training in a process of its own, which ends by itself; this one neither waits for it nor is kept by it. */
const startTraining = (log: Log): void => {
  const path = programPath()
  const loader = path.endsWith('.ts') ? ['--import', 'tsx'] : []
  const child = spawn(process.execPath, [...loader, path], { stdio: 'ignore', timeout: TIME_MAX_MS })
  child.once('error', (error) => log.error({ err: error }, 'training could not be started'))
  child.once('exit', (code) => {
    if (code !== 0) log.error({ code }, 'training failed')
  })
  child.unref()
}

/** Starts training when enough was decided since the last time. @returns whether it did. */
export const retrainWhenDue = async (
  desk: Pick<OpenDesk, 'db' | 'log'>,
  start: (log: Log) => void = startTraining,
): Promise<boolean> => {
  const [category, unit] = [
    await findNewestModel(desk.db, 'category'),
    await findNewestModel(desk.db, 'unit'),
  ]
  const since = [category?.createdAt, unit?.createdAt].filter((at) => at !== undefined).sort()[0] ?? NEVER
  if ((await countDecisionsAfter(desk.db, since)) < DECISIONS_DUE) return false
  start(desk.log)
  return true
}
