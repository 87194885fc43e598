import type { CityRules } from '../contracts/city-rules.ts'
import type { Actor, TicketForCitizen } from '../contracts/ticket.ts'
import { sayLadder, viewClock } from './clock-words.ts'
import type { ClockStory } from './clocks/present-clocks.ts'
import type { Conference } from './conference/conference.ts'
import { presentConference } from './conference/present-conference.ts'
import { presentFiles, presentFilesForCitizen } from './files/present-files.ts'
import type { TicketFile } from './files/ticket-file.ts'
import { contactFor, isAtDesk, maskNumbers, seesContact } from './mask-contact.ts'
import { nameCategory, nameDepartment } from './name-department.ts'
import { presentCandidates, presentCategory } from './present-routing.ts'
import { presentStaffSteps, presentTimeline } from './present-timeline.ts'
import { isRatingShown, stepsFor } from './rating-privacy.ts'
import { allowedActions } from './refuse-action.ts'
import { REFERRAL_LABELS, STATE_LABELS, TERMINATION_LABELS, TYPE_LABELS } from './state-labels.ts'
import { STATES } from './states.ts'
import type { Ticket, TicketPart, TicketStep } from './ticket.ts'
import { blockedBy } from './ticket-guards.ts'

const departmentOf = (rules: CityRules, ticket: Ticket): string | null =>
  ticket.leadDepartmentId === null ? null : nameDepartment(rules, ticket.leadDepartmentId)

/** What the citizen may see and do; `master`: the ticket theirs is handled with, whose number and people they never learn: no internal notes, no names of staff, no contact data echoed back. */
export const presentForCitizen = (
  rules: CityRules,
  ticket: Ticket,
  steps: readonly TicketStep[],
  {
    master = null,
    files = [],
    now = new Date(ticket.openedAt),
    followUpWish = 'yes',
  }: {
    master?: Ticket | null
    files?: readonly TicketFile[]
    now?: Date
    followUpWish?: TicketForCitizen['followUpWish']
  } = {},
): TicketForCitizen => {
  /** Handled with another ticket: where that one is and by when, is where this one is. */
  const way = ticket.state === 'merged' && master ? master : ticket
  const may = allowedActions(ticket, { kind: 'citizen', id: ticket.citizenId, name: '诉求人' })
  // Once rated and closed there is nothing more to ask; a new fault is a new rating only after silence.
  const asksRating = ticket.state === 'followup' || (ticket.state === 'closed' && ticket.satisfied === null)
  const asked = ticket.state === 'need_info' ? steps.findLast((s) => s.action === 'ask_info') : undefined
  const mayUrge = may.includes('urge')
  const rest = mayUrge ? blockedBy(ticket, 'urge', rules, now.toISOString()) : null
  const pause = way.pausedAt !== null && way.dueText !== null ? '（现在暂停计时）' : ''
  return {
    number: ticket.number,
    title: ticket.title,
    type: ticket.type,
    typeLabel: TYPE_LABELS[ticket.type],
    category: nameCategory(rules, ticket.categoryId),
    matter: ticket.matter,
    wish: ticket.wish,
    place: ticket.placeText,
    state: ticket.state,
    stateLabel:
      way === ticket ? STATE_LABELS[ticket.state] : `与同一件事一起办理，${STATE_LABELS[way.state]}`,
    department: departmentOf(rules, way),
    openedAt: ticket.openedAt,
    dueAt: way.dueAt,
    dueText: way.dueText === null ? null : `${way.dueText}${pause}`,
    publicReply: ticket.publicReply,
    timeline: presentTimeline(rules, steps),
    files: presentFilesForCitizen(rules, ticket, steps, files),
    asksInfo: asked?.publicText ?? null,
    canAddFacts: may.includes('add_facts') || may.includes('give_info'),
    canReopen: may.includes('reopen'),
    canWithdraw: may.includes('withdraw'),
    canUrge: mayUrge && rest === null,
    urgeText: rest,
    canRate: may.includes('rate') && asksRating,
    rating: { solved: ticket.solved, satisfied: ticket.satisfied },
    followUpWish,
  }
}

