import type { Clock } from '../../contracts/ports.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import type { PackedVector } from './pack-vector.ts'

const REMEMBERED = 200

/** `late` gives null when the budget is over; `vector` may still come and serve the next who asks the same. */
type Asked = { vector: Promise<PackedVector | null>; late: Promise<null> }

/** What went wrong, for the log: never a text. */
export type Trouble = 'slow' | 'failed'

/**
 * Gives the vector of a question within `budgetMs`, or null. One turn asks for the same text several times: they share one request and
 * one budget, so a citizen waits once. Never throws. While the service is down nobody waits (circuit breaker).
 */
export const createVectorAsker = (
  model: EmbeddingModel,
  clock: Clock,
  budgetMs: number,
  onTrouble: (trouble: Trouble, error?: unknown) => void,
) => {
  const breaker = createCircuitBreaker(clock)
  const remembered = new Map<string, Asked>()

  const request = (text: string): Asked => {
    let isLate = false
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        isLate = true
        breaker.failed()
        onTrouble('slow')
        resolve(null)
      }, budgetMs)
    })
    const vector = model
      .embedQuery(text)
      .then((found) => {
        if (!isLate) breaker.succeeded()
        return found
      })
      .catch((error: unknown) => {
        remembered.delete(text)
        if (!isLate) {
          breaker.failed()
          onTrouble('failed', error)
        }
        return null
      })
      .finally(() => clearTimeout(timer))
    return { vector, late }
  }

  const recall = (text: string): Asked | null => {
    const known = remembered.get(text)
    if (!known && !breaker.mayTry()) return null
    const asked = known ?? request(text)
    // A Map keeps insertion order: put in anew, the longest unasked text stands first.
    remembered.delete(text)
    remembered.set(text, asked)
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break
      remembered.delete(oldest)
    }
    return asked
  }

  return async (text: string): Promise<PackedVector | null> => {
    const asked = recall(text)
    return asked && Promise.race([asked.vector, asked.late])
  }
}
