import { readFileSync } from 'node:fs'
import { dictionaryFile } from './read-dictionary.ts'

const STATES = 4
/** Where in a word a character stands: at its beginning, its end, in the middle, or alone. */
const END = 1
const ALONE = 3
const NEVER = -3.14e100
const CODES = 1 << 16

/** Joins characters that no dictionary word holds; writes the last position of each word into `ends` and gives how many there are. */
export type WordGuesser = (codes: Int32Array, from: number, to: number, ends: Int32Array) => number

const numbersIn = (line: string): number[] => line.split(' ').map(Number)

const readEmissions = (line: string): Float64Array => {
  const emissions = new Float64Array(CODES).fill(NEVER)
  for (const part of line.split(',')) {
    const at = part.lastIndexOf(':')
    emissions[part.codePointAt(0) ?? 0] = Number(part.slice(at + 1))
  }
  return emissions
}

/** Reads jieba's hidden Markov model and returns its Viterbi decoder (HMMSegment.hpp): the likeliest places of words among characters. */
export const readWordGuesser = (): WordGuesser => {
  const [start = '', ...rest] = readFileSync(dictionaryFile('hmm_model.utf8'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const starts = numbersIn(start)
  const steps = Float64Array.from(rest.slice(0, STATES).flatMap(numbersIn))
  const emissions = rest.slice(STATES, 2 * STATES).map(readEmissions)
  const emit = (state: number, code: number): number =>
    code < CODES ? ((emissions[state] as Float64Array)[code] as number) : NEVER

  let weights = new Float64Array(STATES * 64)
  let paths = new Uint8Array(STATES * 64)
  return (codes, from, to, ends) => {
    const length = to - from
    if (weights.length < length * STATES) {
      weights = new Float64Array(length * STATES * 2)
      paths = new Uint8Array(length * STATES * 2)
    }
    for (let state = 0; state < STATES; state += 1)
      weights[state] = (starts[state] ?? 0) + emit(state, codes[from] as number)
    for (let x = 1; x < length; x += 1) {
      for (let state = 0; state < STATES; state += 1) {
        const emitted = emit(state, codes[from + x] as number)
        let best = NEVER
        let path = END
        for (let before = 0; before < STATES; before += 1) {
          const weight =
            (weights[(x - 1) * STATES + before] as number) +
            (steps[before * STATES + state] as number) +
            emitted
          if (weight > best) {
            best = weight
            path = before
          }
        }
        weights[x * STATES + state] = best
        paths[x * STATES + state] = path
      }
    }
    const last = (length - 1) * STATES
    let state = (weights[last + END] as number) >= (weights[last + ALONE] as number) ? END : ALONE
    let count = 0
    for (let x = length - 1; x >= 0; x -= 1) {
      if (state === END || state === ALONE) ends[count++] = from + x
      state = paths[x * STATES + state] as number
    }
    ends.subarray(0, count).reverse()
    return count
  }
}
