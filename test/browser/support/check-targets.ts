import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const LEAST = 44

/** Runs in the page. A field inside a box of its own is tapped by its box, a hidden choice by its label. */
const FIND_SMALL = `(() => {
  const seen = (el) => {
    const box = el.getBoundingClientRect()
    const style = getComputedStyle(el)
    return box.width > 4 && box.height > 4 && style.visibility !== 'hidden'
  }
  const all = 'main button, main select, main textarea, main input, main summary, main .tap'
  return [...document.querySelectorAll(all)]
    .filter(seen)
    .map((el) => {
      const target = el.closest('.el-input__wrapper, .el-radio-button, .el-select__wrapper, label') ?? el
      const words = (el.getAttribute('aria-label') ?? target.textContent ?? '').trim().slice(0, 20)
      const height = Math.round(target.getBoundingClientRect().height)
      return { what: el.tagName + ' ' + el.className + ' ' + words, height }
    })
    .filter(({ height }) => height < ${LEAST})
})()`

/**
 * Everything to be tapped on a phone is 44 px high at least (WCAG 2.5.5): buttons, fields, choices. Links inside a sentence and
 * what only a keyboard reaches are left out.
 */
export const checkTargets = async (page: Page, name: string): Promise<void> =>
  expect(await page.evaluate(FIND_SMALL), name).toEqual([])
