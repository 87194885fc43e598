import { readConfig } from '../src/config.ts'
import { connect } from '../src/platform/db/connect.ts'
import { verifyAccessLog } from '../src/tickets/protection/access-repository.ts'

/**
 * `npm run -s audit`: recomputes the chain of the view and action log and prints its head, to be kept outside of the database.
 * `npm run -s audit -- 1234 <hash>` also checks that a head printed before still stands in it. Ends with 1 where it is broken.
 */
const [seq, hash] = process.argv.slice(2)
const known = seq && hash ? { seq: Number(seq), hash } : null
const config = readConfig()
const { db, close } = connect(config.databaseUrl)
const { rows, head, broken } = await verifyAccessLog(db, known)
await close()
process.stdout.write(
  broken
    ? `查看与操作记录在第 ${broken.seq} 条断开：${broken.why}。之前的 ${rows} 条完好。\n`
    : `查看与操作记录 ${rows} 条，全部完好。\n请把这一行记在数据库之外，下次核对：${head.seq} ${head.hash}\n`,
)
process.exitCode = broken ? 1 : 0
