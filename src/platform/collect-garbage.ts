import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects what opening the desk left behind, once, before the first question: the heap was grown for it, and keeps growing by halves of
 * what it once was (`npm run bench -- retrieval`: some 90 MB at 10,000 entries). Everything waits meanwhile, 0.1 to 1 s.
 */
export const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  // What the first one empties, the second gives back.
  collect()
}
