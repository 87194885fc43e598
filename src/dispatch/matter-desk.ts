import { createHash } from 'node:crypto'
import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Nature, Routing } from '../contracts/ticket.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import type { Log } from '../platform/log.ts'
import { leafNow } from '../tickets/rules-now.ts'
import { type ClassifierData, restoreClassifier } from '../understanding/restore-classifier.ts'
import type { TopicReader } from '../understanding/topic-evidence.ts'
import { createMatterClassifier, listLessons, type RankedMatter } from './classify-matter.ts'
import { leanNature, type RuledNature } from './lean-nature.ts'
import { adviseUnits, type History, leanCategories } from './lean-on-history.ts'
import {
  findNewestModel,
  findNewestVersion,
  insertModel,
  LEARNED_KINDS,
  type LearnedKind,
} from './learned-model-repository.ts'
import { listExamples } from './matter-example-repository.ts'
import { createPastDecisions } from './past-decisions.ts'
import { type BranchModel, renewBranches, trainBranches } from './rank-by-branch.ts'
import { routeMatter } from './route-matter.ts'
import { trustConfirmed } from './trust-confirmed.ts'

type Parts = { db: Database; clock: Clock; log: Log; rules: CityRules }
type KnownEntry = Parameters<typeof listLessons>[1][number]

/** As many as the gold run ranks: the router weighs all of them. */
const CATEGORIES_RANKED = 10
const ALL = 10_000
const DECISIONS_AT_START = 5_000

/** A matter, and its category where somebody saw it. */
export type MatterToSend = {
  text: string
  districtId: string | null
  categoryId?: string
  isDecided?: boolean
}

/** Sorts matters into categories and sends them to units, by the city's files and by what was decided before. */
export type MatterDesk = {
  classify(text: string): RankedMatter[]
  /** `isDecided`: the category is what the desk decided on, not only what the citizen saw. */
  route(matter: MatterToSend): Routing
  /** As what a matter is taken; see leanNature. */
  leanNature(text: string, ruled: RuledNature): Nature
  /** Takes in models trained and decisions taken since, here or in another process. */
  refresh(): Promise<void>
  /** The city's own words or categories changed: sorts by them from now on. A fifth of a second, more where categories changed. */
  relearn(): void
}

/** The model of the city's files: as stored when they are unchanged since, else trained (about a second) and stored. */
const openColdStart = async (
  { db, clock, log, rules }: Parts,
  entries: readonly KnownEntry[],
): Promise<BranchModel> => {
  const lessons = listLessons(rules, entries)
  const learnedFrom = createHash('sha256').update(JSON.stringify(lessons)).digest('hex')
  const stored = await findNewestModel(db, 'cold-start')
  if (stored?.learnedFrom === learnedFrom) {
    const model = JSON.parse(stored.content) as BranchModel
    if (model.version === 2) return model
  }
  const model = trainBranches(lessons)
  try {
    await db.transaction().execute((tx) =>
      insertModel(tx, {
        kind: 'cold-start',
        content: JSON.stringify(model),
        learnedFrom,
        examples: lessons.length,
        figures: null,
        createdAt: isoNow(clock),
        createdBy: 'start',
      }),
    )
  } catch (error) {
    log.warn(
      { err: error },
      'the model of the city files could not be stored; the next start trains it again',
    )
  }
  return model
}

/** Opens the desk that sorts matters. `topics` is made only when a learned model needs it. */
export const openMatterDesk = async (
  parts: Parts,
  entries: readonly KnownEntry[],
  topics: () => TopicReader,
): Promise<MatterDesk> => {
  const { db, rules } = parts
  let coldStart = await openColdStart(parts, entries)
  let classifier = createMatterClassifier(rules, entries, coldStart)
  const history: History = {
    category: null,
    unit: null,
    type: null,
    urgency: null,
    decisions: createPastDecisions(),
  }
  const versions = new Map<LearnedKind, number>()
  let newest = ''

  const refresh = async (): Promise<void> => {
    for (const kind of LEARNED_KINDS) {
      if ((await findNewestVersion(db, kind)) === (versions.get(kind) ?? 0)) continue
      const model = await findNewestModel(db, kind)
      if (!model) continue
      versions.set(kind, model.version)
      const data = JSON.parse(model.content) as ClassifierData
      if (data.version !== 2) continue
      history[kind] = {
        classifier: restoreClassifier(data, topics()),
        examples: model.examples,
        accuracy: model.figures?.accuracy ?? 0,
      }
    }
    const decided = await listExamples(db, DECISIONS_AT_START, newest)
    // Oldest first: where too many are at hand, the oldest go.
    for (const { id, text, category, unit, at } of decided.reverse()) {
      history.decisions.put({ id, text, category, unit })
      newest = at
    }
  }
  await refresh()

  const asLeafNow = (id: string): string => leafNow(rules, id)?.id ?? id
  const rank = (text: string): RankedMatter[] =>
    leanCategories(classifier.classify(text, ALL), text, history, asLeafNow).slice(0, CATEGORIES_RANKED)
  return {
    classify: rank,
    route: ({ text, districtId, categoryId, isDecided }) =>
      routeMatter(rules, {
        text,
        districtId,
        ranked: trustConfirmed(rules, rank(text), categoryId, isDecided),
        advice: adviseUnits(text, history),
      }),
    leanNature: (text, ruled) => leanNature(text, ruled, history),
    refresh,
    relearn: () => {
      coldStart = renewBranches(coldStart, listLessons(rules, entries))
      classifier = createMatterClassifier(rules, entries, coldStart)
    },
  }
}
