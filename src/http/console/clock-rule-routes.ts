import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contracts/errors.ts'
import { CalendarYearFile, DeadlinesFile } from '../../contracts/knowledge-file.ts'
import { OpenTicket, TicketType } from '../../contracts/ticket.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { listStaff } from '../../staff/staff-repository.ts'
import { calculateDue } from '../../tickets/clocks/calculate-due.ts'
import { checkCalendarYear, checkYears } from '../../tickets/clocks/check-calendar.ts'
import { checkPolicies } from '../../tickets/clocks/check-policies.ts'
import { readClockRules } from '../../tickets/clocks/clock-rules.ts'
import { importPolicies, importYear } from '../../tickets/clocks/import-rules.ts'
import { previewPolicies, previewYear } from '../../tickets/clocks/preview-rules.ts'
import {
  findPolicyFile,
  inForceOf,
  listPolicySets,
  listYearVersions,
} from '../../tickets/clocks/rule-repository.ts'
import { CLOCK_STAGES } from '../../tickets/clocks/ticket-clock.ts'
import { validated } from '../validated.ts'
import { may, type StaffEnv } from './signed-in.ts'

const Year = z.object({ year: z.coerce.number().int().min(2000).max(2200) })
const Plan = CalendarYearFile.omit({ year: true })
const Version = z.object({ version: z.coerce.number().int().min(1) })
const Question = z.object({
  stage: z.enum(CLOCK_STAGES),
  type: TicketType,
  categoryId: z.string().max(60).default(''),
  urgency: OpenTicket.shape.urgency,
  channel: z.string().max(40).default('web'),
  districtId: z.string().max(60).nullable().default(null),
  start: z.iso.datetime('请选择从什么时候开始'),
})

/** What the clocks are reckoned by now, with every import there was, and what is missing. */
const show = async (desk: Desk) => {
  const { policies, warnings, policyVersion, calendar } = await readClockRules(desk.db, desk.rules)
  const versions = await listYearVersions(desk.db)
  const inForce = inForceOf(versions)
  const today = calendar.dayOf(desk.clock.now())
  const people = new Map((await listStaff(desk.db, LIMITS.pageSize * 20)).map((s) => [s.id, s.name]))
  const named = <T extends { source: string; by: string }>(row: T): T => ({
    ...row,
    by: row.source === 'file' ? '城市文件' : (people.get(row.by) ?? row.by),
  })
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
      years: versions.map(({ year, version, source, at, by }) => named({ year, version, source, at, by })),
      deadlines: (await listPolicySets(desk.db)).map(named),
    },
    /** What a rule may name. */
    categories: desk.rules.categories.flatMap(({ id, name, children }) => [
      { id, name },
      ...children.map((leaf) => ({ id: leaf.id, name: `${name} · ${leaf.name}` })),
    ]),
    districts: desk.rules.city.districts.map(({ id, name }) => ({ id, name })),
  }
}

/** Earlier versions, to look at or to put in force again, and what the rules in force make of a case. */
const lookRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .get('/clock-rules', may('clock-rules.read'), async (c) => c.json(await show(desk)))
    .get(
      '/clock-rules/deadlines/:version',
      may('clock-rules.read'),
      validated('param', Version),
      async (c) => {
        const file = await findPolicyFile(desk.db, c.req.valid('param').version)
        if (!file) throw new AppError('not_found', '没有这一版时限规则。')
        return c.json(file)
      },
    )
    .get(
      '/clock-rules/calendar/:year/:version',
      may('clock-rules.read'),
      validated('param', Year.extend(Version.shape)),
      async (c) => {
        const { year, version } = c.req.valid('param')
        const found = (await listYearVersions(desk.db)).find((v) => v.year === year && v.version === version)
        if (!found) throw new AppError('not_found', '没有这一版放假安排。')
        return c.json(found.plan)
      },
    )
    .post('/clock-rules/calculate', may('clock-rules.read'), validated('json', Question), async (c) => {
      const { stage, start, ...ticket } = c.req.valid('json')
      return c.json(await calculateDue(desk.db, desk.rules, { stage, ticket, start }))
    })

/**
 * Calendars and deadline policies: read, checked, imported. A check changes nothing and says what an import would do.
 * An undo is the import of an earlier version's content; nothing is ever removed.
 */
export const clockRuleRoutes = (desk: Desk) =>
  new Hono<StaffEnv>()
    .route('/', lookRoutes(desk))
    .post(
      '/clock-rules/calendar/:year/check',
      may('clock-rules.import'),
      validated('param', Year),
      validated('json', Plan),
      async (c) => {
        const plan = { ...c.req.valid('json'), year: c.req.valid('param').year }
        const checked = checkCalendarYear(plan)
        if (checked.mistakes.length > 0) return c.json({ ...checked, effect: null })
        return c.json({ ...checked, effect: await previewYear(desk.db, desk.rules, plan) })
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
      async (c) => {
        const file = c.req.valid('json')
        const checked = checkPolicies(file, desk.rules)
        if (checked.mistakes.length > 0) return c.json({ ...checked, effect: null })
        return c.json({ ...checked, effect: await previewPolicies(desk.db, desk.rules, file.policies) })
      },
    )
    .put('/clock-rules/deadlines', may('clock-rules.import'), validated('json', DeadlinesFile), async (c) =>
      c.json(await importPolicies(desk, c.req.valid('json'), c.get('member').id)),
    )
