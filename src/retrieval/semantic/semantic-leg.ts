import type { Clock } from '../../contracts/ports.ts'
import type { Hit, SearchableEntry } from '../../contracts/retrieval.ts'
import type { Db } from '../../platform/db/schema.ts'
import type { Log } from '../../platform/log.ts'
import { createVectorAsker } from './ask-for-vector.ts'
import { createEmbeddingModel, type EmbeddingConfig, UnusableVector } from './embedding-model.ts'
import { createVectorFiller } from './fill-vectors.ts'
import { fuseHits } from './fuse-hits.ts'
import { createVectorIndex } from './vector-index.ts'

const LOG_EVERY_MS = 60_000
/** The scan may use what the vector left of the budget, and this at least: a few thousand entries. */
const SCAN_LEAST_MS = 20

/** What is logged of an error: a server's own message may repeat what was asked, so only its kind and status. */
const describeTrouble = (error: unknown): { reason: string; status?: number } => {
  if (error instanceof UnusableVector) return { reason: error.message }
  const { status } = (error ?? {}) as { status?: unknown }
  const reason = error instanceof Error ? error.name : 'unknown'
  return typeof status === 'number' ? { reason, status } : { reason }
}

/** One line a minute at most: a service that is down for a day must not fill the disk. */
const createQuietWarning = (log: Log, clock: Clock) => {
  let quietUntil = 0
  return (fields: object): void => {
    const now = clock.now().getTime()
    if (now < quietUntil) return
    quietUntil = now + LOG_EVERY_MS
    log.warn(fields, 'semantic leg: lexical ranking only')
  }
}

/**
 * The optional semantic leg: entries found by what they mean, beside those found by their words. Everything it does may fail or be late,
 * and the lexical hits come back as they are; the log says so once a minute.
 */
export const createSemanticLeg = (desk: { db: Db; clock: Clock; log: Log }, config: EmbeddingConfig) => {
  const warn = createQuietWarning(desk.log, desk.clock)
  const model = createEmbeddingModel(config)
  const index = createVectorIndex()
  const key = config.dimensions === null ? config.model : `${config.model}#${config.dimensions}`
  const filler = createVectorFiller(desk, key, model, index, (error) => warn(describeTrouble(error)))
  const vectorOf = createVectorAsker(model, desk.clock, config.budgetMs, (trouble, error) =>
    warn(trouble === 'slow' ? { reason: trouble, budgetMs: config.budgetMs } : describeTrouble(error)),
  )

  return {
    put: filler.put,
    remove: filler.remove,
    fill: filler.fill,
    stop: filler.stop,
    /**
     * Joins the hits that words gave with what the question means. `text` must be masked (`Meaning.redacted`): it leaves the house.
     * Takes at most the budget and a little scan; never throws.
     */
    async join(
      text: string,
      searchByWords: () => Hit[],
      find: (entryId: string) => SearchableEntry | undefined,
      limit: number,
    ): Promise<Hit[]> {
      const startedAt = performance.now()
      // The question is on its way while the words are searched.
      const asked = index.size > 0 ? vectorOf(text) : null
      const hits = searchByWords()
      const vector = await asked
      // Hits without any confidence: the message says nothing ("啊啊啊"), and means nothing.
      if (!vector || (hits.length > 0 && hits.every(({ confidence }) => confidence === 0))) return hits
      const until = Math.max(startedAt + config.budgetMs, performance.now() + SCAN_LEAST_MS)
      const likenesses = await index.compareAll(
        vector,
        hits.map(({ entryId }) => entryId),
        () => performance.now() < until,
      )
      if (likenesses.length === 0) warn({ reason: `no vectors of ${vector.length} dimensions` })
      return fuseHits(hits, likenesses, find, limit)
    },
  }
}
export type SemanticLeg = ReturnType<typeof createSemanticLeg>
