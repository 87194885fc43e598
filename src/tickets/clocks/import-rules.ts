import type { z } from 'zod'
import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { CalendarYearFile, DeadlinesFile } from '../../contracts/knowledge-file.ts'
import type { Clock } from '../../contracts/ports.ts'
import { isoNow } from '../../platform/clock.ts'
import { nextValue } from '../../platform/counter-repository.ts'
import type { Database, Db } from '../../platform/db/schema.ts'
import { appendEvent } from '../../platform/events/event-repository.ts'
import { plansOf } from '../calendar-days.ts'
import { type Checked, checkCalendarYear } from './check-calendar.ts'
import { checkPolicies } from './check-policies.ts'
import { enqueueRecount } from './recount-clocks.ts'
import {
  hashOf,
  inForceOf,
  insertPolicySet,
  insertYear,
  listYearVersions,
  newestPolicySet,
  type RuleSource,
} from './rule-repository.ts'

type Desk = { db: Database; clock: Clock; rules: CityRules }
type Deadlines = z.infer<typeof DeadlinesFile>

const note = (tx: Db, kind: string, version: number, from: RuleSource): Promise<number> =>
  appendEvent(tx, {
    at: from.at,
    type: 'rules.changed',
    subject: { type: 'rules', id: kind },
    actor: { kind: from.source === 'file' ? 'system' : 'staff', id: from.by },
    data: { kind, version },
  })

const storeYear = async (tx: Db, plan: CalendarYearFile, from: RuleSource): Promise<number> => {
  const version = await insertYear(tx, plan, from)
  await note(tx, `calendar-${plan.year}`, version, from)
  // Clocks that were counted without this year's plan were promised to be counted anew.
  if (version === 1) await enqueueRecount(tx, plan.year, from.at)
  return version
}

const storePolicies = async (tx: Db, file: Deadlines, from: RuleSource): Promise<number> => {
  const version = await insertPolicySet(tx, file, from)
  await note(tx, 'deadline-policies', version, from)
  return version
}

/** The sentences that stand against a city's files, each with its file. */
export const checkFileRules = (rules: CityRules): Checked => {
  const all = [
    ...plansOf(rules.calendar).map(
      (plan) => [`calendar.yaml ${plan.year}`, checkCalendarYear(plan)] as const,
    ),
    ['deadlines.yaml', checkPolicies(rules.deadlines, rules)] as const,
  ]
  const of = (kind: keyof Checked): string[] =>
    all.flatMap(([file, checked]) => checked[kind].map((said) => `${file}: ${said}`))
  return { mistakes: of('mistakes'), warnings: of('warnings') }
}

/**
 * Takes the city's files into the database: each year's plan and the policy table become a new version when the file
 * changed since the files were last taken in. What a person imported is never overwritten by a file.
 * @returns what changed. @throws Error naming every mistake; nothing is taken in then.
 */
export const importFileRules = async (desk: Desk): Promise<string[]> => {
  const { mistakes } = checkFileRules(desk.rules)
  if (mistakes.length > 0) throw new Error(`the rules of the clocks cannot be right:\n${mistakes.join('\n')}`)
  const from: RuleSource = { source: 'file', at: isoNow(desk.clock), by: 'import' }
  return desk.db.transaction().execute(async (tx) => {
    // Two processes that start at once take turns here: the counter row is locked until commit.
    await nextValue(tx, 'lock:clock-rules')
    const changed: string[] = []
    const newest = await newestPolicySet(tx)
    if (newest?.source !== 'person' && newest?.hash !== hashOf(desk.rules.deadlines)) {
      changed.push(`deadlines ${await storePolicies(tx, desk.rules.deadlines, from)}`)
    }
    const inForce = inForceOf(await listYearVersions(tx))
    for (const plan of plansOf(desk.rules.calendar)) {
      const stored = inForce.find((s) => s.year === plan.year)
      if (stored?.source === 'person' || stored?.hash === hashOf(plan)) continue
      changed.push(`calendar ${plan.year}.${await storeYear(tx, plan, from)}`)
    }
    return changed
  })
}

const mustBeRight = (checked: Checked): void => {
  if (checked.mistakes.length > 0) {
    throw new AppError('invalid_request', `没有导入：${checked.mistakes.join('；')}。`, checked)
  }
}

/**
 * An administrator imports the plan of one year; it is in force at once, in every process. Clocks that reached into
 * the year while its plan was unknown are counted anew by a job; all others keep what they promised.
 * @throws AppError invalid_request with every mistake; nothing is stored then.
 */
export const importYear = async (
  desk: Desk,
  plan: CalendarYearFile,
  staffId: string,
): Promise<{ version: number; warnings: string[] }> => {
  const checked = checkCalendarYear(plan)
  mustBeRight(checked)
  const from: RuleSource = { source: 'person', at: isoNow(desk.clock), by: staffId }
  const version = await desk.db.transaction().execute(async (tx) => {
    await nextValue(tx, 'lock:clock-rules')
    return storeYear(tx, plan, from)
  })
  return { version, warnings: checked.warnings }
}

/**
 * An administrator imports a policy table; it holds for every clock that starts from now on. Running clocks keep the
 * rule they started by. @throws AppError invalid_request with every mistake; nothing is stored then.
 */
export const importPolicies = async (
  desk: Desk,
  file: Deadlines,
  staffId: string,
): Promise<{ version: number; warnings: string[] }> => {
  const checked = checkPolicies(file, desk.rules)
  mustBeRight(checked)
  const from: RuleSource = { source: 'person', at: isoNow(desk.clock), by: staffId }
  const version = await desk.db.transaction().execute(async (tx) => {
    await nextValue(tx, 'lock:clock-rules')
    return storePolicies(tx, file, from)
  })
  return { version, warnings: checked.warnings }
}
