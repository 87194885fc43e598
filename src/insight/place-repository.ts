import { sql } from 'kysely'
import type { CityRules } from '../contracts/city-rules.ts'
import type { Db } from '../platform/db/schema.ts'
import { OPEN_STATES } from '../tickets/states.ts'

/** One place of a period: a street of a district, or the district where no street is named. For maps and tables. */
export type PlaceRow = {
  districtId: string
  district: string
  street: string
  /** The centre of the district (WGS-84), where the city's file knows it. */
  longitude: number | null
  latitude: number | null
  opened: number
  open: number
  late: number
  repeated: number
}

/** Texts of places read in one go; a city has fewer different ones in a month than this. */
const PLACES_MAX = 200_000

/**
 * Tickets opened between two instants (ISO-8601 UTC, the second excluded), by district and the street their place names, most first.
 *
 *   select district_id, place_text, count(*), … from ticket where opened_at >= ? and opened_at < ? group by district_id, place_text
 */
export const countPlaces = async (
  db: Db,
  rules: Pick<CityRules, 'city'>,
  span: { from: string; to: string },
): Promise<PlaceRow[]> => {
  const isOpen = sql`state in (${sql.join([...OPEN_STATES])})`
  const rows = await db
    .selectFrom('ticket')
    .select([
      'district_id',
      'place_text',
      sql<number>`count(*)`.as('opened'),
      sql<number>`sum(case when ${isOpen} then 1 else 0 end)`.as('open'),
      sql<number>`sum(case when ${isOpen} and warn_level = 'red' then 1 else 0 end)`.as('late'),
      sql<number>`sum(case when repeat_of is not null then 1 else 0 end)`.as('repeated'),
    ])
    .where('opened_at', '>=', span.from)
    .where('opened_at', '<', span.to)
    .groupBy(['district_id', 'place_text'])
    .limit(PLACES_MAX)
    .execute()
  const found = new Map<string, PlaceRow>()
  for (const row of rows) {
    const district = rules.city.districts.find((d) => d.id === row.district_id)
    const street = district?.streets.find((name) => row.place_text.includes(name)) ?? ''
    const key = `${row.district_id ?? ''} ${street}`
    const place = found.get(key) ?? {
      ...{ districtId: row.district_id ?? '', district: district?.name ?? '没有认出区县', street },
      ...{ longitude: district?.centre?.lon ?? null, latitude: district?.centre?.lat ?? null },
      ...{ opened: 0, open: 0, late: 0, repeated: 0 },
    }
    found.set(key, {
      ...place,
      opened: place.opened + Number(row.opened),
      open: place.open + Number(row.open),
      late: place.late + Number(row.late),
      repeated: place.repeated + Number(row.repeated),
    })
  }
  return [...found.values()].sort((a, b) => b.opened - a.opened || (a.street < b.street ? -1 : 1))
}
