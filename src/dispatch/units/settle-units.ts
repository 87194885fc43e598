import { AppError } from '../../contracts/errors.ts'
import type { DepartmentFile } from '../../contracts/knowledge-file.ts'
import type { Actor } from '../../contracts/ticket.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { isoNow } from '../../platform/clock.ts'
import { LIMITS } from '../../platform/limits.ts'
import { refusalOf } from '../../tickets/refuse-action.ts'
import { isOpenUnit, unitNow } from '../../tickets/rules-now.ts'
import { OPEN_STATES } from '../../tickets/states.ts'
import { findTicket } from '../../tickets/ticket-repository.ts'
import { type ActionDesk, actOnTicket } from '../act-on-ticket.ts'
import { resumeTicket } from '../suspend-ticket.ts'
import { planEndParts, planTakeBack, planUnitMove } from './plan-unit-move.ts'
import {
  giveAccessBack,
  listMovedUnits,
  listOpenOfUnit,
  listUnitMoves,
  listWithPartOf,
  markMoveUndone,
  type UnitMove,
} from './unit-repository.ts'

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }

const moveOne = async (desk: ActionDesk, unit: DepartmentFile, ticketId: string): Promise<void> => {
  const next = unitNow(desk.rules, unit.id)
  const found = await findTicket(desk.db, ticketId)
  const isLed = found?.leadDepartmentId === unit.id
  // A pause ends first: nothing stands still on the desk.
  if (!next && isLed && found.state === 'suspended') await resumeTicket(desk, { ticketId, actor: SYSTEM })
  await actOnTicket(desk, { ticketId, actor: SYSTEM }, (ticket, _at, tx) => {
    if (next) {
      return planUnitMove(
        tx,
        ticket,
        { from: unit.id, to: next.id, isNoted: true },
        {
          lead: `${unit.name}的职责现在由${next.name}承担，这件工单由${next.short}接着办，办理期限不变。`,
          co: `协办单位${unit.short}的职责现在由${next.short}承担。`,
        },
      )
    }
    return ticket.leadDepartmentId === unit.id ? planTakeBack(unit) : planEndParts(tx, ticket, unit)
  })
}

/** States a ticket of a closed unit can be taken back from; after the answer it stays and is asked about. */
const CAN_BE_TAKEN = OPEN_STATES.filter(
  (state) => refusalOf({ state, leadDepartmentId: null }, 'take_back', SYSTEM) === null,
)

const each = async (ids: readonly string[], work: (id: string) => Promise<void>): Promise<number> => {
  let moved = 0
  for (const id of new Set(ids)) {
    try {
      await work(id)
      moved++
    } catch (error) {
      // Somebody acted in this very moment: the next round finds it.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error
    }
  }
  return moved
}

/** The ticket as it was, where nobody touched it since; who worked on it keeps it. */
const moveTicketBack = async (desk: ActionDesk, unit: DepartmentFile, move: UnitMove): Promise<void> => {
  const at = isoNow(desk.clock)
  const ticket = await findTicket(desk.db, move.subject_id)
  const isOpen = ticket !== null && (OPEN_STATES as readonly string[]).includes(ticket.state)
  const to = move.to_unit
  const isTheirs = move.kind === 'ticket' || ticket?.leadDepartmentId !== to
  if (!ticket || !isOpen || ticket.version !== move.version || to === null || !isTheirs) {
    await markMoveUndone(desk.db, move.id, at)
    return
  }
  await actOnTicket(
    desk,
    { ticketId: ticket.id, actor: SYSTEM, version: ticket.version },
    async (seen, _at, tx) => {
      const says = {
        lead: `单位调整已撤销，这件工单仍由${unit.name}办理，办理期限不变。`,
        co: `单位调整已撤销，仍由${unit.short}协办。`,
      }
      const plan = await planUnitMove(tx, seen, { from: to, to: unit.id, isNoted: false }, says)
      return {
        ...plan,
        also: async (tx2, moved, when) => {
          await plan.also?.(tx2, moved, when)
          await markMoveUndone(tx2, move.id, when)
        },
      }
    },
  )
}

const moveBack = async (desk: ActionDesk, unit: DepartmentFile, move: UnitMove): Promise<void> => {
  if (move.kind === 'ticket' || move.kind === 'part') return moveTicketBack(desk, unit, move)
  await desk.db.transaction().execute(async (tx) => {
    await giveAccessBack(tx, move)
    await markMoveUndone(tx, move.id, isoNow(desk.clock))
  })
}

/**
 * Brings every open ticket to where the units of today say it belongs: from closed units to those that follow them or to the desk,
 * and back to units that were opened again by an undo. Looks at what is, so a process that stops in the middle loses nothing and
 * nothing is moved twice; a page of each at a time. @returns how many tickets, people and keys were moved.
 */
export const settleUnits = async (asked: ActionDesk): Promise<number> => {
  // Read anew: a process that has not heard of the closing yet must not move back what another one just moved.
  const departments = (await readRuleInForce(asked.db, 'departments')).content
  const desk = { ...asked, rules: { ...asked.rules, departments } }
  let moved = 0
  for (const unit of desk.rules.departments) {
    if (unit.closedOn === undefined) continue
    const states = unitNow(desk.rules, unit.id) ? OPEN_STATES : CAN_BE_TAKEN
    const leads = await listOpenOfUnit(desk.db, unit.id, states, LIMITS.pageSize)
    const parts = await listWithPartOf(desk.db, unit.id, LIMITS.pageSize)
    moved += await each([...leads, ...parts], (id) => moveOne(desk, unit, id))
  }
  for (const id of await listMovedUnits(desk.db)) {
    const unit = desk.rules.departments.find((d) => d.id === id)
    if (!unit || !isOpenUnit(desk.rules, id)) continue
    const moves = await listUnitMoves(desk.db, id, LIMITS.pageSize)
    const byId = new Map(moves.map((move) => [move.id, move]))
    moved += await each([...byId.keys()], (moveId) => moveBack(desk, unit, byId.get(moveId) as UnitMove))
  }
  return moved
}
