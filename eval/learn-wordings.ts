import { z } from 'zod'
import type { WordingEvidence } from '../src/contracts/learning.ts'
import { cleanWording, keyOf } from '../src/learning/clean-wording.ts'
import { learningRule, weighWording } from '../src/learning/weigh-wording.ts'
import { systemClock } from '../src/platform/clock.ts'
import { LIMITS } from '../src/platform/limits.ts'
import type { Understanding } from '../src/understanding/understand-text.ts'
import { readJsonLines } from './read-inputs.ts'
import { report } from './write-outputs.ts'

const Id = z.union([z.string(), z.number()]).transform(String)
/** Without `citizen` a line is an agent's choice; with it, one citizen's confirmation. */
const LearnLine = z.object({ query: z.string(), entryId: Id, citizen: Id.optional() })

const CITIZENS_NEEDED = 2

type Taught = { wording: string; citizens: Set<string>; agents: number }

const evidenceOf = (taught: Taught | undefined): WordingEvidence => ({
  citizens: taught?.citizens.size ?? 0,
  agents: Math.min(1, taught?.agents ?? 0),
  editors: 0,
  against: 0,
})

/** The wordings a file of confirmations teaches, cleaned, weighed and limited by the product's own rules. */
export const readLearned = (
  path: string,
  understand: Understanding,
): Map<string, { text: string; weight: number }[]> => {
  const byKey = new Map<string, Map<string, Taught>>()
  const lines = readJsonLines(path, LearnLine)
  let refused = 0
  for (const { query, entryId, citizen } of lines) {
    const wording = cleanWording(understand(query, systemClock.now()))
    if (wording === null) {
      refused += 1
      continue
    }
    const byEntry = byKey.get(keyOf(wording)) ?? new Map<string, Taught>()
    byKey.set(keyOf(wording), byEntry)
    const taught = byEntry.get(entryId) ?? { wording, citizens: new Set<string>(), agents: 0 }
    byEntry.set(entryId, taught)
    if (citizen === undefined) taught.agents += 1
    else taught.citizens.add(citizen)
  }
  const learned = new Map<string, { text: string; weight: number }[]>()
  let active = 0
  for (const byEntry of byKey.values()) {
    for (const [entryId, taught] of byEntry) {
      const rivals = [...byEntry].filter(([id]) => id !== entryId).map(([, rival]) => evidenceOf(rival))
      const { state, weight } = weighWording(evidenceOf(taught), rivals, learningRule(CITIZENS_NEEDED))
      if (state !== 'active') continue
      active += 1
      learned.set(entryId, [...(learned.get(entryId) ?? []), { text: taught.wording, weight }])
    }
  }
  for (const [entryId, wordings] of learned)
    learned.set(entryId, wordings.sort((a, b) => b.weight - a.weight).slice(0, LIMITS.wordingsPerEntry))
  report(`${lines.length} confirmations: ${active} wordings active, ${refused} lines refused`)
  return learned
}
