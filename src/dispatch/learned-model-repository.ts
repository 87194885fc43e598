import { z } from 'zod'
import { nextValue } from '../platform/counter-repository.ts'
import type { Db } from '../platform/db/schema.ts'

/** What is learned from decided matters: where they went, and as what they were taken (type of appeal, urgency). */
export const LEARNED_KINDS = ['category', 'unit', 'type', 'urgency'] as const
export type LearnedKind = (typeof LEARNED_KINDS)[number]
/** `cold-start`: learned from the city's files alone, kept so that a start need not train. */
export type ModelKind = LearnedKind | 'cold-start'

/** How right a model was on examples kept back, five-fold. `calibrationError`: distance of its probabilities from the truth. */
export const Figures = z.object({
  texts: z.number(),
  accuracy: z.number(),
  amongThree: z.number(),
  macroF1: z.number(),
  calibrationError: z.number(),
})
export type Figures = z.infer<typeof Figures>

export type LearnedModel = {
  kind: ModelKind
  version: number
  content: string
  learnedFrom: string
  examples: number
  figures: Figures | null
  createdAt: string
  createdBy: string
}

/** The newest version of a model; null where none was trained. @throws when the stored figures are outside their shape. */
export const findNewestModel = async (db: Db, kind: ModelKind): Promise<LearnedModel | null> => {
  const row = await db
    .selectFrom('learned_model')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return {
    kind,
    version: row.version,
    content: row.content,
    learnedFrom: row.learned_from,
    examples: row.examples,
    figures: Figures.nullable().parse(JSON.parse(row.figures)),
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}

/** The newest version number of a model, 0 where none was trained: cheap to ask with every event. */
export const findNewestVersion = async (db: Db, kind: ModelKind): Promise<number> => {
  const row = await db
    .selectFrom('learned_model')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('kind', '=', kind)
    .executeTakeFirst()
  return Number(row?.version ?? 0)
}

/** Of older versions only what they were learned from and how right they were is kept; their weights are megabytes. */
const emptyOlder = (tx: Db, kind: ModelKind, version: number) =>
  tx
    .updateTable('learned_model')
    .set({ content: '' })
    .where('kind', '=', kind)
    .where('version', '<', version)
    .execute()

/** Stores a model as the next version of its kind. @returns the version. */
export const insertModel = async (tx: Db, model: Omit<LearnedModel, 'version'>): Promise<number> => {
  // The counter row is locked until commit: two processes that train at once take turns.
  const version = await nextValue(tx, `model:${model.kind}`)
  await tx
    .insertInto('learned_model')
    .values({
      kind: model.kind,
      version,
      content: model.content,
      learned_from: model.learnedFrom,
      examples: model.examples,
      figures: JSON.stringify(model.figures),
      created_at: model.createdAt,
      created_by: model.createdBy,
    })
    .execute()
  await emptyOlder(tx, model.kind, version)
  return version
}
