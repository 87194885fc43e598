import { type Ref, readonly, ref } from 'vue'

const TICK_MS = 15_000

// A desk computer's clock may be minutes off; deadlines must not be. The server's Date header has whole seconds.
let offsetMs = 0
const tick = ref(Date.now())

/** Learns how far this computer's clock is from the server's; differences under two seconds are noise. */
export const learnServerTime = (dateHeader: string | null): void => {
  const server = dateHeader ? Date.parse(dateHeader) : Number.NaN
  if (Number.isNaN(server)) return
  const difference = server - Date.now()
  offsetMs = Math.abs(difference) < 2000 ? 0 : difference
}

/** The time by the server's clock, in milliseconds. */
export const nowMs = (): number => Date.now() + offsetMs

setInterval(() => {
  tick.value = nowMs()
}, TICK_MS)

/** The time for words like "剩 3 小时": moves every quarter minute, so that the page stays calm. */
export const now: Readonly<Ref<number>> = readonly(tick)
