import { type Clause, groundedShare, overlap, readClauses } from './compare-clauses.ts'
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
const BACKGROUND_ALLOWANCE = 120
/** Two clauses speak of the same matter when this share of the one's character pairs stands in the other. */
const SAME_MATTER = 0.4
/** From here on a clause repeats the other's words. */
const VERBATIM = 0.75
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

/** Numbers that could be mistaken for each other: counted in the same unit, or both bare like the numbers of hotlines. */
const isSameKind = (a: Quantity, b: Quantity): boolean =>
  a.unit === b.unit && (a.unit !== '' || (a.value.length > 2 && b.value.length > 2))

/** 换领20元、补领40元 said as 补领20元: the clause is closer to another number's clause than to its own. */
const isMoved = (clause: Clause, entryClauses: readonly Clause[]): boolean =>
  clause.quantities.some((said) => {
    let own = 0
    let rival = 0
    for (const other of entryClauses) {
      if (other.quantities.length === 0) continue
      const share = overlap(clause.matter, other.matter)
      if (other.quantities.some((given) => isSameQuantity(said, given))) own = Math.max(own, share)
      else if (other.quantities.some((given) => isSameKind(said, given))) rival = Math.max(rival, share)
    }
    return rival > own
  })

const checkNumbers = (said: Said, entry: EntryFacts): Unfaithful | undefined => {
  const quantities = readQuantities(said.text)
  const isGiven = (one: Quantity): boolean => entry.quantities.some((other) => isSameQuantity(one, other))
  if (!quantities.every(isGiven)) return 'number-added'
  if (!quantities.every((one) => hasSameBound(one, entry.quantities))) return 'number-moved'
  if (said.clauses.some((clause) => isMoved(clause, entry.clauses))) return 'number-moved'
  const isKept = (other: Quantity): boolean => quantities.some((one) => isSameQuantity(one, other))
  return said.complete && !entry.keep.quantities.every(isKept) ? 'number-dropped' : undefined
}

const checkNames = (said: Said, entry: EntryFacts): Unfaithful | undefined => {
  if (!namesOf(said.text, NAMES).every((name) => entry.bareText.includes(name))) return 'name-added'
  const text = bare(said.text)
  return said.complete && !entry.keep.names.every((name) => text.includes(name)) ? 'name-dropped' : undefined
}

/** 只卖不租 and 不能只卖不租 both deny something: in clauses that are word for word alike the denials are counted. */
const deniesAlike = (clause: Clause, other: Clause): boolean => {
  const isVerbatim =
    Math.min(overlap(clause.pairs, other.pairs), overlap(other.pairs, clause.pairs)) >= VERBATIM
  return isVerbatim ? clause.denials === other.denials : clause.denials > 0 === other.denials > 0
}

/** A denial without a matter of its own (免费, 没有的) only needs another one like it. */
const isDenialKept = (denial: Clause, said: readonly Clause[]): boolean =>
  denial.pairs.size === 0
    ? said.some(({ text }) => !FREE.test(denial.text) || FREE.test(text))
    : said.some(
        ({ pairs }) => Math.max(overlap(denial.pairs, pairs), overlap(pairs, denial.pairs)) >= NEGATION_KEPT,
      )

const checkNegations = (said: Said, entry: EntryFacts): Unfaithful | undefined => {
  for (const clause of said.clauses) {
    const near = entry.clauses.map((other) => ({ other, share: overlap(clause.pairs, other.pairs) }))
    const best = near.reduce((most, { share }) => Math.max(most, share), 0)
    if (best < SAME_MATTER) continue
    if (near.some(({ other, share }) => share === best && deniesAlike(clause, other))) continue
    return clause.denials > 0 ? 'negation-added' : 'negation-dropped'
  }
  const denials = said.clauses.filter((clause) => clause.denials > 0)
  const isKept = entry.keep.denials.every((denial) => isDenialKept(denial, denials))
  return said.complete && !isKept ? 'negation-dropped' : undefined
}

const checkClaims = (said: Said, entry: EntryFacts): Unfaithful | undefined => {
  const sentences = said.text.split(/[，,。！？!?；;\n]/u)
  return sentences.every((sentence) => groundedShare(sentence, entry.text) >= GROUNDED)
    ? undefined
    : 'claim-added'
}

type Said = { text: string; clauses: readonly Clause[]; complete: boolean }
/** An entry read once, so that a rephrasing can be checked sentence by sentence while it is written. */
type EntryFacts = ReturnType<typeof readFacts>

const readFacts = (entryText: string, keep: string) => ({
  text: entryText,
  bareText: bare(entryText),
  clauses: readClauses(entryText),
  quantities: readQuantities(entryText),
  keep: {
    quantities: readQuantities(keep),
    names: namesOf(keep, MUST_STAY),
    denials: readClauses(keep).filter(({ denials }) => denials > 0),
  },
  longest:
    Math.ceil(keep.length * LONGER_AT_MOST) +
    LENGTH_ALLOWANCE +
    Math.min(BACKGROUND_ALLOWANCE, Math.max(0, entryText.length - keep.length)),
})

/**
 * Does a rephrasing keep to the entry it was made from? Every number (Chinese or Arabic, with its unit and bound), every 《law》, web
 * address, quoted name and office said must occur in `entryText`; a number must stay with its matter; no clause may turn a denial
 * round or claim something the entry has no words for; and it must not be much longer. The returned check is asked with the text so
 * far; with `complete`, every number, law, address and denial of `keep` (the whole entry unless said otherwise) must be there, too.
 * Strict on purpose: a wrong "unfaithful" costs the entry's own words, a wrong "faithful" misleads a citizen. Pure, never throws.
 */
export const createFaithfulCheck = (
  entryText: string,
  keep: string = entryText,
): ((text: string, complete: boolean) => Verdict) => {
  const entry = readFacts(entryText, keep)
  return (raw, complete) => {
    const text = raw.trim()
    const reason = findFault(text, complete, entry)
    return reason === undefined ? { faithful: true } : { faithful: false, reason }
  }
}

const findFault = (text: string, complete: boolean, entry: EntryFacts): Unfaithful | undefined => {
  if (text === '') return complete ? 'empty' : undefined
  if (text.length > entry.longest) return 'too-long'
  const said: Said = { text, clauses: readClauses(text), complete }
  return (
    checkNumbers(said, entry) ??
    checkNames(said, entry) ??
    checkNegations(said, entry) ??
    checkClaims(said, entry)
  )
}
