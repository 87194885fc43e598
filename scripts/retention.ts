import { readConfig } from '../src/config.ts'
import { openDesk } from '../src/open-desk.ts'
import { previewKeeping } from '../src/privacy/keeping.ts'
import { runRetention } from '../src/privacy/run-retention.ts'

/**
 * `npm run -s retention`: what is over its term, by kind; nothing is changed. With `-- --run` it is erased now instead of tonight.
 */
const desk = await openDesk(readConfig())
for (const kind of await previewKeeping(desk)) {
  const preserved = kind.preserved > 0 ? `，另有 ${kind.preserved} 件暂缓删除` : ''
  process.stdout.write(
    `${kind.label}：保存 ${kind.days} 天，到期 ${kind.due} 件${preserved}。依据：${kind.basis}\n`,
  )
}
if (process.argv.includes('--run')) {
  const erased = await runRetention(desk)
  const n = Object.values(erased).reduce((sum, one) => sum + one, 0)
  process.stdout.write(`已删除 ${n} 件，不能恢复。\n`)
} else process.stdout.write('以上只是预览，什么都没有删。到期的每天凌晨三点后自动删除。\n')
await desk.close()
