import { spawn } from 'node:child_process'

// `npm run check`: everything that must hold before a change lands, what fails fastest first. Two lines of work stand side by side: the
// types take one processor for more than a minute, the gates another. `--no-tests` leaves the tests out where they have just been run
// (.ci/run).
const LINT = ['format and lint', 'npx', ['biome', 'ci', '--error-on-warnings', '.']]
const TYPES = ['types', 'npm', ['run', '-s', 'types']]
const TESTS = ['tests', 'npm', ['test']]
const GATES = [
  ['knowledge files', 'npm', ['run', '-s', 'knowledge']],
  ['eval gate', 'npm', ['run', '-s', 'eval', '--', 'gold']],
  ['talks gate', 'npm', ['run', '-s', 'eval', '--', 'talks']],
]

/** Runs one step, shows what it said when it is over, and ends everything when it failed. */
const run = ([name, command, args]) =>
  new Promise((resolve) => {
    const start = performance.now()
    const step = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    for (const stream of [step.stdout, step.stderr]) stream.on('data', (piece) => said.push(piece))
    step.on('error', (fault) => said.push(`${fault.message}\n`))
    step.on('close', (status) => {
      process.stdout.write(Buffer.concat(said.map((piece) => Buffer.from(piece))))
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`)
      if (status !== 0) process.exit(status || 1)
      resolve()
    })
  })

const runAll = async (steps) => {
  for (const step of steps) await run(step)
}

await run(LINT)
await Promise.all([run(TYPES), runAll(GATES)])
if (!process.argv.includes('--no-tests')) await run(TESTS)
