import { setImmediate as nextTurn } from 'node:timers/promises'
import type { KnownMatter } from '../understanding/lexicon.ts'

/** Enough for the engine to have compiled what every question runs through: more of them make no later question quicker. */
const QUESTIONS = 400

/**
 * Asks what people ask anywhere, one question at a time between other work, before citizens do: what is compiled, looked up or worked out when
 * it is first met is so already when they come. `ask` answers a question as the desk would, without a trace; `holds` tells whether the base
 * has something on a matter, by its place among `matters`.
 */
export const warmUp = async (
  matters: readonly KnownMatter[],
  { ask, holds }: { ask: (text: string) => void; holds: (matter: number) => boolean },
): Promise<void> => {
  const every = Math.max(1, Math.floor(matters.length / QUESTIONS))
  for (const [at, { wordings }] of matters.entries()) {
    holds(at)
    if (at % every === 0) ask(wordings[0] ?? '')
    await nextTurn()
  }
}
