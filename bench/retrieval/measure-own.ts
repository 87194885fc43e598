import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { decideAnswer } from '../../src/answering/decide-answer.ts'
import { THRESHOLDS } from '../../src/answering/thresholds.ts'
import type { SearchableEntry } from '../../src/contracts/retrieval.ts'
import { eachPublished, findEntry, writeVersion } from '../../src/knowledge-base/entry-repository.ts'
import { readCityFiles } from '../../src/knowledge-base/read-city-files.ts'
import { toSearchable } from '../../src/knowledge-base/to-searchable.ts'
import { collectGarbage } from '../../src/platform/collect-garbage.ts'
import { connect } from '../../src/platform/db/connect.ts'
import { createKnownMatters } from '../../src/retrieval/known-matters/known-matters.ts'
import { createSearchIndex } from '../../src/retrieval/search-index.ts'
import { warmUp } from '../../src/retrieval/warm-up.ts'
import { parseLexicon } from '../../src/understanding/lexicon.ts'
import { createUnderstanding } from '../../src/understanding/understand-text.ts'
import { countRight, type Measured, readMemory, type Task } from './child-task.ts'

const TODAY = '2026-11-23'
const NOW = new Date('2026-11-23T02:00:00Z')
const HITS = 10
const LENGTHS = [10, 50, 100, 200, 400]
const STORIES = 40

/** Understanding as the desk opens it, danger detection included. */
const openUnderstanding = (knowledgeDir: string) => {
  const files = readCityFiles(knowledgeDir)
  const lexicon = parseLexicon(files.lexicon)
  const understand = createUnderstanding({
    lexicon,
    city: files.rules.city,
    specialRoutes: files.rules.specialRoutes,
    ...(files.dangerExamples
      ? {
          danger: {
            examples: files.dangerExamples,
            ordinary: files.entries.flatMap((e) => [e.question, ...e.similar]),
          },
        }
      : {}),
  })
  const names = new Map(files.rules.departments.map(({ id, name }) => [id, name]))
  return { lexicon, understand, nameOf: (id: string): string => names.get(id) ?? id }
}

/** Measures the product's own path: database → index; text → understanding → search → decision; one entry changed. */
export const measureOwn = async (task: Task): Promise<Measured> => {
  const { lexicon, understand, nameOf } = openUnderstanding(task.knowledgeDir)
  const { db, close } = connect(`file:${task.databaseFile}`)
  const index = createSearchIndex(lexicon)
  const begun = performance.now()
  async function* readSearchable(): AsyncGenerator<SearchableEntry> {
    for await (const entry of eachPublished(db)) yield toSearchable(entry, nameOf(entry.department))
  }
  await index.replaceAllFrom(readSearchable())
  const matters = createKnownMatters(lexicon, index)
  const builtMs = performance.now() - begun
  // As the server does once it is open.
  collectGarbage()

  const ask = (text: string) => {
    const spent = process.cpuUsage()
    const asked = performance.now()
    const meaning = understand(text, NOW)
    const understood = performance.now()
    const hits = index.search({ tokens: meaning.tokens, text: meaning.text }, { today: TODAY, limit: HITS })
    const found = performance.now()
    decideAnswer(meaning, hits, THRESHOLDS, (least) => matters.missing(matters.recognise(meaning), least))
    const allMs = performance.now() - asked
    const { user, system } = process.cpuUsage(spent)
    return { hits, searchMs: found - understood, allMs, cpuMs: (user + system) / 1000 }
  }
  // As the server does once it listens; what is asked below was never asked before.
  await warmUp(lexicon.matters, { ask, holds: matters.holds })

  const runs = task.asked.map(({ text, entryId }) => {
    const { hits, ...ms } = ask(text)
    return { ...ms, place: hits.findIndex((hit) => hit.entryId === entryId) }
  })
  const byLength = LENGTHS.map((length) => ({
    length,
    ms: Array.from({ length: STORIES }, (_, i) => {
      const from = (i * 397) % Math.max(1, task.story.length - length)
      return ask(task.story.slice(from, from + length)).cpuMs
    }),
  }))
  const memory = readMemory()
  const changes = await measureChanges()
  await close()
  return {
    entries: index.size,
    builtMs,
    searchMs: runs.map(({ searchMs }) => searchMs),
    allMs: runs.map(({ allMs }) => allMs),
    cpuMs: runs.map(({ cpuMs }) => cpuMs),
    ...memory,
    ...countRight(runs.map(({ place }) => place)),
    byLength,
    ...changes,
  }

  /** Changes entries one by one in the database, renews each in the index and asks for the new words. */
  async function measureChanges(): Promise<Pick<Measured, 'changeMs' | 'blockedMs'>> {
    const changeMs: number[] = []
    const blockedMs: number[] = []
    for (let i = 0; i < task.changes; i += 1) {
      const { entryId } = task.asked[(i * 7) % task.asked.length] as { entryId: string }
      const known = await findEntry(db, entryId)
      if (!known) throw new Error(`entry ${entryId} is missing`)
      const question = `${known.question}蓝莓${i}号窗口`
      const changed = { ...known, question, fileHash: null }
      await writeVersion(db, changed, known.version)
      const delay = monitorEventLoopDelay({ resolution: 1 })
      await nextTurn()
      delay.enable()
      const begunAt = performance.now()
      const fresh = await findEntry(db, entryId)
      if (fresh) index.upsert(toSearchable(fresh, nameOf(fresh.department)))
      const renewed = performance.now()
      await nextTurn()
      const [best] = index.search({ tokens: ['蓝莓', '窗口'], text: question }, { today: TODAY, limit: 1 })
      changeMs.push(performance.now() - begunAt)
      if (best?.question !== question) throw new Error(`entry ${entryId} is not found after its change`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      delay.disable()
      blockedMs.push(Math.max(renewed - begunAt, delay.max / 1e6))
    }
    return { changeMs, blockedMs }
  }
}
