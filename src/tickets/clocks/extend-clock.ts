import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { DeadlineFile } from '../../contracts/knowledge-file.ts'
import type { Db } from '../../platform/db/schema.ts'
import { chooseDeadline } from '../choose-deadline.ts'
import { sayInstant, sayTerm } from '../explain-due.ts'
import type { Ticket } from '../ticket.ts'
import { nextAlertAt } from './alert-times.ts'
import { listClocks, newestClocks } from './clock-repository.ts'
import { type ClockRules, readClockRules } from './clock-rules.ts'
import { saveChanged } from './pause-clocks.ts'
import { dueAfterMore, type Shifted } from './shift-due.ts'
import type { TicketClock } from './ticket-clock.ts'

const WITHOUT_RULE: Pick<DeadlineFile, 'amount' | 'unit'> = { amount: 5, unit: 'working_days' }

/** How far the reply may be put off: the city's rule, never more than the first term over again. */
const extendedDue = (rules: ClockRules, ticket: Ticket, clock: TicketClock, at: string) => {
  const on = rules.calendar.dayOf(new Date(at))
  const rule = chooseDeadline(rules.policies, { ...ticket, stage: 'extension', on }) ?? WITHOUT_RULE
  const byRule = dueAfterMore(rules.calendar, clock.dueAt, rule, clock.ends)
  const most = dueAfterMore(rules.calendar, clock.dueAt, clock, clock.ends)
  const [shifted, term]: [Shifted, Pick<DeadlineFile, 'amount' | 'unit'>] =
    most.due < byRule.due ? [most, clock] : [byRule, rule]
  return { shifted, term }
}

const mustExtend = (
  rules: ClockRules,
  clock: TicketClock | undefined,
  at: string,
  most: number,
): TicketClock => {
  if (!clock || clock.stoppedAt !== null) {
    throw new AppError('conflict', '这件工单的答复时限已经停止，不用再延期。')
  }
  if (clock.pausedAt !== null) throw new AppError('conflict', '时限正在暂停，恢复办理以后再申请延期。')
  if (clock.extended >= most) throw new AppError('conflict', `每件工单最多延期 ${most} 次，这件不能再延。`)
  if (at > clock.dueAt) {
    const due = sayInstant(new Date(clock.dueAt), rules.calendar.zone)
    throw new AppError('conflict', `延期要在到期前提出，这件工单${due}已经到期。`)
  }
  return clock
}

type Extension = { at: string; asOf?: string; most?: number }
type Planned = ReturnType<typeof extendedDue> & {
  inForce: ClockRules
  clocks: readonly TicketClock[]
  clock: TicketClock
}

const planExtension = async (
  db: Db,
  rules: CityRules,
  ticket: Ticket,
  extension: Extension,
): Promise<Planned> => {
  const inForce = await readClockRules(db, rules)
  const clocks = await listClocks(db, ticket.id)
  const running = newestClocks(clocks).find((clock) => clock.stage === 'reply')
  const clock = mustExtend(inForce, running, extension.asOf ?? extension.at, extension.most ?? 1)
  return { inForce, clocks, clock, ...extendedDue(inForce, ticket, clock, extension.at) }
}

/** Until when the reply would be put off if it were granted at `extension.at`, and by how much, in words. @throws AppError as `extendClock`. */
export const previewExtension = async (
  db: Db,
  rules: CityRules,
  ticket: Ticket,
  extension: Extension,
): Promise<{ dueAt: string; from: string; until: string; term: string; isProvisional: boolean }> => {
  const { inForce, clock, shifted, term } = await planExtension(db, rules, ticket, extension)
  const say = (instant: Date): string => sayInstant(instant, inForce.calendar.zone)
  return {
    dueAt: shifted.due.toISOString(),
    from: say(new Date(clock.dueAt)),
    until: say(shifted.due),
    term: sayTerm(term),
    isProvisional: shifted.isProvisional,
  }
}

/**
 * Puts off the reply (延期), inside the caller's transaction and after the move: by the city's rule for extensions,
 * counted on from the due time, at most the first term over again. Asked for before the due time: `asOf` is the instant
 * of the request, `at` of the decision (ISO-8601 UTC). The first due time stays; warnings count anew.
 * @returns the ticket with its new due time and the sentence that explains it.
 * @throws AppError conflict, in words: too late, too often (`most`, default once), paused, or nothing runs.
 */
export const extendClock = async (
  tx: Db,
  rules: CityRules,
  ticket: Ticket,
  extension: Extension,
): Promise<Ticket> => {
  const { inForce, clocks, clock, shifted, term } = await planExtension(tx, rules, ticket, extension)
  const dueAt = shifted.due.toISOString()
  const until = sayInstant(shifted.due, inForce.calendar.zone)
  const next: TicketClock = {
    ...clock,
    dueAt,
    dueText: `${clock.dueText}；同意延期 ${sayTerm(term)}，延至${until}前`,
    extended: clock.extended + 1,
    term: clock.term + 1,
    isProvisional: clock.isProvisional || shifted.isProvisional,
  }
  const nextAlert = nextAlertAt(inForce, next, extension.at)
  return saveChanged(tx, ticket, clocks, [{ ...next, nextAlertAt: nextAlert }])
}
