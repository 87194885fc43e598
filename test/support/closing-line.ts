import type { Reporter, TestModule } from 'vitest/node'

/**
 * The library that brings PostgreSQL ends the process by `process.exit(0)` in an exit hook of its own, whatever the tests said: without
 * this a failed run would look like a good one to every script.
 */
const failTheProcess = (): void => {
  process.on('exit', () => {
    process.exitCode = 1
  })
}

/** Ends the run with one plain line, so that a script can read the counts: "N passed, N failed, N skipped". */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state]++
      }
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed++
    }
    if (counts.failed > 0) failTheProcess()
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  }
}
