import { readConfig } from '../src/config.ts'
import { createDayOf } from '../src/insight/metrics/count-events.ts'
import { METRICS } from '../src/insight/metrics/metric-table.ts'
import { lastMonthOf } from '../src/insight/metrics/period.ts'
import { recountAndCompare } from '../src/insight/metrics/recount-and-compare.ts'
import { readCityFiles } from '../src/knowledge-base/read-city-files.ts'
import { followRuleVersions } from '../src/knowledge-base/read-rules.ts'
import { isoNow, systemClock } from '../src/platform/clock.ts'
import { connect } from '../src/platform/db/connect.ts'
import { migrate } from '../src/platform/db/migrate.ts'

/**
 * `npm run -s recount [-- 2026-10-01 2026-10-31]`: counts the whole event log anew and says whether the figures of a period (default:
 * last month) come out the same. Ends with 1 where they do not; what was counted anew stands.
 */
const main = async (): Promise<void> => {
  const config = readConfig()
  const { rules } = readCityFiles(config.knowledgeDir)
  const { db, close } = connect(config.databaseUrl, config.databasePool)
  try {
    await migrate(db)
    await followRuleVersions(db, rules).refresh()
    const today = createDayOf(rules.calendar.timezone)(isoNow(systemClock))
    const month = lastMonthOf(today)
    const [from = month.from, to = month.to] = process.argv.slice(2)
    const { restated, events } = await recountAndCompare({ db, rules }, { from, to, asOf: today })
    process.stdout.write(`${from} 至 ${to}：${events} 条记录重新统计完毕。\n`)
    for (const { metric, published, today: now } of restated) {
      const side = (f: typeof now): string => `${f.hits}/${f.total}`
      process.stdout.write(`${METRICS[metric].label}：原来 ${side(published)}，重新统计 ${side(now)}\n`)
    }
    process.stdout.write(restated.length === 0 ? '每个数字都和原来一样。\n' : '以重新统计的为准。\n')
    process.exitCode = restated.length === 0 ? 0 : 1
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`没有重新统计：\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
