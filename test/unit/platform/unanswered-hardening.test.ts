import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { listUnanswered } from '../../../src/conversations/message-repository.ts'
import { connect } from '../../../src/platform/db/connect.ts'
import { migrate } from '../../../src/platform/db/migrate.ts'

test('messages left unanswered are found without reading every message there ever was', async () => {
  const { db, close } = connect(':memory:')
  await migrate(db)
  const asked: string[] = []
  const watching = db.withPlugin({
    transformQuery: ({ node }) => {
      asked.push(db.getExecutor().compileQuery(node, { queryId: 'test' }).sql)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  expect(await listUnanswered(watching, '2026-11-23T02:00:00.000Z', 50)).toEqual([])
  const statement = (asked[0] ?? '').replace('< ?', "< '2026'").replace('limit ?', 'limit 50')
  const plan = await sql<{ detail: string }>`explain query plan ${sql.raw(statement)}`.execute(db)
  expect(plan.rows.map((row) => row.detail).join()).toContain('message_unanswered')
  await close()
})
