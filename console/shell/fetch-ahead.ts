import type { Router } from 'vue-router'
import { can } from './session.ts'

/** Long enough that the first page has what it needs; short enough that it is done before most people go on. */
const AT_THE_LATEST_MS = 3_000

/** Not every browser tells when it is idle. */
const whenIdle = (): Promise<void> =>
  new Promise((resume) => {
    if ('requestIdleCallback' in window)
      window.requestIdleCallback(() => resume(), { timeout: AT_THE_LATEST_MS })
    else setTimeout(resume, AT_THE_LATEST_MS / 4)
  })

/**
 * Fetches the code of the rooms the person may enter while the browser has nothing else to do, one after another: going to a room for
 * the first time then takes as long as the second.
 */
export const fetchRoomsAhead = async (router: Router, names: readonly string[]): Promise<void> => {
  const rooms = router
    .getRoutes()
    .filter(({ name, meta }) => names.includes(String(name)) && (!meta.capability || can(meta.capability)))
  for (const { components } of rooms) {
    await whenIdle()
    // A module that could not be fetched may be remembered as missing: without a network nothing is tried.
    if (!navigator.onLine) return
    const room = components?.default
    if (typeof room === 'function') await (room as () => Promise<unknown>)().catch(() => {})
  }
}
