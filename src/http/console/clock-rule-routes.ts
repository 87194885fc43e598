import { Hono } from 'hono'
import { z } from 'zod'
import { CalendarYearFile, DeadlinesFile } from '../../contracts/knowledge-file.ts'
import type { Desk } from '../../intake/desk.ts'
import { checkCalendarYear, checkYears } from '../../tickets/clocks/check-calendar.ts'
import { checkPolicies } from '../../tickets/clocks/check-policies.ts'
import { listProvisionalClocks } from '../../tickets/clocks/clock-repository.ts'
import { readClockRules } from '../../tickets/clocks/clock-rules.ts'
import { importPolicies, importYear } from '../../tickets/clocks/import-rules.ts'
import { inForceOf, listPolicySets, listYearVersions } from '../../tickets/clocks/rule-repository.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Year = z.object({ year: z.coerce.number().int().min(2000).max(2200) })
const Plan = CalendarYearFile.omit({ year: true })

/** What the clocks are reckoned by now, with every import there was, and what is missing. */
const show = async (desk: Desk) => {
  const { policies, warnings, policyVersion, calendar } = await readClockRules(desk.db, desk.rules)
  const versions = await listYearVersions(desk.db)
  const inForce = inForceOf(versions)
  const today = calendar.dayOf(desk.clock.now())
  return {
    hours: {
      timezone: desk.rules.calendar.timezone,
      workingPeriods: desk.rules.calendar.workingPeriods,
      week: desk.rules.calendar.week ?? {},
    },
    years: inForce.map(({ year, version, plan, source, at, by }) => ({
      ...{ year, version, source, at, by, plan },
      warnings: checkCalendarYear(plan).warnings,
    })),
    missing: checkYears(
      today,
      inForce.map((stored) => stored.year),
    ),
    deadlines: { version: policyVersion, policies, warnings },
    history: {
      years: versions.map(({ year, version, source, at, by }) => ({ year, version, source, at, by })),
      deadlines: await listPolicySets(desk.db),
    },
  }
}

/**
 * Calendars and deadline policies: read, checked, imported. A check changes nothing and says what an import would do.
 * An undo is the import of an earlier version's content; nothing is ever removed.
 */
export const clockRuleRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/clock-rules', may('clock-rules.read'), async (c) => c.json(await show(desk)))
    .post(
      '/clock-rules/calendar/:year/check',
      may('clock-rules.import'),
      validated('param', Year),
      validated('json', Plan),
      async (c) => {
        const { year } = c.req.valid('param')
        const known = (await listYearVersions(desk.db)).some((stored) => stored.year === year)
        const counted = known ? [] : await listProvisionalClocks(desk.db)
        const plan = { ...c.req.valid('json'), year }
        return c.json({ ...checkCalendarYear(plan), isNew: !known, clocksToRecount: counted.length })
      },
    )
    .put(
      '/clock-rules/calendar/:year',
      may('clock-rules.import'),
      validated('param', Year),
      validated('json', Plan),
      async (c) => {
        const plan = { ...c.req.valid('json'), year: c.req.valid('param').year }
        return c.json(await importYear(desk, plan, c.get('member').id))
      },
    )
    .post(
      '/clock-rules/deadlines/check',
      may('clock-rules.import'),
      validated('json', DeadlinesFile),
      async (c) => c.json(checkPolicies(c.req.valid('json'), desk.rules)),
    )
    .put('/clock-rules/deadlines', may('clock-rules.import'), validated('json', DeadlinesFile), async (c) =>
      c.json(await importPolicies(desk, c.req.valid('json'), c.get('member').id)),
    )
