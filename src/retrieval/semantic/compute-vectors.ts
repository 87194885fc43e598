import type { Clock } from '../../contracts/ports.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { type EmbeddingModel, UnusableVector } from './embedding-model.ts'
import type { SemanticText } from './list-semantic-texts.ts'
import type { PackedVector } from './pack-vector.ts'
import { saveVectors } from './vector-repository.ts'

const TEXTS_AT_ONCE = 64

/** The service read the request and would not have this text: too long, or nothing it can use. Asking again gives the same. */
const isRefused = (error: unknown): boolean => {
  const status = (error as { status?: unknown } | null)?.status
  return status === 400 || status === 413 || status === 422
}

/** Computes vectors of an entry's texts and keeps them in the database under `key` (model and dimensions). Never throws. */
export const createVectorComputer = (
  desk: { db: Db; clock: Clock },
  key: string,
  model: EmbeddingModel,
  onTrouble: (error: unknown) => void,
) => {
  const breaker = createCircuitBreaker(desk.clock)
  const refused = new Set<string>()
  const stop = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(new Error('stopped')))
  })
  stopped.catch(() => undefined)
  let atOnce = TEXTS_AT_ONCE
  let dimensions: number | null = null

  const ask = async (some: readonly SemanticText[]): Promise<Map<string, PackedVector>> => {
    const vectors = await Promise.race([model.embedTexts(some.map(({ text }) => text)), stopped])
    const got = vectors[0]?.length ?? 0
    if (dimensions !== null && got !== dimensions)
      throw new UnusableVector(`expected ${dimensions} dimensions as before, got ${got}`)
    dimensions = got
    const found = new Map<string, PackedVector>()
    for (const [i, { hash }] of some.entries()) {
      const vector = vectors[i]
      if (vector) found.set(hash, vector)
    }
    await saveVectors(desk.db, key, found, isoNow(desk.clock))
    return found
  }

  return {
    /**
     * Some of the missing vectors; a text the service refuses is set aside until the next start. Asks for less at a time after a
     * refusal, until the one text that is refused stands alone. @returns null when the service cannot be had now.
     */
    async compute(missing: readonly SemanticText[]): Promise<Map<string, PackedVector> | null> {
      if (stop.signal.aborted || !breaker.mayTry()) return null
      const some = missing.slice(0, atOnce)
      try {
        const found = await ask(some)
        breaker.succeeded()
        atOnce = Math.min(TEXTS_AT_ONCE, atOnce * 2)
        return found
      } catch (error) {
        if (stop.signal.aborted) return null
        onTrouble(error)
        if (!isRefused(error)) {
          breaker.failed()
          return null
        }
        const [first] = some
        if (some.length === 1 && first) refused.add(first.hash)
        else atOnce = Math.max(1, Math.floor(some.length / 4))
        return new Map()
      }
    },
    isRefused: (hash: string): boolean => refused.has(hash),
    /** What the vectors that are there have; new ones must have the same, or they could not be compared. */
    expect(vector: PackedVector | undefined): void {
      dimensions ??= vector?.length ?? null
    },
    /** Ends a request that is under way; nothing is computed afterwards. */
    stop: (): void => stop.abort(),
  }
}
