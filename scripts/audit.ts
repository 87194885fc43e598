import { readConfig } from '../src/config.ts'
import { connect } from '../src/platform/db/connect.ts'
import { verifyAccessLog } from '../src/tickets/protection/access-repository.ts'

/** `npm run -s audit`: recomputes the chain of the view and action log. Ends with 1 where it is broken. */
const config = readConfig()
const { db, close } = connect(config.databaseUrl)
const { rows, broken } = await verifyAccessLog(db)
await close()
process.stdout.write(
  broken
    ? `查看与操作记录在第 ${broken.seq} 条断开：${broken.why}。之前的 ${rows} 条完好。\n`
    : `查看与操作记录 ${rows} 条，全部完好。\n`,
)
process.exitCode = broken ? 1 : 0
