import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { act, fileComplaint, publish } from '../support/file-complaint.ts'
import { oneOf, openTown } from '../support/open-town.ts'
import { postgresUrl } from '../support/postgres-server.ts'

const asAdmin = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: await postgresUrl('postgres') })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

test('on PostgreSQL the same path holds: question, repeat, complaint, many at once, reply, rating', async () => {
  const name = `town_${randomUUID().replaceAll('-', '')}`
  await asAdmin(`create database ${name}`)
  const town = await openTown(await postgresUrl(name))
  try {
    const citizen = await town.citizen()
    const [one, two] = await Promise.all([
      citizen.say('身份证丢了怎么补办', 'm'),
      citizen.say('身份证丢了怎么补办', 'm'),
    ])
    expect(oneOf(one, 'answer').citations?.[0]?.entryId).toBe('id-card-lost')
    expect(two).toEqual(one)

    const filed = await Promise.all(Array.from({ length: 8 }, () => fileComplaint(town)))
    const numbers = filed.map((f) => f.number).sort()
    expect(numbers).toEqual(numbers.map((_, i) => `20261123-${String(i + 1).padStart(5, '0')}`))

    const [first] = filed
    const urban = await town.signIn('urban')
    await act(urban, first?.number ?? '', 'sign')
    await publish(town, urban, first?.number ?? '', { publicReply: '已经修好，请您看看。' })
    await town.settle()
    expect((await first?.citizen.say('解决了'))?.at(-1)?.asks).toBe('satisfied')
    await first?.citizen.say('非常满意')
    const view = await town.track(first?.number ?? '', first?.code ?? '')
    expect(await view.json()).toMatchObject({ stateLabel: '已办结' })

    const agent = await town.signIn('agent')
    const found = await agent.ok<{ count: number }>(
      'GET',
      `/tickets?view=all&q=${encodeURIComponent('路灯')}`,
    )
    expect(found.count).toBe(8)
  } finally {
    await town.close()
    await asAdmin(`drop database if exists ${name} with (force)`)
  }
}, 120_000)
