import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { EventData } from '../contracts/events.ts'
import type { Actor, TicketAction } from '../contracts/ticket.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvents, type LogEntry } from '../platform/events/event-repository.ts'
import { stopClocks } from './clocks/stop-clocks.ts'
import { noteAccess } from './protection/access-repository.ts'
import { missingWords, refusalOf, stateAfter } from './refuse-action.ts'
import { ACTION_LABELS, STATE_LABELS } from './state-labels.ts'
import { findLastStep, insertSteps } from './step-repository.ts'
import { StepData, type Ticket } from './ticket.ts'
import { blockedBy } from './ticket-guards.ts'
import { findTicket, type TicketChanges, updateTicket } from './ticket-repository.ts'
import { transitionOf } from './transitions.ts'

/** One action on one ticket. */
export type Move = {
  ticketId: string
  action: TicketAction
  actor: Actor
  /** The version the actor saw. Given: anything newer is a conflict. */
  version?: number
  /** The city's rules; needed by every action the table guards. */
  rules?: CityRules
  /** What the citizen may read of this step; empty = not shown to them. */
  publicText: string
  /** What only staff may read. */
  internalNote?: string
  data?: Omit<Partial<StepData>, 'unitId'>
  /** Changes of the row, or what makes them of the ticket as it is at that moment. */
  changes?: TicketChanges | ((ticket: Ticket) => TicketChanges)
  /** The words the action demands, checked against the table. */
  words?: { reason?: string; publicReply?: string; text?: string; way?: string }
  at: string
}

const NOT_YOURS = '这件工单现在不由您的单位主办，不能这样操作。'
const NOT_INVITED = '这次会商没有请您的单位参加。'
const NO_RIGHT = '您的身份不能这样操作这件工单。'

/** Says to whoever came second what happened in between. Citizens are told the state, not the names of staff. */
const conflict = async (tx: Db, ticket: Ticket, move: Move): Promise<AppError> => {
  const last = await findLastStep(tx, ticket.id)
  const now = `现在是“${STATE_LABELS[ticket.state]}”`
  const details = { state: ticket.state, version: ticket.version }
  if (move.actor.kind !== 'staff' || !last) {
    return new AppError('conflict', `工单${now}，不能${ACTION_LABELS[move.action]}。`, details)
  }
  const who = last.actorKind === 'staff' ? last.actorName : last.actorKind === 'citizen' ? '诉求人' : '系统'
  const what = `${who}刚刚做了“${ACTION_LABELS[last.action]}”，工单${now}`
  return new AppError(
    'conflict',
    `${what}，您的“${ACTION_LABELS[move.action]}”没有生效。请看过最新情况再操作。`,
    details,
  )
}

const check = async (tx: Db, ticket: Ticket, move: Move): Promise<void> => {
  const refusal = refusalOf(ticket, move.action, move.actor)
  if (refusal === 'role') throw new AppError('forbidden', NO_RIGHT)
  if (refusal === 'unit') throw new AppError('forbidden', move.action === 'speak' ? NOT_INVITED : NOT_YOURS)
  const isStale = move.version !== undefined && move.version !== ticket.version
  if (refusal === 'state' || isStale) throw await conflict(tx, ticket, move)
  if ((transitionOf(move.action).when ?? []).length > 0) {
    if (!move.rules) throw new Error(`${move.action} is guarded and was moved without the city's rules`)
    const blocked = blockedBy(ticket, move.action, move.rules, move.at)
    if (blocked) throw new AppError('conflict', blocked, { state: ticket.state, version: ticket.version })
  }
  const missing = missingWords(move.action, move.words ?? {})
  if (missing) throw new AppError('invalid_request', missing)
}

const ENDS: readonly string[] = ['terminated', 'referred']
const RACES_MAX = 5

/**
 * Checks and changes the row. Somebody faster is met again with fresh eyes: whoever named no version still gets
 * through where the table allows it (facts added while the department signs), everybody else gets the conflict.
 */