/** One row of a list on the console; `hide` takes out who wrote, wherever the viewer may not see it. */
export const presentRow = (
  rules: CityRules,
  ticket: Ticket,
  viewer: Actor,
  now: Date,
  hide: (text: string) => string,
) => {
  const clock = viewClock(ticket, now)
  return {
    id: ticket.id,
    number: ticket.number,
    title: seesContact(ticket, viewer) ? ticket.title : hide(ticket.title),
    typeLabel: TYPE_LABELS[ticket.type],
    category: nameCategory(rules, ticket.categoryId),
    place: ticket.confidential ? hide(ticket.placeText) : ticket.placeText,
    state: ticket.state,
    stateLabel: STATE_LABELS[ticket.state],
    departmentName: departmentOf(rules, ticket),
    openedAt: ticket.openedAt,
    signDueAt: ticket.signDueAt,
    dueAt: ticket.dueAt,
    clockText: clock.text,
    warnLevel: ticket.warnLevel,
    escalatedTo: sayLadder(ticket.escalatedTo),
    /** What binds now, and until when: for clocks that tick on the page. */
    clockDueAt: clock.dueAt,
    clockWhat: clock.what,
    overdue: clock.overdue,
    urgency: ticket.urgency,
    supervised: ticket.supervised,
    superviseLevel: ticket.superviseLevel,
    superviseDueAt: ticket.superviseDueAt,
    superviseAnsweredAt: ticket.superviseAnsweredAt,
    urgeCount: ticket.urgeCount,
    urgedAt: ticket.urgedAt,
    isRepeat: ticket.repeatOf !== null,
    /** Somebody waits for an answer to an urge until then; null = nobody. */
    urgeDueAt: ticket.urgeDueAt,
    joinedCount: ticket.joinedCount,
    /** Answered before, and to be done again: the hotline found so, or it was opened again. */
    isAnew: (ticket.state === 'dispatched' || ticket.state === 'handling') && ticket.repliedAt !== null,
    /** The unit's answer was sent back by its leader or by the hotline, and waits to be written anew. */
    isSentBack: ticket.state === 'handling' && ticket.draftReply !== null,
    /** False where the viewer's unit only helps, or is only called to confer. */
    isLed:
      viewer.kind !== 'staff' ||
      viewer.departmentId === null ||
      ticket.leadDepartmentId === viewer.departmentId,
    version: ticket.version,
  }
}
export type TicketRow = ReturnType<typeof presentRow>

const OUTCOMES: Record<string, string> = { ...REFERRAL_LABELS, ...TERMINATION_LABELS }
const outcomeOf = (ticket: Ticket): string =>
  ticket.outcomeCode === null ? '' : (OUTCOMES[ticket.outcomeCode] ?? ticket.outcomeCode)

/** Whether the viewer's unit is the one that reports this part: its own, or the lead for a unit known by name only. */
const isOwnPart = (ticket: Ticket, part: TicketPart, viewer: Actor): boolean =>
  viewer.kind === 'staff' &&
  viewer.departmentId !== null &&
  viewer.departmentId === (part.departmentId ?? ticket.leadDepartmentId)

/** The joint case a ticket is part of. A department knows that there are others and what they say, the hotline also which. */
const presentJoint = (
  ticket: Ticket,
  joint: { master: Ticket | null; joined: readonly Ticket[] },
  isDesk: boolean,
  hide: (text: string) => string,
) => ({
  masterNumber: ticket.state === 'merged' && isDesk ? (joint.master?.number ?? null) : null,
  joined: joint.joined.map((other) => ({
    number: isDesk ? other.number : null,
    matter: isDesk && !other.confidential ? other.matter : hide(other.matter),
    openedAt: other.openedAt,
  })),
})

/** What may be done now, and what the table would allow with the sentence that stands in its way. */
const presentActions = (rules: CityRules, ticket: Ticket, viewer: Actor, now: Date) => {
  const allowed = allowedActions(ticket, viewer).map((action) => ({
    action,
    say: blockedBy(ticket, action, rules, now.toISOString()),
  }))
  return {
    actions: allowed.filter((a) => a.say === null).map((a) => a.action),
    blocked: allowed.flatMap((a) => (a.say === null ? [] : [{ action: a.action, say: a.say }])),
  }
}

