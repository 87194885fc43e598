import { onUnmounted, readonly, ref } from 'vue'
import { api, ask } from '../api/client.ts'

/** Something changed on the server; `null` = we were away and anything may have. */
export type Change = { type: string; subjectType: string; subjectId: string } | null

const RETRY_FIRST_MS = 1000
const RETRY_LONGEST_MS = 15_000
const SETTLE_MS = 200

const state = ref<'off' | 'connecting' | 'open' | 'lost'>('off')
/** Whether changes reach us at the moment. */
export const liveState = readonly(state)

const listeners = new Set<(change: Change) => void>()
let source: EventSource | null = null
let retryTimer: number | undefined
let retryMs = RETRY_FIRST_MS
// The last change heard: a new stream begins after it, so that nothing is missed and nothing is fetched in vain.
let lastHeard = ''

const shell = new Set<(change: Change) => void>()
let held = false

const tell = (change: Change): void => {
  for (const listener of shell) listener(change)
  // What stands around the pages may hold them at this very change.
  if (!held) for (const listener of listeners) listener(change)
}

/** While a page is out of sight because its right was taken away it hears nothing: it would be refused. Given back, it catches up. */
export const holdPages = (isHeld: boolean): void => {
  if (held && !isHeld) {
    held = false
    for (const listener of listeners) listener(null)
  }
  held = isHeld
}

const lose = (): void => {
  state.value = 'lost'
  window.clearTimeout(retryTimer)
  retryTimer = window.setTimeout(connect, retryMs)
  retryMs = Math.min(retryMs * 2, RETRY_LONGEST_MS)
}

/** A stream says nothing of why it was refused: ended elsewhere or locked, the session is not waited for in vain. */
const askWhy = (): void => {
  if (navigator.onLine) void ask(api.session.$get()).catch(() => {})
}

const connect = (): void => {
  source?.close()
  source = new EventSource(`/console/api/live${lastHeard ? `?after=${lastHeard}` : ''}`)
  source.onopen = () => {
    state.value = 'open'
    retryMs = RETRY_FIRST_MS
  }
  source.onerror = () => {
    // The browser's own retry gives up on an error status; ours does not, and waits longer each time.
    source?.close()
    lose()
    askWhy()
  }
  const hear = (event: Event): string => {
    const { lastEventId, data } = event as MessageEvent<string>
    lastHeard = lastEventId
    return data
  }
  source.addEventListener('start', (event) => void hear(event))
  source.addEventListener('change', (event) => tell(JSON.parse(hear(event)) as Change))
  // Worth showing but not kept: a sentence still being spoken. It has no number.
  source.addEventListener('hint', (event) => tell(JSON.parse((event as MessageEvent<string>).data) as Change))
  // We were away for so long that everything is fetched anew.
  source.addEventListener('reset', (event) => {
    hear(event)
    tell(null)
  })
}

/** Starts following changes after signing in, from the last one before any page asked for anything. */
export const startLive = (after: number): void => {
  if (state.value !== 'off') return
  lastHeard = String(after)
  state.value = 'connecting'
  connect()
}

/** Stops following, on signing out. */
export const stopLive = (): void => {
  window.clearTimeout(retryTimer)
  source?.close()
  source = null
  state.value = 'off'
  lastHeard = ''
}

/** Makes every page fetch anew, as after a lost connection. */
export const catchUp = (): void => tell(null)

/** Tries again at once instead of waiting for the next turn. */
export const reconnectNow = (): void => {
  if (state.value !== 'lost') return
  window.clearTimeout(retryTimer)
  connect()
}
// A stream whose line is cut may wait for minutes before it notices; the browser knows at once.
window.addEventListener('offline', () => {
  if (state.value === 'off' || state.value === 'lost') return
  source?.close()
  lose()
})
window.addEventListener('online', reconnectNow)

/**
 * Calls `reload` when something that concerns this page changed, and after a lost connection came back. Bursts
 * become one call. `always`: for what stands around the pages; it hears at once,
 * before them, and also while they are held.
 */
export const useLive = (
  concerns: (change: NonNullable<Change>) => boolean,
  reload: () => void | Promise<void>,
  how: { always?: boolean } = {},
): void => {
  const among = how.always ? shell : listeners
  let timer: number | undefined
  const listener = (change: Change): void => {
    if (change && !concerns(change)) return
    if (how.always) return void reload()
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void reload(), SETTLE_MS)
  }
  among.add(listener)
  onUnmounted(() => {
    window.clearTimeout(timer)
    among.delete(listener)
  })
}
