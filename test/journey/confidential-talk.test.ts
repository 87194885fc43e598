import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeDueReports } from '../../src/insight/reports/make-due-reports.ts'
import { openTown, type Staff, type Town } from '../support/open-town.ts'
import { type Kind, type Person, plantPeople } from '../support/protected-people.ts'

let town: Town
let agent: Staff
let people: Record<Kind, Person>
beforeAll(async () => {
  town = await openTown()
  people = await plantPeople(town, await town.signIn('dispatcher'))
  agent = await town.signIn('agent')
})

afterAll(() => town.close())

const take = (talkId: string) => agent.request('POST', `/conversations/${talkId}/take`, {})

test('the talk of a confidential ticket is taken only when its citizen asks for somebody', async () => {
  const { talkId, citizen, phone } = people.confidential
  const refused = await take(talkId)
  expect(refused.status).toBe(403)
  expect(await refused.text()).toContain('保密')
  expect(JSON.stringify(await agent.ok('GET', `/conversations/${talkId}`))).not.toContain(phone)
  await citizen.say('转人工')
  expect((await take(talkId)).status).toBe(200)
})

test('a talk that holds no secret is taken as before', async () => {
  expect((await take(people.named.talkId)).status).toBe(200)
})

test('a figure leads nobody to the talk of a confidential ticket', async () => {
  type Lines = { talks: { id: string | null; tickets: string[] }[] }
  const supervisor = await town.signIn('supervisor')
  await town.settle()
  await makeDueReports(town.desk)
  const today = town.clock.now().toISOString().slice(0, 10)
  const page = await supervisor.ok<Lines>(
    'GET',
    `/insight/cases?from=${today}&to=${today}&metric=contacts&side=hit&dim=web`,
  )
  const idOf = (number: string) => page.talks.find(({ tickets }) => tickets.includes(number))?.id
  expect(idOf(people.confidential.number)).toBeNull()
  expect(idOf(people.named.number)).toBe(people.named.talkId)
})
