import { readFileSync } from 'node:fs'
import type { HeldOut } from './grow-city.ts'

export const ENGINES = ['yingsheng', 'minisearch', 'orama', 'fts5'] as const
export type EngineName = (typeof ENGINES)[number]

/** What a child process is told to measure. */
export type Task = {
  engine: EngineName
  knowledgeDir: string
  databaseFile: string
  /** Where a peer that keeps its index on disk may put it. */
  scratchFile: string
  asked: HeldOut[]
  /** Stories to be cut to several lengths. */
  story: string
  changes: number
}

/** Times in milliseconds, memory in MB. */
export type Measured = {
  entries: number
  builtMs: number
  /** Finding alone, with the words already there. */
  searchMs: number[]
  /** From the citizen's text to the decision; our own engine only. */
  allMs: number[]
  /** The same in time of the processor, all threads: what the wall clock would say on a machine with nothing else to do, or more. */
  cpuMs: number[]
  rssMb: number
  peakMb: number
  firstRight: number
  amongTen: number
  /** Own engine only: by length of the message in characters. */
  byLength: { length: number; ms: number[] }[]
  /** Own engine only: from the change being stored to a search that finds it, and the longest the event loop stood still. */
  changeMs: number[]
  blockedMs: number[]
}

const MB = 2 ** 20

/** Resident memory now, and the most it ever was, where the system tells. */
export const readMemory = (): { rssMb: number; peakMb: number } => {
  const rssMb = process.memoryUsage().rss / MB
  return { rssMb, peakMb: process.resourceUsage().maxRSS / 1024 }
}

/** The place of the right entry counts: first, or among ten. */
export const countRight = (places: readonly number[]): { firstRight: number; amongTen: number } => ({
  firstRight: places.filter((place) => place === 0).length / Math.max(1, places.length),
  amongTen: places.filter((place) => place >= 0 && place < 10).length / Math.max(1, places.length),
})

export const readTask = (path: string): Task => JSON.parse(readFileSync(path, 'utf8')) as Task