/** The whole ticket for one member of staff: contact as they may see it, the story, and what they may do now. */
export const presentDetail = (
  rules: CityRules,
  ticket: Ticket,
  steps: readonly TicketStep[],
  viewer: Actor,
  now: Date,
  clocks: readonly ClockStory[] = [],
  parts: readonly TicketPart[] = [],
  how: {
    isGranted?: boolean
    /** Takes out whoever wrote, wherever they stand; for what the citizen said. */
    hide?: (text: string) => string
    /** The same for a step: what a unit wrote is not compared with what the unit may not know. */
    hideStep?: (step: TicketStep, text: string) => string
    /** Takes out by form alone. */
    hideForm?: (text: string) => string
    joint?: { master: Ticket | null; joined: readonly Ticket[] }
    files?: readonly TicketFile[]
    conference?: Conference | null
  } = {},
) => {
  const contact = contactFor(ticket, viewer, how.isGranted)
  const { hide = maskNumbers, hideForm = hide, hideStep = (_step, text) => hide(text) } = how
  const masked = (text: string): string => (contact.masked ? hide(text) : text)
  const discreet = (text: string): string => (ticket.confidential ? masked(text) : text)
  const byForm = (text: string): string => (contact.masked ? hideForm(text) : text)
  const stepsBySeq = new Map(steps.map((step) => [step.seq, step]))
  const inStep = (seq: number, text: string): string => {
    const step = stepsBySeq.get(seq)
    return contact.masked && step ? hideStep(step, text) : text
  }
  const isDesk = isAtDesk(viewer)
  return {
    ticket: {
      ...presentRow(rules, ticket, viewer, now, hide),
      title: masked(ticket.title),
      place: discreet(ticket.placeText),
      type: ticket.type,
      ...presentCategory(rules, ticket),
      matter: masked(ticket.matter),
      wish: masked(ticket.wish),
      districtId: ticket.districtId,
      happenedAt: ticket.happenedAt,
      channel: ticket.channel,
      contactName: contact.name,
      contactPhone: contact.phone,
      contactMasked: contact.masked,
      confidential: ticket.confidential,
      leadDepartmentId: ticket.leadDepartmentId,
      coDepartments: ticket.coDepartmentIds.map((id) => nameDepartment(rules, id)),
      routingWhy: ticket.routing.why,
      catalogueLineId: ticket.catalogueLineId,
      returnCount: ticket.returnCount,
      dispatchedAt: ticket.dispatchedAt,
      signedAt: ticket.signedAt,
      firstDueAt: ticket.firstDueAt,
      dueText: ticket.dueText,
      repliedAt: ticket.repliedAt,
      publicReply: ticket.publicReply === null ? null : byForm(ticket.publicReply),
      closedAt: ticket.closedAt,
      solved: isRatingShown(ticket) ? ticket.solved : null,
      satisfied: isRatingShown(ticket) ? ticket.satisfied : null,
      stepDueAt: ticket.stepDueAt,
      returnDueAt: ticket.returnDueAt,
      pausedAt: ticket.pausedAt,
      draftReply: ticket.draftReply === null ? null : byForm(ticket.draftReply),
      designated: ticket.designated,
      extensionCount: ticket.extensionCount,
      owner: STATES[ticket.state].owner,
      outcome: outcomeOf(ticket),
    },
    parts: parts.map((part) => ({
      ...part,
      task: byForm(part.task),
      report: part.report === null ? null : byForm(part.report),
      isOwn: isOwnPart(ticket, part, viewer),
    })),
    steps: presentStaffSteps(rules, stepsFor(ticket, viewer, steps)).map((s) => ({
      ...s,
      publicText: inStep(s.seq, s.publicText),
      internalNote: inStep(s.seq, s.internalNote),
      basis: byForm(s.basis),
    })),
    conference: presentConference(rules, how.conference ?? null, viewer, { masked, byForm }),
    joint: presentJoint(ticket, how.joint ?? { master: null, joined: [] }, isDesk, hide),
    files: presentFiles(rules, ticket, how.files ?? [], {
      viewer,
      isMasked: contact.masked,
      hide,
      byForm,
    }),
    /** Every clock the ticket has or had, with how its due time was counted and what was warned of. */
    clocks,
    ...presentActions(rules, ticket, viewer, now),
    candidates: presentCandidates(rules, ticket),
    // The talk shows who the citizen is; the desk needs it, a department does not.
    conversationId: isDesk && !(ticket.confidential && contact.masked) ? ticket.conversationId : null,
  }
}
export type TicketDetail = ReturnType<typeof presentDetail>
