import { DateTime } from 'luxon'
import type { Period } from './metric-repository.ts'

const zoned = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' })
const iso = (at: DateTime): string => at.toISODate() ?? ''

/** Whole calendar months are compared with whole months, anything else with as many days. */
const isWholeMonth = ({ from, to }: Pick<Period, 'from' | 'to'>): boolean =>
  zoned(from).day === 1 && iso(zoned(from).endOf('month')) === to

/** The period just before (环比): the month before a month, else as many days before. Same `asOf` rules apply to it. */
export const periodBefore = (period: Period): Period => {
  const from = zoned(period.from)
  if (isWholeMonth(period)) {
    const before = from.minus({ months: 1 })
    return { from: iso(before), to: iso(before.endOf('month')), asOf: period.asOf }
  }
  const days = zoned(period.to).diff(from, 'days').days + 1
  return { from: iso(from.minus({ days })), to: iso(from.minus({ days: 1 })), asOf: period.asOf }
}

/** The same days a year earlier (同比). */
export const periodLastYear = (period: Period): Period => {
  const from = zoned(period.from).minus({ years: 1 })
  const to = isWholeMonth(period) ? from.endOf('month') : zoned(period.to).minus({ years: 1 })
  return { from: iso(from), to: iso(to), asOf: period.asOf }
}

/** The month before the day's, whole; the day before the day. */
export const lastMonthOf = (today: string): Pick<Period, 'from' | 'to'> => {
  const from = zoned(today).startOf('month').minus({ months: 1 })
  return { from: iso(from), to: iso(from.endOf('month')) }
}
/** Local days before a day, and the same day of the year before. */
export const daysBefore = (day: string, days: number): string => iso(zoned(day).minus({ days }))
export const yearBefore = (day: string): string => iso(zoned(day).minus({ years: 1 }))
