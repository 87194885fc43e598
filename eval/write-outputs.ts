import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Progress goes to stderr: stdout belongs to what was asked for. */
export const report = (message: string): void => {
  process.stderr.write(`${message}\n`)
}

/** Writes one JSON value per line, making the folder where it is missing. */
export const writeJsonLines = (path: string, values: readonly unknown[]): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''))
}