const changeRow = async (tx: Db, move: Move): Promise<{ before: Ticket; after: Ticket }> => {
  for (let races = 0; races < RACES_MAX; races++) {
    const before = await findTicket(tx, move.ticketId)
    if (!before) throw new AppError('not_found', '没有找到这件工单。')
    await check(tx, before, move)
    const to = stateAfter(before.state, move.action)
    const given = typeof move.changes === 'function' ? move.changes(before) : (move.changes ?? {})
    // The term of a state ends with the state: nothing may be late for what is over.
    // Urged on the way of its master, and no longer on it: nobody there answers any more.
    const left = before.state === 'merged' ? { urge_due_at: null } : {}
    const changes = to === before.state ? given : { step_due_at: null, ...left, ...given }
    if (!(await updateTicket(tx, before.id, before.version, to, changes))) continue
    const after = await findTicket(tx, before.id)
    if (after) return { before, after }
  }
  throw new AppError('conflict', '这件工单正在被多人同时操作，请稍等几秒再试。')
}

/**
 * The only way a ticket changes: the table is asked, the row moves if nobody was faster, one step is added to the
 * story, the clocks the action ends are ended (what starts a clock calls `startClocks` after this) and one `ticket.moved` event is written, all in the caller's transaction.
 *
 * A caller that also speaks in a talk must hold the talk's row first (`lockTalk`, `saveContext`): talk, then ticket,
 * then event is the order in which every room takes locks on PostgreSQL.
 * @returns the ticket as it is now.
 * @throws AppError not_found; forbidden for the wrong person; conflict, in words, when the ticket has moved on;
 * invalid_request when words the action demands are missing.
 */
export const moveTicket = async (tx: Db, move: Move): Promise<Ticket> => {
  const { before, after } = await changeRow(tx, move)
  const unitId = move.actor.kind === 'staff' ? move.actor.departmentId : null
  await insertSteps(tx, after.id, [
    {
      seq: after.version,
      at: move.at,
      action: move.action,
      from: before.state,
      to: after.state,
      actorKind: move.actor.kind,
      actorId: move.actor.id,
      actorName: move.actor.name,
      publicText: move.publicText,
      internalNote: move.internalNote ?? '',
      data: StepData.parse({ ...move.data, unitId }),
    },
  ])
  await stopClocks(tx, after, move.action, move.at)
  const said = move.data ?? {}
  await noteMove(tx, after, {
    ...{ action: move.action, from: before.state, actor: move.actor, at: move.at },
    told: {
      ...(said.level ? { level: said.level } : {}),
      ...(said.solved == null ? {} : { solved: said.solved }),
      ...(said.satisfied == null ? {} : { satisfied: said.satisfied }),
      ...(said.unasked == null ? {} : { unasked: said.unasked }),
      ...(said.recordedBy == null ? {} : { recordedBy: said.recordedBy }),
      ...(move.action === 'approve_exclusion' && said.reasonCode ? { excluded: said.reasonCode } : {}),
      ...(ENDS.includes(after.state) && after.outcomeCode ? { outcome: after.outcomeCode } : {}),
    },
  })
  const { at, action } = move
  await noteAccess(tx, move.actor, { at, kind: 'action', ticketId: after.id, what: action, shown: '' })
  return after
}

type NotedStep = {
  action: TicketAction
  from: string
  actor: Actor
  at: string
  told?: Pick<
    EventData<'ticket.moved'>,
    'facts' | 'solved' | 'satisfied' | 'unasked' | 'recordedBy' | 'excluded' | 'outcome' | 'level'
  >
}

/** The event of a step, for the audit trail and everything that follows tickets live. `ticket` is as the step left it. */
export const moveEvent = (ticket: Ticket, step: NotedStep): LogEntry => ({
  at: step.at,
  type: 'ticket.moved',
  subject: { type: 'ticket', id: ticket.id },
  actor: { kind: step.actor.kind, id: step.actor.id },
  data: {
    number: ticket.number,
    action: step.action,
    from: step.from,
    to: ticket.state,
    departmentId: ticket.leadDepartmentId,
    ...step.told,
  },
})

/** Writes the event of a step. */
const noteMove = async (tx: Db, ticket: Ticket, step: NotedStep): Promise<void> => {
  await appendEvents(tx, [moveEvent(ticket, step)])
}
