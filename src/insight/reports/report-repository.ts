import type { Db } from '../../platform/db/schema.ts'
import type { PublicContent } from './public-content.ts'
import type { ReportContent } from './report-content.ts'

/** 日报, 月报 and the public one (公开月报). */
export const REPORT_KINDS = { daily: '日报', monthly: '月报', public: '公开月报' } as const
export type ReportKind = keyof typeof REPORT_KINDS
export type ReportRow = {
  id: string
  kind: ReportKind
  from: string
  to: string
  asOf: string
  formula: string
  madeAt: string
}
export type StoredReport =
  | (ReportRow & { kind: 'daily' | 'monthly'; content: ReportContent })
  | (ReportRow & { kind: 'public'; content: PublicContent })

/** Stores a report once: a second one of the same kind, period, day and formula changes nothing. @returns whether it is new. */
export const insertReport = async (tx: Db, report: StoredReport): Promise<boolean> => {
  const { id, kind, from, to, asOf, formula, madeAt, content } = report
  const result = await tx
    .insertInto('metric_report')
    .values({
      ...{ id, kind, period_from: from, period_to: to, as_of: asOf, formula },
      content: JSON.stringify(content),
      created_at: madeAt,
      created_by: 'system',
    })
    .onConflict((c) => c.columns(['kind', 'period_from', 'period_to', 'as_of', 'formula']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

const COLUMNS = ['id', 'kind', 'period_from', 'period_to', 'as_of', 'formula', 'created_at'] as const
type Row = Record<(typeof COLUMNS)[number], string>
const toRow = (r: Row): ReportRow => ({
  ...{ id: r.id, kind: r.kind as ReportKind, from: r.period_from, to: r.period_to, asOf: r.as_of },
  ...{ formula: r.formula, madeAt: r.created_at },
})

/** The newest reports first. */
export const listReports = async (
  db: Db,
  kinds: readonly ReportKind[],
  limit: number,
): Promise<ReportRow[]> => {
  const rows = await db
    .selectFrom('metric_report')
    .select(COLUMNS)
    .where('kind', 'in', [...kinds])
    .orderBy('period_to', 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toRow)
}

export const hasReport = async (
  db: Db,
  report: Pick<ReportRow, 'kind' | 'from' | 'to' | 'formula'>,
): Promise<boolean> =>
  (await db
    .selectFrom('metric_report')
    .select('id')
    .where('kind', '=', report.kind)
    .where('period_from', '=', report.from)
    .where('period_to', '=', report.to)
    .where('formula', '=', report.formula)
    .executeTakeFirst()) !== undefined

export const findReport = async (db: Db, id: string): Promise<StoredReport | null> => {
  const row = await db.selectFrom('metric_report').selectAll().where('id', '=', id).executeTakeFirst()
  // Written by `insertReport` alone, kind and content together.
  return row ? ({ ...toRow(row), content: JSON.parse(row.content) } as StoredReport) : null
}
