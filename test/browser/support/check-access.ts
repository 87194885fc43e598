import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** No serious or critical finding of axe-core (WCAG 2.2 AA) on the page as it stands. */
export const checkAccess = async (page: Page, name: string): Promise<void> => {
  // Evaluated by the browser's debugger, which the page's own content security policy does not stop.
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: { run(): Promise<axe.AxeResults> } }
    return (await checker.run()).violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map((n) => `${n.target}: ${n.failureSummary}`).slice(0, 3),
    }))
  })
  const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(bad, name).toEqual([])
}
