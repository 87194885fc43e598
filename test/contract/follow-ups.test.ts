import { beforeAll, describe, expect, test } from 'vitest'
import { listThread } from '../../src/conversations/message-repository.ts'
import { recordAttempt } from '../../src/conversations/outbox-repository.ts'
import { answerDirectly } from '../../src/dispatch/answer-at-desk.ts'
import { backgroundJobs, sweepFollowUps } from '../../src/feedback/background-jobs.ts'
import { choiceOf, chooseContact } from '../../src/feedback/choose-contact.ts'
import { findOpenFollowUp, listFollowUpsOf } from '../../src/feedback/follow-up-repository.ts'
import { recordRating } from '../../src/feedback/rate-ticket.ts'
import { newId } from '../../src/platform/id.ts'
import { runDueJobs } from '../../src/platform/jobs/run-jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import { buildDesk, type TestDesk } from '../support/build-desk.ts'
import { buildCitizen, buildInput, buildRouting, buildStaff, buildTalk } from '../support/build-ticket.ts'
import { describeOnEachDatabase, type Opened } from '../support/databases.ts'

const HOUR = 60 * 60_000
const log = createLog('silent')

describeOnEachDatabase('follow-ups', (open, engine) => {
  let base: Opened
  let desk: TestDesk
  beforeAll(async () => {
    base = await open()
    desk = buildDesk(base)
  })

  const settle = (on: TestDesk = desk) => runDueJobs({ ...on, log }, backgroundJobs(on))

  /** A ticket of this citizen that the desk has answered; asked about when `settle` runs. */
  const answered = async (
    citizenId: string,
    talk: string | null,
    input: Parameters<typeof buildInput>[0] = {},
  ): Promise<string> => {
    const { ticket } = await openTicket(desk, {
      input: buildInput(input),
      routing: buildRouting(null),
      citizenId,
      conversationId: talk,
      channel: 'web',
      actor: buildCitizen(citizenId),
      idempotencyKey: newId(),
    })
    await answerDirectly(desk, {
      ticketId: ticket.id,
      actor: buildStaff(['agent']),
      publicReply: '路灯已经修好，今晚恢复照明。',
    })
    return ticket.id
  }
  const questionsIn = async (talk: string) =>
    (await listThread(desk.db, talk, 0, 100)).filter((m) => m.reply?.asks === 'solved')
  const toMorning = (): void => {
    const next = new Date(desk.clock.now().getTime() + 24 * HOUR)
    desk.clock.moveTo(`${next.toISOString().slice(0, 10)}T02:00:00.000Z`)
  }

  test('answered at night, nobody is asked before eight; what came together is one question', async () => {
    toMorning()
    desk.clock.advance(12 * HOUR)
    const talk = await buildTalk(desk)
    const [one, two] = [await answered('night', talk), await answered('night', talk)]
    await settle()
    expect((await findTicket(desk.db, one))?.state).toBe('followup')
    expect(await questionsIn(talk)).toHaveLength(0)
    desk.clock.advance(9 * HOUR)
    await settle()
    expect(await questionsIn(talk)).toHaveLength(0)
    desk.clock.advance(1 * HOUR)
    await settle()
    const questions = await questionsIn(talk)
    expect(questions).toHaveLength(1)
    expect(questions[0]?.text).toContain('2 件工单')
    const states = [await findOpenFollowUp(desk.db, one), await findOpenFollowUp(desk.db, two)]
    expect(states.map((f) => f?.state)).toEqual(['asked', 'asked'])
  })

  test('asked once today, the next ticket waits for tomorrow', async () => {
    toMorning()
    const talk = await buildTalk(desk)
    await answered('daily', talk)
    await settle()
    await answered('daily', talk)
    await settle()
    desk.clock.advance(8 * HOUR)
    await settle()
    expect(await questionsIn(talk)).toHaveLength(1)
    toMorning()
    await settle()
    expect(await questionsIn(talk)).toHaveLength(2)
  })

  test('two processes asking at once about many tickets of one person ask once', async () => {
    toMorning()
    const talks = [await buildTalk(desk), await buildTalk(desk), await buildTalk(desk)]
    for (const talk of talks) await answered('busy', talk)
    // A second SQLite connection of one process would wait for its own thread; there one connection has two hands.
    const other = buildDesk(engine === 'sqlite' ? base : await base.again())
    other.clock.moveTo(desk.clock.now().toISOString())
    await Promise.all([settle(), settle(other)])
    const asked = (await Promise.all(talks.map(questionsIn))).flat()
    expect(asked).toHaveLength(1)
    toMorning()
    other.clock.moveTo(desk.clock.now().toISOString())
    await Promise.all([settle(other), settle()])
    expect((await Promise.all(talks.map(questionsIn))).flat()).toHaveLength(2)
  })

  test('without a channel that can be written to the call list has it, alone', async () => {
    toMorning()
    const id = await answered('caller', null)
    await settle()
    expect(await findOpenFollowUp(desk.db, id)).toMatchObject({ owner: 'call', state: 'waiting' })
    await recordRating(desk, { ticketId: id, solved: 'solved', satisfied: 5, actor: buildCitizen('caller') })
    expect(await findOpenFollowUp(desk.db, id)).toBeNull()
  })

  test('a question the channel could not deliver goes to the call list, and does not count as asked', async () => {
    toMorning()
    const talk = await buildTalk(desk)
    const id = await answered('gone', talk, { contactPhone: '13800009999' })
    await settle()
    const asked = await findOpenFollowUp(desk.db, id)
    const row = await desk.db
      .selectFrom('outbox')
      .select('id')
      .where('message_id', '=', asked?.message_id ?? '')
      .executeTakeFirstOrThrow()
    const at = desk.clock.now().toISOString()
    await recordAttempt(desk.db, row.id, { state: 'refused', error: '超过48小时', nextTryAt: at, at })
    await sweepFollowUps(desk)
    await sweepFollowUps(desk)
    expect(await findOpenFollowUp(desk.db, id)).toMatchObject({ owner: 'call', due_at: at })
    expect(await listFollowUpsOf(desk.db, id)).toHaveLength(1)
  })

  describe('who does not want to be asked', () => {
    test('is not asked, the ticket closes and counts in no rate, and they may still rate', async () => {
      toMorning()
      const talk = await buildTalk(desk)
      await chooseContact(desk, { ...choiceOf('none'), citizenId: 'quiet', via: 'page' })
      const id = await answered('quiet', talk)
      await settle()
      expect(await findTicket(desk.db, id)).toMatchObject({ state: 'closed', solved: null })
      expect(await questionsIn(talk)).toHaveLength(0)
      await recordRating(desk, { ticketId: id, solved: 'solved', satisfied: 5, actor: buildCitizen('quiet') })
      await chooseContact(desk, { ...choiceOf('yes'), citizenId: 'quiet', via: 'page' })
      await answered('quiet', talk)
      await settle()
      expect(await questionsIn(talk)).toHaveLength(1)
    })

    test('choosing it while a question waits takes the question back', async () => {
      toMorning()
      desk.clock.advance(12 * HOUR)
      const talk = await buildTalk(desk)
      const id = await answered('late', talk)
      await settle()
      await chooseContact(desk, { ...choiceOf('none'), citizenId: 'late', via: 'talk' })
      toMorning()
      await settle()
      expect(await questionsIn(talk)).toHaveLength(0)
      expect((await findTicket(desk.db, id))?.state).toBe('closed')
    })

    test('不要打电话 leaves the rating to the citizen, and silence closes it', async () => {
      toMorning()
      await chooseContact(desk, { ...choiceOf('no_call'), citizenId: 'nocall', via: 'agent' })
      const id = await answered('nocall', null)
      await settle()
      expect(await findOpenFollowUp(desk.db, id)).toMatchObject({ owner: 'self' })
      desk.clock.advance(8 * 24 * HOUR)
      await sweepFollowUps(desk)
      expect((await findTicket(desk.db, id))?.state).toBe('closed')
    })
  })

  test('silence is counted from the question, not from the reply', async () => {
    toMorning()
    desk.clock.advance(12 * HOUR)
    const talk = await buildTalk(desk)
    const id = await answered('slow', talk)
    await settle()
    desk.clock.advance(10 * HOUR)
    await settle()
    desk.clock.advance(7 * 24 * HOUR - HOUR)
    await sweepFollowUps(desk)
    expect((await findTicket(desk.db, id))?.state).toBe('followup')
    desk.clock.advance(2 * HOUR)
    await sweepFollowUps(desk)
    expect((await findTicket(desk.db, id))?.state).toBe('closed')
  })
})
