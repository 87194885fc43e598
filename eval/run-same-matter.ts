import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type Comparable, compareMatters, SAME_AT } from '../src/dispatch/compare-matters.ts'
import { report } from './write-outputs.ts'

const Told = z.object({ matter: z.string(), place: z.string(), category: z.string() })
const Pair = z.object({
  same: z.boolean(),
  /** Both told by one person. */
  person: z.boolean().default(false),
  days: z.number().default(1),
  a: Told,
  b: Told,
})

const DAY_MS = 24 * 60 * 60_000
const FIRST = Date.parse('2026-11-23T02:00:00.000Z')
const asComparable = (told: z.infer<typeof Told>, citizenId: string, at: number): Comparable => ({
  categoryId: told.category,
  matter: told.matter,
  placeText: told.place,
  districtId: null,
  contactPhone: '',
  citizenId,
  openedAt: new Date(at).toISOString(),
})

/** Precision and recall of "is it the same matter?" on our own pairs, at the threshold in force and around it. */
export const runSameMatter = (file = 'eval/gold/same-matter.jsonl'): void => {
  const pairs = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Pair.parse(JSON.parse(line)))
  const judged = pairs.map((pair) => ({
    pair,
    score: compareMatters(
      asComparable(pair.b, pair.person ? 'one' : 'two', FIRST + pair.days * DAY_MS),
      asComparable(pair.a, 'one', FIRST),
    ).score,
  }))
  const lines = [SAME_AT - 0.15, SAME_AT - 0.1, SAME_AT - 0.05, SAME_AT, SAME_AT + 0.05, SAME_AT + 0.1].map(
    (at) => {
      const offered = judged.filter(({ score }) => score >= at)
      const right = offered.filter(({ pair }) => pair.same).length
      const all = judged.filter(({ pair }) => pair.same).length
      return `${at.toFixed(2)}${at === SAME_AT ? ' *' : '  '} precision ${((100 * right) / Math.max(1, offered.length)).toFixed(1)} % · recall ${((100 * right) / all).toFixed(1)} % · ${offered.length} offered`
    },
  )
  const wrong = judged.filter(({ pair, score }) => score >= SAME_AT !== pair.same)
  report(
    [
      `# same matter: ${pairs.length} pairs, ${pairs.filter((p) => p.same).length} the same`,
      ...lines,
      ...wrong.map(
        ({ pair, score }) =>
          `${pair.same ? 'missed' : 'wrong '} ${score.toFixed(2)} ${pair.a.matter} | ${pair.b.matter}`,
      ),
    ].join('\n'),
  )
}
