import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Says something in the chat page as a citizen. */
export const say = async (page: Page, text: string): Promise<void> => {
  const box = page.getByRole('textbox').first()
  await box.fill(text)
  await box.press('Enter')
}

/** Waits until the words can be read on the page. */
export const sees = async (page: Page, text: string | RegExp): Promise<void> => {
  await page
    .getByText(text)
    .first()
    .waitFor({ timeout: 20_000 })
    .catch(async () => {
      expect((await page.locator('body').innerText()).slice(-1500), `waited in vain for ${text}`).toMatch(
        text,
      )
    })
}

/** A complaint told in the chat page until the ticket has its number. */
export const fileByChat = async (page: Page, matter: string): Promise<string> => {
  await say(page, matter)
  await sees(page, /手机号/)
  await say(page, '13800138000')
  await sees(page, '确认提交')
  await page.getByRole('button', { name: '确认提交' }).last().click()
  await sees(page, /\d{8}-\d{5}/)
  return /\d{8}-\d{5}/.exec(await page.locator('body').innerText())?.[0] ?? ''
}
