import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { eraseTalk } from '../../src/conversations/erase-repository.ts'
import { dropGap, listGaps, saveGap, settleGaps } from '../../src/feedback/gaps/gap-repository.ts'
import { takeDeclined } from '../../src/platform/db/migrations/0035-gaps.ts'
import { buildDesk, START, type TestDesk } from '../support/build-desk.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const SINCE = '2026-01-01T00:00:00.000Z'
const gap = {
  conversationId: 'talk',
  why: 'asked_back',
  entryId: null,
  nearestId: 'lamp',
  at: START,
} as const

describeOnEachDatabase('questions that were not answered', (open) => {
  let desk: TestDesk
  beforeEach(async () => {
    desk = buildDesk(await open())
    await desk.db
      .insertInto('conversation')
      .values({
        ...{
          id: 'talk',
          channel: 'web',
          channel_user_id: 'visitor',
          citizen_id: 'citizen',
          token_hash: null,
        },
        ...{
          held_by: 'bot',
          agent_id: null,
          version: 1,
          wait_since: null,
          wait_reason: null,
          wait_kind: null,
        },
        ...{ wait_staff_id: null, wait_team_id: null, held_until: null, held_since: null, context: '{}' },
        ...{ created_at: START, last_inbound_at: START, last_message_at: START, next_seq: 9 },
      })
      .execute()
    for (const [seq, id] of ['one', 'two'].entries())
      await desk.db
        .insertInto('message')
        .values({
          ...{ id, conversation_id: 'talk', seq, author: 'citizen', staff_id: null, text: `问题 ${id}` },
          ...{ reply: null, attachments: '[]', channel: 'web', channel_message_id: id, in_reply_to: null },
          ...{ answered_at: START, at: START },
        })
        .execute()
  })
  const list = () => listGaps(desk.db, SINCE, 10)

  test('a message stands once; a later reason replaces the earlier one, and a refused answer names its entry', async () => {
    await saveGap(desk.db, { ...gap, messageId: 'one' })
    await saveGap(desk.db, { ...gap, messageId: 'one', why: 'rejected', entryId: 'lamp' })
    expect(await list()).toMatchObject([
      { message_id: 'one', why: 'rejected', entry_id: 'lamp', text: '问题 one', citizen_id: 'citizen' },
    ])
    await saveGap(desk.db, { ...gap, messageId: 'two', why: 'declined' })
    await saveGap(desk.db, { ...gap, messageId: 'two', why: 'human' })
    expect((await list()).map(({ why }) => why).sort()).toEqual(['declined', 'rejected'])
  })

  test('a choice takes back that we asked, and nothing else', async () => {
    await saveGap(desk.db, { ...gap, messageId: 'one' })
    await saveGap(desk.db, { ...gap, messageId: 'two', why: 'declined' })
    for (const id of ['one', 'two']) await dropGap(desk.db, id, ['asked_back'])
    expect((await list()).map(({ message_id }) => message_id)).toEqual(['two'])
  })

  test('what was done with it is kept when the question fails again, and can be taken back', async () => {
    await saveGap(desk.db, { ...gap, messageId: 'one' })
    const end = { as: 'aside', by: '周编辑', at: START, reason: '不归热线管', entryId: null } as const
    expect(await settleGaps(desk.db, ['one', 'gone'], end)).toBe(1)
    await saveGap(desk.db, { ...gap, messageId: 'one', why: 'human' })
    expect(await list()).toMatchObject([{ settled: 'aside', settled_reason: '不归热线管', why: 'human' }])
    await settleGaps(desk.db, ['one'], null)
    expect(await list()).toMatchObject([{ settled: '', settled_at: null, settled_by: '' }])
  })

  test('a city that upgrades finds what was declined before', async () => {
    const reply = JSON.stringify({ kind: 'decline', text: '我没有找到有把握的答案。' })
    await desk.db
      .insertInto('message')
      .values({
        ...{ id: 'said', conversation_id: 'talk', seq: 5, author: 'bot', staff_id: null, text: '', reply },
        ...{ attachments: '[]', channel: 'web', channel_message_id: null, in_reply_to: 'two' },
        ...{ answered_at: null, at: START },
      })
      .execute()
    await takeDeclined(desk.db as never)
    expect(await list()).toMatchObject([{ message_id: 'two', why: 'declined', settled: '' }])
  })

  test('an erased talk takes its questions along', async () => {
    await saveGap(desk.db, { ...gap, messageId: 'one' })
    await eraseTalk(desk.db, 'talk')
    expect(await list()).toEqual([])
    expect(await desk.db.selectFrom('gap').selectAll().execute()).toEqual([])
  })

  test('the newest are read from an index, however many there are', async () => {
    const isSqlite = desk.engine.name === 'sqlite'
    const plan = await desk.db.transaction().execute(async (tx) => {
      if (!isSqlite) await sql`set local enable_seqscan = off`.execute(tx)
      const asked = sql.raw(
        `${isSqlite ? 'explain query plan' : 'explain'} select * from gap where at >= '2026' order by at desc limit 10`,
      )
      return (await sql<Record<string, unknown>>`${asked}`.execute(tx)).rows
    })
    expect(JSON.stringify(plan)).toContain('gap_at')
    expect(JSON.stringify(plan)).not.toContain('TEMP B-TREE')
  })
})
