import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const LEAST = 44

/**
 * Everything to be tapped on a phone is 44 px high at least (WCAG 2.5.5): buttons, fields, choices. Links inside a sentence and
 * what only a keyboard reaches are left out.
 */
export const checkTargets = async (page: Page, name: string): Promise<void> => {
  const small = await page.evaluate((least) => {
    const seen = (el: Element): boolean => {
      const box = el.getBoundingClientRect()
      const style = getComputedStyle(el)
      return (
        box.width > 4 &&
        box.height > 4 &&
        style.visibility !== 'hidden' &&
        style.clip !== 'rect(0px, 0px, 0px, 0px)'
      )
    }
    const all = document.querySelectorAll(
      'main button, main select, main textarea, main input, main summary, main .tap',
    )
    return [...all]
      .filter(seen)
      .map((el) => {
        // A field inside a box of its own is tapped by its box; a hidden choice by its label.
        const target = el.closest('.el-input__wrapper, .el-radio-button, .el-select__wrapper, label') ?? el
        const box = target.getBoundingClientRect()
        const words = (el.getAttribute('aria-label') ?? target.textContent ?? '').trim().slice(0, 20)
        return { what: `${el.tagName} ${el.className} ${words}`, height: Math.round(box.height) }
      })
      .filter(({ height }) => height < least)
  }, LEAST)
  expect(small, name).toEqual([])
}
