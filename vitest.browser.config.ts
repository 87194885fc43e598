import { defineConfig } from 'vitest/config'

/** Journeys in a real browser: `npm run test:browser`. Apart from `npm test`, because they need Chromium and a Chinese font. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    pool: 'forks',
    isolate: false,
    // Pages wait more than they reckon: two files side by side take little more than half the time.
    maxWorkers: 2,
    globalSetup: ['test/support/global-setup.ts', 'test/browser/support/built-pages.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    // A journey hangs or it does not: on a machine with other tenants one of forty seconds took eighty.
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
})
