import type { Figure } from '../api/types.ts'

/** One decimal: more would pretend an exactness the counts do not have. */
export const percent = (rate: number): string => `${(rate * 100).toFixed(1)}%`

/** The rate in words; few cases have none. */
export const rateWords = (figure: Figure | undefined): string => {
  if (!figure || figure.total === 0) return '没有件'
  return figure.rate === null ? '件数少' : percent(figure.rate)
}

/** How a rate moved, in percentage points; empty where one side has no rate. */
export const changeWords = (now: Figure | undefined, then: Figure | undefined): string => {
  if (now?.rate == null || then?.rate == null) return ''
  const points = Math.round((now.rate - then.rate) * 1000) / 10
  return points === 0 ? '持平' : `${points > 0 ? '升' : '降'}${Math.abs(points).toFixed(1)}点`
}
