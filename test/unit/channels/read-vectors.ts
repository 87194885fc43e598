import { readFileSync } from 'node:fs'

/** A data file of test/vectors, parsed. */
// biome-ignore lint/suspicious/noExplicitAny: vector files have many shapes, each test names the one it reads
export const readVectors = (path: string): any =>
  JSON.parse(readFileSync(new URL(`../../vectors/${path}`, import.meta.url), 'utf8'))
