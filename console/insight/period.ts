import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { now } from '../shared/now.ts'

/** Days are the city's; the browser's own zone would move midnight. */
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
const DAY_MS = 86_400_000
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The ready-made periods, reckoned from the city's today. */
export const periodsOf = (today: string): { key: string; label: string; from: string; to: string }[] => {
  const at = Date.parse(today)
  const date = new Date(at)
  const monthStart = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  const lastMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1)
  const monday = at - ((date.getUTCDay() + 6) % 7) * DAY_MS
  return [
    { key: 'today', label: '今天', from: today, to: today },
    { key: 'yesterday', label: '昨天', from: iso(at - DAY_MS), to: iso(at - DAY_MS) },
    { key: 'week', label: '本周', from: iso(monday), to: today },
    { key: 'month', label: '本月', from: iso(monthStart), to: today },
    { key: 'last-month', label: '上月', from: iso(lastMonth), to: iso(monthStart - DAY_MS) },
    { key: 'year', label: '今年', from: `${today.slice(0, 4)}-01-01`, to: today },
  ]
}

/** The period in the address, so that it can be passed on; this month when none is there. */
export const usePeriod = () => {
  const route = useRoute()
  const router = useRouter()
  const today = computed(() => DAY.format(now.value))
  const ready = computed(() => periodsOf(today.value))
  const period = computed(() => {
    const month = ready.value.find((p) => p.key === 'month')
    const [from, to] = [asText(route.query.from), asText(route.query.to)]
    const asOf = asText(route.query.asOf)
    return {
      from: from || (month?.from ?? today.value),
      to: to || today.value,
      ...(asOf ? { asOf } : {}),
    }
  })
  const go = (query: { from: string; to: string; asOf?: string }): void => {
    void router.replace({ query })
  }
  return { today, ready, period, go }
}
