import type { CreateTableBuilder, Kysely, Migration } from 'kysely'

/** What is counted for rates and reports, derived from the event log; and the reports as they were made. */
export const metrics: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    const { schema } = db
    await schema
      .createTable('metric_head')
      .addColumn('id', 'text', (c) => c.notNull().primaryKey())
      .addColumn('formula', 'text', (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull())
      .execute()
    const counted = ['day', 'known_on', 'unit', 'dim', 'outcome'] as const
    let entry: CreateTableBuilder<string, string> = schema.createTable('metric_entry')
    for (const column of ['metric', 'subject_id', 'slot', ...counted]) {
      entry = entry.addColumn(column, 'text', (c) => c.notNull())
    }
    await entry
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('delta', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('metric_entry_pk', ['metric', 'subject_id', 'slot', 'seq', 'delta'])
      .execute()
    await schema
      .createIndex('metric_entry_day')
      .on('metric_entry')
      .columns(['metric', 'day', 'unit'])
      .execute()
    let daily: CreateTableBuilder<string, string> = schema.createTable('metric_daily')
    for (const column of ['metric', ...counted]) daily = daily.addColumn(column, 'text', (c) => c.notNull())
    await daily
      .addColumn('cases', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('metric_daily_pk', ['metric', 'day', 'known_on', 'unit', 'dim', 'outcome'])
      .execute()
    let report: CreateTableBuilder<string, string> = schema.createTable('metric_report')
    const texts = [
      'kind',
      'period_from',
      'period_to',
      'as_of',
      'formula',
      'content',
      'created_at',
      'created_by',
    ]
    for (const column of texts) report = report.addColumn(column, 'text', (c) => c.notNull())
    await report.addColumn('id', 'text', (c) => c.notNull().primaryKey()).execute()
    await schema
      .createIndex('metric_report_once')
      .on('metric_report')
      .columns(['kind', 'period_from', 'period_to', 'as_of', 'formula'])
      .unique()
      .execute()
  },
}
