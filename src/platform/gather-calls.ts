import { setImmediate as endOfTurn } from 'node:timers/promises'

/** So many calls are done together at most, so that the first of them is not kept waiting by the last. */
const GATHERED_MAX = 128

type Waiting<I, O> = { item: I; resolve: (done: O) => void; reject: (error: unknown) => void }

/** How calls are done: several together, all of them or none; and one by itself. */
export type Doing<I, O> = {
  /** `take` hands out who waits at that moment, in the order of coming; what is returned stands in the same order. */
  together: (take: () => I[]) => Promise<O[]>
  alone: (item: I) => Promise<O>
}

/**
 * Calls that come at once, or while others are being done, are done together. Each is answered when the doing of all is over. When it
 * fails, each is done alone, so that an error reaches nobody but the call that caused it.
 */
export const gatherCalls = <I, O>(doing: Doing<I, O>): ((item: I) => Promise<O>) => {
  const waiting: Waiting<I, O>[] = []
  let isBusy = false

  const doNext = async (): Promise<void> => {
    let taken: Waiting<I, O>[] = []
    const take = (): I[] => {
      taken = waiting.splice(0, GATHERED_MAX)
      return taken.map(({ item }) => item)
    }
    try {
      const done = await doing.together(take)
      for (const [at, { resolve }] of taken.entries()) resolve(done[at] as O)
    } catch (error) {
      if (taken.length === 0) take()
      if (taken.length === 1) taken[0]?.reject(error)
      else
        await Promise.all(taken.map(({ item, resolve, reject }) => doing.alone(item).then(resolve, reject)))
    }
  }

  const doAll = async (): Promise<void> => {
    isBusy = true
    do {
      // Requests that arrived at once are read one after another: at the end of this turn of the event loop all are there.
      await endOfTurn()
      await doNext()
    } while (waiting.length > 0)
    isBusy = false
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isBusy) void doAll()
    })
}
