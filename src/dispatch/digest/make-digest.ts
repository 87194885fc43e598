import type { CityRules } from '../../contracts/city-rules.ts'
import type { Clock } from '../../contracts/ports.ts'
import { listUndelivered } from '../../conversations/outbox-repository.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { LIMITS } from '../../platform/limits.ts'
import { checkYears } from '../../tickets/clocks/check-calendar.ts'
import { inForceOf, listYearVersions } from '../../tickets/clocks/rule-repository.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { listAlarms } from '../../tickets/protection/alarm-repository.ts'
import { createWorkCalendar } from '../../tickets/work-calendar.ts'
import * as stored from './digest-repository.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const TRIAGE_DAYS = 1
const ASKED_DAYS = 3
const RUNG_DAYS = 2

type Line = { number: string | null; text: string; since: string | null }
/** What stands still and would go unseen, by kind; a kind without lines is all right. At most a page of each. */
export type DigestGroup = { kind: string; label: string; lines: Line[] }

const sayUnit = (rules: CityRules, id: string | null): string =>
  id === null ? '研判台' : nameDepartment(rules, id)

/** The digest (每日简报) as things stand now. Holds no citizen's words, names or numbers. */
export const makeDigest = async (desk: {
  db: Db
  clock: Clock
  rules: CityRules
}): Promise<DigestGroup[]> => {
  const { db, clock, rules } = desk
  const most = LIMITS.pageSize
  const before = (days: number): string => isoAfter(clock, -days * DAY_MS)
  const of = (rows: readonly stored.StuckTicket[]): Line[] =>
    rows.map((row) => ({ number: row.number, text: sayUnit(rules, row.departmentId), since: row.since }))
  const sends = await stored.listNotDelivered(db, most)
  const years = inForceOf(await listYearVersions(db)).map((version) => version.year)
  const today = createWorkCalendar(rules.calendar).dayOf(clock.now())
  return [
    {
      kind: 'send',
      label: '没有送到单位',
      lines: sends.map((row) => ({
        number: row.number,
        text: `${sayUnit(rules, row.departmentId)}：${row.said}`,
        since: row.since,
      })),
    },
    { kind: 'sign', label: '超时没有签收', lines: of(await stored.listUnsigned(db, isoNow(clock), most)) },
    {
      kind: 'triage',
      label: `研判超过 ${TRIAGE_DAYS} 天`,
      lines: of(await stored.listLongInTriage(db, before(TRIAGE_DAYS), most)),
    },
    {
      kind: 'asked',
      label: `等诉求人补充超过 ${ASKED_DAYS} 天`,
      lines: of(await stored.listLongAsked(db, before(ASKED_DAYS), most)),
    },
    {
      kind: 'call',
      label: `回访电话超过 ${RUNG_DAYS} 天没有打`,
      lines: of(await stored.listNotRung(db, before(RUNG_DAYS), most)),
    },
    {
      kind: 'rating',
      label: '差评超期没有处理',
      lines: of(await stored.listLateRatings(db, isoNow(clock), most)),
    },
    {
      kind: 'outbox',
      label: '没有发到诉求人',
      lines: (await listUndelivered(db, most)).map((row) => ({
        number: null,
        text: `${row.channel} 渠道，试了 ${row.attempts} 次`,
        since: row.created_at,
      })),
    },
    {
      kind: 'job',
      label: '后台任务失败',
      lines: (await stored.countFailedJobs(db)).map((row) => ({
        number: null,
        text: `${row.type}：${row.n} 件`,
        since: null,
      })),
    },
    {
      kind: 'alarm',
      label: '查看异常没有处理',
      // Who it is stands on a page that not everybody with the digest may open.
      lines: (await listAlarms(db, most)).map((row) => ({
        number: null,
        text: '请督办在“隐私保护”里查看',
        since: row.at,
      })),
    },
    {
      kind: 'calendar',
      label: '放假安排',
      lines: checkYears(today, years).map((text) => ({ number: null, text, since: null })),
    },
  ]
}
