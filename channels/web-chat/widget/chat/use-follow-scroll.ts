import { nextTick, onBeforeUnmount, ref } from 'vue'

/** Closer to the end than this counts as reading the end. */
const NEAR_PX = 180
/** Answers to one message come this close together. */
const TOGETHER_MS = 1500

const toEnd = () => document.documentElement.scrollHeight - window.innerHeight - window.scrollY
const behavior = (): ScrollBehavior =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'

/**
 * Keeps the newest words in view for who reads the end, and leaves alone who scrolled up: they are told by `hasNew`.
 */
export const useFollowScroll = () => {
  const hasNew = ref(false)
  let isNear = true
  let first: HTMLElement | null = null
  let addedAt = 0

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

  /** After something was added: `isOwn` always goes to the end; answers taller than the window are read from the first. */
  const follow = async (added: () => readonly HTMLElement[], isOwn: boolean): Promise<void> => {
    const wasNear = isNear
    await nextTick()
    if (!wasNear && !isOwn) {
      hasNew.value = toEnd() > NEAR_PX
      return
    }
    const lines = added()
    if (!first?.isConnected || performance.now() - addedAt > TOGETHER_MS) first = lines[0] ?? null
    addedAt = performance.now()
    const room = window.innerHeight - 260
    const last = lines[lines.length - 1]
    const height = first && last ? last.getBoundingClientRect().bottom - first.getBoundingClientRect().top : 0
    if (!isOwn && height > room) first?.scrollIntoView({ block: 'start', behavior: behavior() })
    else showEnd()
    if (isOwn) first = null
  }

  return { hasNew, showEnd, follow }
}
