import { writeFileSync } from 'node:fs'
import {
  TICKET_ACTIONS,
  TICKET_STATES,
  type TicketAction,
  type TicketState,
} from '../src/contracts/ticket.ts'
import { ACTION_LABELS, STATE_LABELS } from '../src/tickets/state-labels.ts'
import { STATES } from '../src/tickets/states.ts'
import { type Guard, TRANSITIONS, type Transition } from '../src/tickets/transitions.ts'

/** Where the page about the states of a ticket stands. */
export const STATES_PAGE = 'docs/ticket-states.md'

const OWNERS = {
  desk: 'the hotline',
  unit: 'the unit',
  citizen: 'the citizen',
  master: 'whoever acts on its master',
  nobody: 'nobody, it is over',
} as const
const CLOCKS = {
  sign: 'to sign',
  reply: 'to reply',
  step: 'a term of its own, beside the reply',
  followup: 'the wait for a rating',
  master: "the master's",
  none: '–',
} as const
const WHO: Record<string, string> = {
  citizen: 'citizen',
  system: 'system',
  agent: 'agent 坐席',
  dispatcher: 'dispatcher 派单员',
  supervisor: 'supervisor 督办',
  handler: 'handler 承办人',
  signer: 'signer 审签人',
  admin: 'admin 管理员',
  editor: 'editor 知识编辑',
}
const GUARDS: Record<Guard, string> = {
  returnable: 'within the window of returns and not designated',
  'not-exhausted': 'returned fewer times than `designateAfter`',
  'exhausted-or-conferred': 'after a conference, or returned `designateAfter` times',
  'before-due': 'before the due time',
  'extension-left': 'at most `extensions` times',
  'suspension-left': 'at most `suspensions` times',
  'parts-reported': 'co-handlers and lower units have reported',
  'part-open': 'a part is open',
  'has-unit': 'a unit answered it',
  'badly-rated': 'rated unsolved, or with one of the last two grades',
  'not-supervised': 'not supervised, or the order is answered',
  'is-supervised': 'supervised',
  'no-joined': 'no others are joined to it',
  'urge-rested': 'not urged within `urgeEveryHours`, of an urgent one `urgentUrgeEveryHours`',
  'urge-open': 'an urge waits for an answer',
  'order-open': 'an order of supervision waits for an answer',
}

const ruleOf = (action: TicketAction): Transition => TRANSITIONS[action]
const moving = TICKET_ACTIONS.filter((action) => ruleOf(action).to !== 'same')

const stateRow = (state: TicketState): string => {
  const { owner, clock } = STATES[state]
  const out = moving.filter((action) => ruleOf(action).from.includes(state)).map((a) => `\`${a}\``)
  return `| \`${state}\` | ${STATE_LABELS[state]} | ${OWNERS[owner]} | ${CLOCKS[clock]} | ${out.join(', ') || '–'} |`
}

const actionRow = (action: TicketAction): string => {
  const { from, to, by, unit, demands, when } = ruleOf(action)
  const ofUnit = unit === 'any' ? ' (of the lead or of a unit that helps)' : ''
  const cells = [
    `\`${action}\``,
    ACTION_LABELS[action],
    from.map((state) => `\`${state}\``).join(' ') || '–',
    to === 'same' ? 'stays' : `\`${to}\``,
    `${by.map((who) => WHO[who] ?? who).join(', ')}${ofUnit}`,
    demands ? `\`${demands.field}\`, ${demands.min}` : '',
    (when ?? []).map((guard) => GUARDS[guard]).join('; '),
  ]
  return `| ${cells.join(' | ')} |`
}

const diagram = (): string[] => {
  const edges = new Map<string, string[]>()
  for (const action of moving) {
    const { from, to } = ruleOf(action)
    for (const state of from.length > 0 ? from : ['[*]']) {
      const key = `${state} --> ${to}`
      edges.set(key, [...(edges.get(key) ?? []), ACTION_LABELS[action]])
    }
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...TICKET_STATES.map((state) => `  ${state}: ${STATE_LABELS[state]}`),
    ...[...edges].map(([edge, labels]) => `  ${edge}: ${labels.join(' / ')}`),
    '```',
  ]
}

/** The page as the table in `tickets/transitions.ts` has it now: diagram, states, actions. */
export const describeTicketStates = (): string =>
  [
    '# The life of a ticket (工单流转)',
    '',
    'Written by `npm run docs:states` from `src/tickets/transitions.ts`; do not edit by hand. Whoever acts as handler or',
    'signer must belong to the lead department (主办单位). Every transition is one transaction: state, step of the timeline,',
    'event, clocks, and what the citizen is told with its outbox row. The numbers a city sets stand under `flow` in',
    '`knowledge/city.yaml`, the terms in `knowledge/deadlines.yaml`.',
    '',
    ...diagram(),
    '',
    '## States',
    '',
    '| state | 中文 | who acts next | clock that binds | ways out |',
    '|---|---|---|---|---|',
    ...TICKET_STATES.map(stateRow),
    '',
    '## Actions',
    '',
    'Words: the field that must be filled, and its fewest characters.',
    '',
    '| action | 中文 | from | to | who | words | only |',
    '|---|---|---|---|---|---|---|',
    ...TICKET_ACTIONS.map(actionRow),
    '',
  ].join('\n')

if (import.meta.url === `file://${process.argv[1]}`) {
  writeFileSync(STATES_PAGE, describeTicketStates())
  process.stdout.write(`${STATES_PAGE} is written.\n`)
}
