import type { CityRules } from '../../contracts/city-rules.ts'
import type { DeadlineFile, WarningsFile } from '../../contracts/knowledge-file.ts'
import type { Db } from '../../platform/db/schema.ts'
import { createWorkCalendar, type WorkCalendar } from '../work-calendar.ts'
import { inForceOf, listYearVersions, type RuleHead, readHeads, readPolicySet } from './rule-repository.ts'

/** Everything a clock is reckoned by, as it is in force now. `policyVersion` 0 = the city's files. */
export type ClockRules = {
  calendar: WorkCalendar
  policies: readonly DeadlineFile[]
  warnings: WarningsFile
  policyVersion: number
}

/** Rules are read for every move but change a few times a year: kept by what they contain, so never stale. */
const remembered = new WeakMap<CityRules, Map<string, ClockRules>>()
const REMEMBERED_MAX = 4

const readCalendar = async (db: Db, rules: CityRules, head: RuleHead | null): Promise<WorkCalendar> => {
  if (!head) return createWorkCalendar(rules.calendar)
  const years = inForceOf(await listYearVersions(db)).map((stored) => stored.plan)
  // Office hours and single days are the city's file; whole years are what was imported.
  return createWorkCalendar({ ...rules.calendar, knownYears: [], years })
}

/**
 * The policy table and the calendar in force, from the database; from the city's files where nothing was imported
 * yet. Read inside the caller's transaction: a ticket is clocked by the rules its own transaction sees.
 */
export const readClockRules = async (db: Db, rules: CityRules): Promise<ClockRules> => {
  const heads = await readHeads(db)
  const key = `${heads.deadlines?.version}:${heads.deadlines?.hash}:${heads.calendar?.hash}`
  const kept = remembered.get(rules) ?? new Map<string, ClockRules>()
  remembered.set(rules, kept)
  const known = kept.get(key)
  if (known) return known
  const calendar = await readCalendar(db, rules, heads.calendar)
  const made: ClockRules = heads.deadlines
    ? {
        calendar,
        policyVersion: heads.deadlines.version,
        ...(await readPolicySet(db, heads.deadlines.version)),
      }
    : {
        calendar,
        policyVersion: 0,
        policies: rules.deadlines.policies,
        warnings: rules.deadlines.warnings,
      }
  if (kept.size >= REMEMBERED_MAX) kept.clear()
  kept.set(key, made)
  return made
}
