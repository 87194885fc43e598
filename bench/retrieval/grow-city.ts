import type { EntryFile } from '../../src/contracts/knowledge-file.ts'
import { writeVersion } from '../../src/knowledge-base/entry-repository.ts'
import { fromEntryFile, type Incoming } from '../../src/knowledge-base/import-entries.ts'
import { connect } from '../../src/platform/db/connect.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { createRepeatableRandom } from '../../src/platform/repeatable-random.ts'

/** The entry's own question and seven others. */
const WORDINGS = 8
const SEED = 20261122
const AT = '2026-11-23T02:00:00.000Z'

/** A wording of an entry that the index never sees, to be asked. */
export type HeldOut = { text: string; entryId: string }

/** Takes one wording out of each entry of the city. The rest is what is indexed, and what further entries are made of. */
export const holdOut = (files: readonly EntryFile[]): { real: Incoming[]; asked: HeldOut[] } => {
  const asked: HeldOut[] = []
  const real = files.map((file, at) => {
    const held = at % file.similar.length
    asked.push({ text: file.similar[held] ?? '', entryId: file.id })
    return fromEntryFile({
      ...file,
      similar: file.similar.filter((_, i) => i !== held).slice(0, WORDINGS - 1),
    })
  })
  return { real, asked }
}

/**
 * More entries that look like a city's, up to `total`: halves of real sentences put together anew, eight wordings each. Word frequencies
 * stay real, no two are alike.
 */
export function* growCity(real: readonly Incoming[], total: number): Generator<Incoming> {
  yield* real.slice(0, total)
  const random = createRepeatableRandom(SEED)
  const other = (): Incoming => real[Math.floor(random() * real.length)] as Incoming
  const splice = (a: string, b: string): string =>
    a.slice(0, Math.ceil(a.length / 2)) + b.slice(Math.ceil(b.length / 2))
  for (let made = real.length; made < total; made += 1) {
    const entry = real[made % real.length] as Incoming
    const [b, c] = [other(), other()]
    yield {
      ...entry,
      id: `${entry.id}-${made}`,
      question: splice(entry.question, b.question),
      similar: Array.from({ length: WORDINGS - 1 }, (_, i) =>
        splice(
          entry.similar[i % entry.similar.length] ?? '',
          (i % 2 === 0 ? b : c).similar[i % (i % 2 === 0 ? b : c).similar.length] ?? '',
        ),
      ),
      answer: splice(entry.answer, b.answer),
      details: splice(entry.details, c.details),
    }
  }
}

/** Writes entries as published into a fresh SQLite file, as an import would, without its events. */
export const writeCity = async (file: string, entries: Iterable<Incoming>): Promise<void> => {
  const { db, close } = connect(`file:${file}`)
  try {
    await migrate(db)
    await db.transaction().execute(async (tx) => {
      for (const entry of entries) {
        const head = {
          library: 'bench',
          origin: 'import' as const,
          state: 'published' as const,
          fileHash: null,
        }
        await writeVersion(tx, { ...entry, ...head, updatedAt: AT, updatedBy: 'bench', reason: '' }, 0)
      }
    })
  } finally {
    await close()
  }
}
