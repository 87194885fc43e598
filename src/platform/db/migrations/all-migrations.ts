import type { Migration } from 'kysely'
import { firstShape } from './0001-first-shape.ts'

/** Numbered, forward only, never edited after a release. */
export const migrations: Record<string, Migration> = {
  '0001-first-shape': firstShape,
}
