import { watch } from 'vue'
import { api, ask, whenLocked } from '../api/client.ts'
import { joinTab, markLocked, session } from './session.ts'
import { hearTabs, tellTabs } from './tabs.ts'

const LOOK_EVERY_MS = 5_000
/** Told to the server at most this often; its own rule allows for it. */
const TELL_SERVER_MS = 45_000
const TELL_TABS_MS = 2_000
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const

let lastSign = Date.now()
let toldServer = 0
let toldTabs = 0

const limitMs = (): number => (session.signedIn?.idleMinutes ?? 0) * 60_000
const isWatching = (): boolean =>
  session.signedIn !== null && !session.locked && !session.ended && limitMs() > 0

/** Locks this screen and its other tabs now; the server then refuses whatever still asks. */
export const lockNow = (): void => {
  if (!session.signedIn || session.locked) return
  markLocked(null)
  tellTabs({ is: 'locked' })
  // Not reached? The server locks by itself when it hears of nobody at the keys.
  void ask(api.session.lock.$post(), { quiet: true }).catch(() => {})
}

const isOver = (): boolean => isWatching() && Date.now() - lastSign >= limitMs()

const passOn = (now: number): void => {
  if (now - toldTabs > TELL_TABS_MS) {
    toldTabs = now
    tellTabs({ is: 'active' })
  }
  if (now - toldServer > TELL_SERVER_MS) {
    toldServer = now
    void ask(api.session.active.$post(), { quiet: true }).catch(() => {})
  }
}

const onSign = (event: Event): void => {
  // Browsers send moves without a movement when the page under a resting pointer changes.
  if (event instanceof PointerEvent && event.type === 'pointermove' && !event.movementX && !event.movementY)
    return
  if (!isWatching()) return
  // A computer that slept: the first touch must not make up for the hours before it.
  if (isOver()) {
    lockNow()
    return
  }
  lastSign = Date.now()
  passOn(lastSign)
}

/** Hidden, not only covered: what stands behind the lock screen has no box, keeps its state and can not be read or printed. */
const hidePage = (locked: boolean): void => {
  document.documentElement.toggleAttribute('data-locked', locked)
  if (!locked) return
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  window.getSelection()?.removeAllRanges()
}

/** Watches for nobody being at the keys, over all tabs of this console. */
export const startIdleLock = (): void => {
  for (const sign of SIGNS) window.addEventListener(sign, onSign, { capture: true, passive: true })
  window.setInterval(() => {
    if (isOver()) lockNow()
  }, LOOK_EVERY_MS)
  whenLocked(markLocked)
  hearTabs((word) => {
    if (word.is === 'active') lastSign = Date.now()
    else if (word.is === 'signed-in') void joinTab(word.who)
    else if (session.signedIn && !session.locked) markLocked(null)
  })
  watch(
    () => session.signedIn && !session.locked,
    (here) => {
      if (here) lastSign = toldServer = Date.now()
    },
  )
  watch(
    () => session.locked !== null,
    (locked) => hidePage(locked),
    { flush: 'sync' },
  )
}
