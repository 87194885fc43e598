import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every page of tickets, contacts and deliveries is marked with who looks at it', () => {
  const source = readFileSync('console/router.ts', 'utf8')
  const metas = [...source.matchAll(/meta: \{([^}]*)\}/g)].map((m) => m[1] ?? '')
  const about = metas.filter((meta) => /capability: '(ticket|contact|delivery|follow-up|rating)\./.test(meta))
  expect(about.length).toBeGreaterThanOrEqual(5)
  expect(about.filter((meta) => !meta.includes('personal: true'))).toEqual([])
})
