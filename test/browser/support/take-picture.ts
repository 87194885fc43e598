import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { checkAccess } from './check-access.ts'

/** With SHOTS=folder the page is also taken as a picture, for eyes. */
export const takePicture = async (page: Page, name: string, { fullPage = false } = {}): Promise<void> => {
  const folder = process.env.SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.waitForTimeout(300)
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage })
}

/** Checks a state for accessibility and takes its picture. */
export const look = async (page: Page, name: string): Promise<void> => {
  await checkAccess(page, name)
  await takePicture(page, name)
}
