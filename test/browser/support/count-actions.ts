import type { Locator, Page } from 'playwright-core'

/** What a person does on a page, counted: a click, a key, or one field filled in. */
export const startCounting = (page: Page) => {
  let actions = 0
  return {
    get actions() {
      return actions
    },
    click: async (target: Locator): Promise<void> => {
      actions += 1
      await target.click()
    },
    press: async (key: string): Promise<void> => {
      actions += 1
      await page.keyboard.press(key)
    },
    /** Writes into what has the focus, or into the field named. */
    type: async (text: string, field?: string): Promise<void> => {
      actions += 1
      if (field) await page.locator(field).fill(text)
      else await page.keyboard.type(text)
    },
  }
}
