import { nextValue } from '../platform/counter-repository.ts'
import type { Db } from '../platform/db/schema.ts'
import { localDay } from '../platform/local-day.ts'

const DIGITS = 5

/**
 * The next ticket numbers (工单编号) of the day in the city's time zone: "20261121-00042". Taken from a counter row
 * that stays locked until commit, so numbers have no gaps and two openings at once never get the same.
 * `at` is ISO-8601 UTC. The 100,000th ticket of a day gets a sixth digit.
 */
export const nextTicketNumbers = async (
  tx: Db,
  zone: string,
  at: string,
  count: number,
): Promise<string[]> => {
  const day = localDay(new Date(at), zone).replaceAll('-', '')
  const last = await nextValue(tx, `ticket:${day}`, count)
  return Array.from(
    { length: count },
    (_, n) => `${day}-${String(last - count + 1 + n).padStart(DIGITS, '0')}`,
  )
}
