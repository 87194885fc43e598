import { type Kysely, type Migration, sql } from 'kysely'
import { keepUnitWords } from '../keep-unit-words.ts'

/** The units of a ticket are words of its search line: a common word in one unit is found without walking the city's. */
export const unitWords: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of keepUnitWords(db)) await sql.raw(statement).execute(db)
  },
}
