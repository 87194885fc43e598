import type { Entities } from '../contracts/meaning.ts'
import { findPlaces, type Gazetteer } from './find-places.ts'
import {
  bankCardPattern,
  hasValidIdentityCheck,
  hasValidLuhnCheck,
  identityPattern,
  landlinePattern,
  mobilePattern,
  ticketNumberPattern,
} from './number-patterns.ts'
import { resolveDates } from './resolve-dates.ts'

const LIMIT = 10

const unique = (values: string[]): string[] => [...new Set(values)].slice(0, LIMIT)
const compact = (value: string): string => value.replace(/[\s-]/g, '').toUpperCase()

/**
 * What is named in normalised text: phones (mobile, landline, 400), identity numbers with a right check digit, our ticket
 * numbers, dates resolved against `now`, places. Numbers come back without separators, at most ten of each.
 * Each run of digits is read once, longest kind first, so an identity number never yields a phone as well.
 */
export const findEntities = (
  text: string,
  context: { now: Date; timezone: string; gazetteer: Gazetteer },
): Entities & { bankCards: string[] } => {
  let rest = text
  const take = (pattern: RegExp, accept: (found: string) => boolean = () => true): string[] => {
    const taken: string[] = []
    rest = rest.replace(pattern, (found) => {
      if (!accept(found)) return found
      taken.push(found)
      return '\u0001'.repeat(found.length)
    })
    return taken
  }
  const ticketNumbers = unique(take(ticketNumberPattern()))
  const idCards = unique(
    take(
      identityPattern(),
      (found) => compact(found).length === 15 || hasValidIdentityCheck(compact(found)),
    ).map(compact),
  )
  const bankCards = unique(take(bankCardPattern(), (found) => hasValidLuhnCheck(compact(found))).map(compact))
  const phones = unique(
    [...take(mobilePattern()), ...take(landlinePattern())].map((found) =>
      found
        .replace(/^\+?86[\s-]?(?=1)/, '')
        .replace(/[\s()]/g, '')
        .replace(/^(1\d\d)-(\d{4})-(\d{4})$/, '$1$2$3'),
    ),
  )
  return {
    ticketNumbers,
    idCards,
    bankCards,
    phones,
    dates: resolveDates(rest, context.now, context.timezone),
    places: findPlaces(text, context.gazetteer),
  }
}
