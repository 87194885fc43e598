import type { CityRules } from '../contracts/city-rules.ts'
import type { TimelineStep } from '../contracts/ticket.ts'
import { nameDepartment } from './name-department.ts'
import {
  ACTION_LABELS,
  CONTACT_RESULTS,
  CONTACT_WAYS,
  type ContactResult,
  type ContactWay,
} from './state-labels.ts'
import type { TicketStep } from './ticket.ts'

/** A step as staff see it: everything, with the unit in words. */
export type StaffStep = {
  seq: number
  at: string
  action: string
  title: string
  publicText: string
  internalNote: string
  by: string
  unit: string | null
  proposedDepartment: string | null
  basis: string
  /** How, when and with what result the citizen was contacted; null for other steps. */
  contact: { way: string; result: string; at: string } | null
}

const HOTLINE = '12345热线'

/** Citizens read the unit that acted, never the name of a person. */
const unitFor = (rules: CityRules, step: TicketStep): string => {
  if (step.actorKind === 'citizen') return '您'
  return step.data.unitId ? nameDepartment(rules, step.data.unitId) : HOTLINE
}

/** The story for the citizen, newest first: only steps with words for them. */
export const presentTimeline = (rules: CityRules, steps: readonly TicketStep[]): TimelineStep[] =>
  steps
    .filter((step) => step.publicText !== '')
    .map((step) => ({
      at: step.at,
      action: step.action,
      title: ACTION_LABELS[step.action],
      text: step.publicText,
      by: unitFor(rules, step),
    }))
    .reverse()

const contactOf = (step: TicketStep): StaffStep['contact'] => {
  const { way, result, contactedAt } = step.data
  if (way === undefined) return null
  return {
    way: CONTACT_WAYS[way as ContactWay] ?? way,
    result: CONTACT_RESULTS[(result ?? 'reached') as ContactResult] ?? '',
    at: contactedAt ?? step.at,
  }
}

/** The story for staff, newest first, with internal notes and names. */
export const presentStaffSteps = (rules: CityRules, steps: readonly TicketStep[]): StaffStep[] =>
  steps
    .map((step) => ({
      seq: step.seq,
      at: step.at,
      action: step.action,
      title: ACTION_LABELS[step.action],
      publicText: step.publicText,
      internalNote: step.internalNote,
      by: step.actorKind === 'citizen' ? '诉求人' : step.actorName,
      unit: step.data.unitId ? nameDepartment(rules, step.data.unitId) : null,
      proposedDepartment: step.data.proposedDepartmentId
        ? nameDepartment(rules, step.data.proposedDepartmentId)
        : null,
      basis: step.data.basis ?? '',
      contact: contactOf(step),
    }))
    .reverse()
