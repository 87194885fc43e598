import type { Db } from '../../platform/db/schema.ts'
import { type PackedVector, textToVector, vectorToText } from './pack-vector.ts'

const KEYS_AT_ONCE = 200

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / KEYS_AT_ONCE) }, (_, i) =>
    items.slice(i * KEYS_AT_ONCE, (i + 1) * KEYS_AT_ONCE),
  )

/** The vectors that are there for these content hashes, of one model. */
export const findVectors = async (
  db: Db,
  model: string,
  hashes: readonly string[],
): Promise<Map<string, PackedVector>> => {
  const found = new Map<string, PackedVector>()
  for (const some of chunks(hashes)) {
    const rows = await db
      .selectFrom('embedding')
      .select(['content_hash', 'dimensions', 'vector'])
      .where('model', '=', model)
      .where('content_hash', 'in', some)
      .execute()
    for (const row of rows) {
      const vector = textToVector(row.vector)
      if (vector.length === row.dimensions) found.set(row.content_hash, vector)
    }
  }
  return found
}

/** Keeps vectors by content hash and model. Two processes may compute the same one: the later stays. */
export const saveVectors = async (
  db: Db,
  model: string,
  vectors: ReadonlyMap<string, PackedVector>,
  at: string,
): Promise<void> => {
  const rows = [...vectors].map(([content_hash, vector]) => ({
    model,
    content_hash,
    dimensions: vector.length,
    vector: vectorToText(vector),
    created_at: at,
  }))
  for (const some of chunks(rows)) {
    await db
      .insertInto('embedding')
      .values(some)
      .onConflict((c) =>
        c.columns(['model', 'content_hash']).doUpdateSet((eb) => ({
          dimensions: eb.ref('excluded.dimensions'),
          vector: eb.ref('excluded.vector'),
        })),
      )
      .execute()
  }
}

/**
 * Forgets vectors written before `before` that are of another model or whose text is no longer in `used`.
 * @returns how many went.
 */
export const forgetVectors = async (
  db: Db,
  model: string,
  used: ReadonlySet<string>,
  before: string,
): Promise<number> => {
  const rows = await db
    .selectFrom('embedding')
    .select(['model', 'content_hash'])
    .where('created_at', '<', before)
    .execute()
  const gone = rows.filter((row) => row.model !== model || !used.has(row.content_hash))
  for (const some of chunks(gone)) {
    await db
      .deleteFrom('embedding')
      .where((w) =>
        w.or(
          some.map((row) => w.and([w('model', '=', row.model), w('content_hash', '=', row.content_hash)])),
        ),
      )
      .execute()
  }
  return gone.length
}
