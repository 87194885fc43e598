import { fixedClock } from '../../src/platform/clock.ts'
import type { Connection } from '../../src/platform/db/connect.ts'
import { cutTicketWords } from '../../src/understanding/ticket-words.ts'
import { buildRules } from './build-rules.ts'

/** A Saturday evening in the test city: the clock of most stories starts here, before a Monday. */
export const START = '2026-11-21T12:00:00.000Z'

/** What every room asks for, on an open database, at a standing clock, under the rules of the test city. */
export const buildDesk = (connection: Connection) => ({
  db: connection.db,
  engine: connection.engine,
  clock: fixedClock(START),
  rules: buildRules(),
  cutWords: cutTicketWords,
})
export type TestDesk = ReturnType<typeof buildDesk>
