import { onUnmounted, shallowReactive } from 'vue'

/** One key of the page: `key` as `j`, `Enter`, `alt+1`, `alt+shift+1`, `ctrl+k`; plain keys are quiet while somebody types. */
export type Hotkey = { key: string; label: string; run: () => void; when?: () => boolean }

const stack = shallowReactive<Hotkey[][]>([])

/** All keys that work now, the page's own last; the help shows them. */
export const activeHotkeys = (): Hotkey[] => stack.flat()

const keyOf = (event: KeyboardEvent): string => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  // With Alt some layouts turn digits and letters into signs; the physical key is what the hint names.
  const plain = event.altKey ? event.code.replace(/^(Digit|Key)/, '').toLowerCase() : key
  const ctrl = event.ctrlKey || event.metaKey ? 'ctrl+' : ''
  const modifiers = `${ctrl}${event.altKey ? 'alt+' : ''}${event.altKey && event.shiftKey ? 'shift+' : ''}`
  return modifiers + plain
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

const isOnControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, [role="combobox"], [role="option"]') !== null

// A closed dialog stays in the page, without a box.
const dialogIsOpen = (): boolean =>
  [...document.querySelectorAll('[aria-modal="true"]')].some((d) => d.getClientRects().length > 0)

const onKeydown = (event: KeyboardEvent): void => {
  // Behind a locked screen nothing is done.
  if (document.documentElement.hasAttribute('data-locked')) return
  if (event.isComposing || event.defaultPrevented || event.repeat) return
  const key = keyOf(event)
  const withModifier = event.ctrlKey || event.metaKey || event.altKey
  // A page out of sight has no keys.
  if (!withModifier && document.documentElement.hasAttribute('data-held')) return
  if (!withModifier && isTyping(event.target)) return
  // Enter on a focused button or link is that control's own.
  if (key === 'Enter' && isOnControl(event.target)) return
  // While a dialog is open only its own keys count.
  if (dialogIsOpen() && key !== 'ctrl+k') return
  for (const keys of stack.toReversed()) {
    const hit = keys.find((h) => h.key === key && (h.when?.() ?? true))
    if (hit) {
      event.preventDefault()
      hit.run()
      return
    }
  }
}
window.addEventListener('keydown', onKeydown)

/** Makes keys work while the component is there; the latest page wins over the shell. */
export const useHotkeys = (keys: Hotkey[]): void => {
  stack.push(keys)
  onUnmounted(() => {
    const at = stack.indexOf(keys)
    if (at >= 0) stack.splice(at, 1)
  })
}
