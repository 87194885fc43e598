import { spawnSync } from 'node:child_process'

// `npm run check`: everything that must hold before a change lands, in the order that fails fastest.
// `--no-tests` leaves the tests out where they have just been run (.ci/run).
const steps = [
  ['format and lint', 'npx', ['biome', 'ci', '--error-on-warnings', '.']],
  ['types', 'npm', ['run', '-s', 'types']],
  ['knowledge files', 'npm', ['run', '-s', 'knowledge']],
  ['tests', 'npm', ['test']],
  ['eval gate', 'npm', ['run', '-s', 'eval', '--', 'gold']],
  ['talks gate', 'npm', ['run', '-s', 'eval', '--', 'talks']],
].filter(([name]) => !(name === 'tests' && process.argv.includes('--no-tests')))

for (const [name, command, args] of steps) {
  const start = performance.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`)
  if (status !== 0) process.exit(status ?? 1)
}
