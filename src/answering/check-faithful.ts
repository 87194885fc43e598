import {
  groundedShare,
  isNegative,
  overlap,
  saysNothingElse,
  splitClauses,
  withoutNumbers,
} from './compare-clauses.ts'
import { isSameQuantity, type Quantity, readQuantities } from './read-quantities.ts'

/** Why a text does not keep to the entry. A fixed word: it may be counted and logged, it holds none of the text. */
export type Unfaithful =
  | 'empty'
  | 'too-long'
  | 'number-added'
  | 'number-dropped'
  | 'number-moved'
  | 'name-added'
  | 'name-dropped'
  | 'negation-added'
  | 'negation-dropped'
  | 'claim-added'
export type Verdict = { faithful: true } | { faithful: false; reason: Unfaithful }

const LONGER_AT_MOST = 1.5
const LENGTH_ALLOWANCE = 40
/** Two clauses speak of the same matter when this share of the one's character pairs stands in the other. */
const SAME_MATTER = 0.4
const NEGATION_KEPT = 0.3
/** At least this share of a sentence's informative characters must come from the entry. */
const GROUNDED = 0.5

const FREE = /免|不收|不要钱|不花钱|不用(?:交|花)/

const MUST_STAY = [/《[^》]{1,60}》/gu, /(?:https?:\/\/|www\.)[\w./?=&%#:-]+/giu]
const NAMES = [
  ...MUST_STAY,
  /[\w.-]+@[\w-]+(?:\.[\w-]+)+/gu,
  /[“"][^”"]{1,20}[”"]/gu,
  /[A-Za-z][A-Za-z0-9]+/gu,
  // The two characters before the word for an office tell which office it is.
  /[\p{Script=Han}]{2}(?:[局厅委]|中心|大厅|法院|检察院|派出所|街道|居委会|村委会|公司|集团|医院|银行|[支大]队|协会|公证处|办事处|监管所|小程序|公众号|网站|平台)/gu,
  /(?<=根据|依据|依照|按照)[\p{Script=Han}]{3,20}?(?:法典|条例|办法|规定|细则|通知|法)/gu,
]
const NO_NAME = /^(?:有关|相关|国家|本市|当地|现行|上述|这些|法律|政策)+(?:法规|规定|办法)$/

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s"“”《》]/gu, '')
    .toLowerCase()

const namesOf = (text: string, patterns: readonly RegExp[]): string[] =>
  patterns
    .flatMap((pattern) => text.match(pattern) ?? [])
    .map(bare)
    .filter((name) => !NO_NAME.test(name))

const hasSameBound = (said: Quantity, given: readonly Quantity[]): boolean => {
  const bounds = given.filter((other) => isSameQuantity(said, other)).map(({ bound }) => bound)
  if (said.bound === 'up') return bounds.includes('up')
  if (said.bound === 'down') return bounds.includes('down') || bounds.includes('within')
  if (said.bound === 'within') return bounds.some((bound) => bound !== 'up')
  return bounds.includes('') || bounds.includes('within')
}

/** 换领20元、补领40元 said as 补领20元: the clause is closer to another number's clause than to its own. */
const isMoved = (clause: string, entryClauses: readonly string[]): boolean =>
  readQuantities(clause).some((said) => {
    const matter = withoutNumbers(clause)
    const holds = (other: string): boolean =>
      readQuantities(other).some((given) => isSameQuantity(said, given))
    const isRival = (other: string): boolean =>
      !holds(other) && readQuantities(other).some(({ unit }) => unit !== '' && unit === said.unit)
    const closest = (clauses: readonly string[]): number =>
      clauses.reduce((best, other) => Math.max(best, overlap(matter, withoutNumbers(other))), 0)
    return closest(entryClauses.filter(isRival)) > closest(entryClauses.filter(holds))
  })

const checkNumbers = (text: string, entryText: string, complete: boolean): Unfaithful | undefined => {
  const said = readQuantities(text)
  const given = readQuantities(entryText)
  if (said.some((one) => !given.some((other) => isSameQuantity(one, other)))) return 'number-added'
  if (said.some((one) => !hasSameBound(one, given))) return 'number-moved'
  const entryClauses = splitClauses(entryText)
  if (splitClauses(text).some((clause) => isMoved(clause, entryClauses))) return 'number-moved'
  const isKept = (other: Quantity): boolean => said.some((one) => isSameQuantity(one, other))
  return complete && !given.every(isKept) ? 'number-dropped' : undefined
}

const checkNames = (text: string, entryText: string, complete: boolean): Unfaithful | undefined => {
  const entry = bare(entryText)
  if (!namesOf(text, NAMES).every((name) => entry.includes(name))) return 'name-added'
  const said = bare(text)
  const kept = !complete || namesOf(entryText, MUST_STAY).every((name) => said.includes(name))
  return kept ? undefined : 'name-dropped'
}

const checkNegations = (text: string, entryText: string, complete: boolean): Unfaithful | undefined => {
  const entryClauses = splitClauses(entryText)
  const clauses = splitClauses(text)
  for (const clause of clauses) {
    const near = entryClauses.map((other) => ({ other, share: overlap(clause, other) }))
    const best = Math.max(0, ...near.map(({ share }) => share))
    if (best < SAME_MATTER) continue
    const nearest = near.filter(({ share }) => share === best).map(({ other }) => other)
    if (nearest.some((other) => isNegative(other) === isNegative(clause))) continue
    return isNegative(clause) ? 'negation-added' : 'negation-dropped'
  }
  if (!complete) return undefined
  const denials = clauses.filter(isNegative)
  const isKept = (denial: string): boolean =>
    saysNothingElse(denial)
      ? denials.some((said) => !FREE.test(denial) || FREE.test(said))
      : denials.some((said) => Math.max(overlap(denial, said), overlap(said, denial)) >= NEGATION_KEPT)
  return entryClauses.filter(isNegative).every(isKept) ? undefined : 'negation-dropped'
}

const checkClaims = (text: string, entryText: string): Unfaithful | undefined => {
  const sentences = text.split(/[，,。！？!?；;\n]/u)
  return sentences.every((sentence) => groundedShare(sentence, entryText) >= GROUNDED)
    ? undefined
    : 'claim-added'
}

/**
 * Does a rephrasing keep to the entry it was made from? Every number (Chinese or Arabic, with its unit and bound), every 《law》, web
 * address, quoted name and office of `text` must occur in `entryText`; a number must stay with its matter; no clause may turn a denial
 * round or claim something the entry has no words for. With `complete`, every number, law, address and denial of the entry must also
 * have been kept; without it `text` is the beginning of a rephrasing that is still being written.
 * Strict on purpose: a wrong "unfaithful" costs the entry's own words, a wrong "faithful" misleads a citizen. Pure, never throws.
 */
export const checkFaithful = (text: string, entryText: string, options: { complete: boolean }): Verdict => {
  const reason = findFault(text.trim(), entryText, options.complete)
  return reason === undefined ? { faithful: true } : { faithful: false, reason }
}

const findFault = (text: string, entryText: string, complete: boolean): Unfaithful | undefined => {
  if (text === '') return complete ? 'empty' : undefined
  if (text.length > longestFaithful(entryText)) return 'too-long'
  return (
    checkNumbers(text, entryText, complete) ??
    checkNames(text, entryText, complete) ??
    checkNegations(text, entryText, complete) ??
    checkClaims(text, entryText)
  )
}

/** The most characters a rephrasing of this entry may have; a longer one has added something. */
export const longestFaithful = (entryText: string): number =>
  Math.ceil(entryText.length * LONGER_AT_MOST) + LENGTH_ALLOWANCE
