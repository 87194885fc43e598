import { benchConsole } from './bench-console.ts'
import { benchDesk } from './bench-desk.ts'
import { benchKills } from './bench-kills.ts'
import { benchRetrieval } from './bench-retrieval.ts'
import { benchStart } from './bench-start.ts'
import { benchTickets } from './bench-tickets.ts'
import { describeMachine } from './machine.ts'

const USAGE = `npm run bench -- console --database file:… [--runs 10]
npm run bench -- desk [--seconds 10] [--together 16]
npm run bench -- kills [--kills 100] [--longest 3000] [--citizens 12]
npm run bench -- retrieval [--sizes 10000,100000] [--peers-at 10000] [--runs 3]
npm run bench -- start [--runs 3]
npm run bench -- tickets [--rows 100000] [--open 4000] [--runs 40] [--database postgres://…] [--keep]`

/** Measures and prints; asserts nothing. Figures mean something only beside the machine they were taken on. */
const main = async (): Promise<void> => {
  const [command = '', ...args] = process.argv.slice(2)
  const benches: Record<string, (args: string[]) => Promise<string[]>> = {
    console: benchConsole,
    desk: benchDesk,
    kills: benchKills,
    retrieval: benchRetrieval,
    start: benchStart,
    tickets: benchTickets,
  }
  const bench = benches[command]
  if (!bench) throw new Error(USAGE)
  const before = describeMachine()
  const lines = await bench(args)
  process.stdout.write(`\n# bench ${command}\n\n${before}\n\n${lines.join('\n')}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
