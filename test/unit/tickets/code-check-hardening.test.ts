import { expect, test } from 'vitest'
import { LIMITS } from '../../../src/platform/limits.ts'
import { createCodeCheck } from '../../../src/tickets/check-query-code.ts'
import { buildDesk } from '../../support/build-desk.ts'
import { buildTicket } from '../../support/build-ticket.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'

describeOnEachDatabase('query codes guessed all at once', (open) => {
  test('count like those guessed one by one; right ones never count', async () => {
    const desk = buildDesk(await open())
    const [mine, other] = [await buildTicket(desk), await buildTicket(desk)]
    const check = createCodeCheck(desk)
    for (let n = 0; n < LIMITS.codeAttemptsPerAddress * 2; n++) {
      await check(mine.ticket.number, mine.queryCode ?? '', '10.0.0.1')
    }
    const guesses = Array.from({ length: 50 }, (_, n) =>
      check(other.ticket.number, `GUESS${n}`, `10.0.1.${n}`).catch((error: { code: string }) => error.code),
    )
    const outcomes = await Promise.all(guesses)
    expect(outcomes.filter((o) => o === 'not_found')).toHaveLength(LIMITS.codeAttemptsPerTicket)
    expect(outcomes.filter((o) => o === 'too_many_requests')).toHaveLength(50 - LIMITS.codeAttemptsPerTicket)
  })
})
