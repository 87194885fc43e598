import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { createRepeatableRandom } from '../../src/platform/repeatable-random.ts'

const Row = z.object({ char: z.string(), same_tone: z.string(), other_tone: z.string() })
/** Every query loses one character, longer ones one in so many. */
const ONE_IN = 8
const SEED = 20261129

/** Reads which characters sound alike from `robustness/homophones.csv` and returns what puts them into a text, at a fixed seed. */
export const createHomophoneNoise = (dir: string): ((text: string) => string) => {
  const table: unknown = parse(readFileSync(join(dir, 'robustness/homophones.csv'), 'utf8'), {
    columns: true,
    bom: true,
  })
  const alike = new Map(
    z
      .array(Row)
      .parse(table)
      .map((row) => [row.char, row.same_tone + row.other_tone]),
  )
  const random = createRepeatableRandom(SEED)
  return (text) => {
    const characters = [...text]
    const places = characters.flatMap((character, at) => (alike.get(character) ? [at] : []))
    const count = Math.max(1, Math.round(places.length / ONE_IN))
    for (let done = 0; done < count && places.length > 0; done += 1) {
      const [at = 0] = places.splice(Math.floor(random() * places.length), 1)
      const others = [...(alike.get(characters[at] ?? '') ?? '')]
      characters[at] = others[Math.floor(random() * others.length)] ?? characters[at] ?? ''
    }
    return characters.join('')
  }
}
