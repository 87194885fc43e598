import type { Db } from '../../platform/db/schema.ts'
import type { Capability } from '../policy.ts'

const countStates = async (db: Db): Promise<Map<string, number>> => {
  const rows = await db
    .selectFrom('ticket')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .where('state', 'in', [
      ...(['accepted', 'return_req', 'extend_req', 'term_req', 'audit'] as const),
      ...(['conferring', 'dispatched', 'handling', 'unit_review'] as const),
    ])
    .groupBy('state')
    .execute()
  return new Map(rows.map((row) => [row.state, Number(row.n)]))
}

const countTalks = async (db: Db): Promise<Map<string, number>> => {
  const rows = await db
    .selectFrom('conversation')
    .select((eb) => ['held_by', eb.fn.countAll<number>().as('n')])
    .where('held_by', 'in', ['waiting', 'agent'])
    .groupBy('held_by')
    .execute()
  return new Map(rows.map((row) => [row.held_by, Number(row.n)]))
}

const count = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number }> }): Promise<number> =>
  Number((await query.executeTakeFirstOrThrow()).n)

/** What waits right now for somebody who has the right, in words; rights nothing waits for are left out. */
export const countWaiting = async (db: Db): Promise<Partial<Record<Capability, string>>> => {
  const states = await countStates(db)
  const talks = await countTalks(db)
  const of = (...names: string[]): number => names.reduce((sum, name) => sum + (states.get(name) ?? 0), 0)
  const looks = await count(
    db
      .selectFrom('unmask_request')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('state', '=', 'asked'),
  )
  const ratings = await count(
    db
      .selectFrom('bad_rating')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('closed_at', 'is', null),
  )
  const calls = await count(
    db
      .selectFrom('follow_up')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('owner', '=', 'call')
      .where('ended_at', 'is', null),
  )
  const counted: [Capability, number, (n: number) => string][] = [
    ['conversation.take', talks.get('waiting') ?? 0, (n) => `${n} 个会话在排队`],
    ['conversation.answer', talks.get('agent') ?? 0, (n) => `${n} 个会话正在接待，收回后几分钟内回到排队`],
    [
      'ticket.triage',
      of('accepted', 'return_req', 'extend_req', 'term_req', 'audit'),
      (n) => `${n} 件在研判清单上`,
    ],
    ['ticket.dispatch', of('accepted'), (n) => `${n} 件等派单`],
    ['ticket.review-return', of('return_req'), (n) => `${n} 件退单等审核`],
    ['ticket.judge', of('extend_req', 'term_req', 'audit', 'conferring'), (n) => `${n} 件等审核或会商`],
    ['ticket.handle', of('dispatched', 'handling'), (n) => `${n} 件在单位手里`],
    ['ticket.sign-reply', of('unit_review'), (n) => `${n} 件答复等审签`],
    ['rating.handle', ratings, (n) => `${n} 件差评没有处理完`],
    ['contact.approve', looks, (n) => `${n} 项查看申请等审批`],
    ['follow-up.call', calls, (n) => `${n} 个回访电话要打`],
  ]
  return Object.fromEntries(counted.filter(([, n]) => n > 0).map(([right, n, say]) => [right, say(n)]))
}
