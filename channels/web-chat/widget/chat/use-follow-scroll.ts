import { nextTick, onBeforeUnmount, ref } from 'vue'

/** Closer to the end than this counts as reading the end. */
const NEAR_PX = 180

const toEnd = () => document.documentElement.scrollHeight - window.innerHeight - window.scrollY
const behavior = (): ScrollBehavior =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'

/**
 * Keeps the newest words in view for who reads the end, and leaves alone who scrolled up: they are told by `hasNew`.
 */
export const useFollowScroll = () => {
  const hasNew = ref(false)
  let isNear = true

  const onScroll = () => {
    isNear = toEnd() < NEAR_PX
    if (isNear) hasNew.value = false
  }
  addEventListener('scroll', onScroll, { passive: true })
  onBeforeUnmount(() => removeEventListener('scroll', onScroll))

  const showEnd = (how: ScrollBehavior = behavior()): void => {
    hasNew.value = false
    isNear = true
    window.scrollTo({ top: document.documentElement.scrollHeight, behavior: how })
  }

  /** After something was added: `isOwn` always goes to the end; an answer taller than the window shows its beginning. */
  const follow = async (added: () => HTMLElement | null, isOwn: boolean): Promise<void> => {
    const wasNear = isNear
    await nextTick()
    if (!wasNear && !isOwn) {
      hasNew.value = toEnd() > NEAR_PX
      return
    }
    const element = added()
    const room = window.innerHeight - 260
    if (!isOwn && element && element.offsetHeight > room)
      element.scrollIntoView({ block: 'start', behavior: behavior() })
    else showEnd()
  }

  return { hasNew, showEnd, follow }
}
