import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeTicketStates, STATES_PAGE } from '../../../scripts/ticket-states.ts'
import { TICKET_ACTIONS, TICKET_STATES } from '../../../src/contracts/ticket.ts'

test('the page about the states of a ticket says what the table says; npm run docs:states writes it anew', () => {
  expect(readFileSync(STATES_PAGE, 'utf8')).toBe(describeTicketStates())
})

test('every state and every action stands on it, the diagram shows every way between states', () => {
  const page = describeTicketStates()
  for (const state of TICKET_STATES) expect(page).toContain(`| \`${state}\` |`)
  for (const action of TICKET_ACTIONS) expect(page).toContain(`| \`${action}\` |`)
  expect(page).toContain('handling --> unit_review: 答复')
  expect(page).toContain('verify --> dispatched: 重办')
})
