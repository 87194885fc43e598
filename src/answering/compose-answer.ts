import type { CityRules } from '../contracts/city-rules.ts'
import type { GuideFieldName } from '../contracts/decision.ts'
import type { Entry } from '../contracts/entry.ts'
import type { Citation, Reply } from '../contracts/message.ts'
import type { Quote } from '../contracts/retrieval.ts'
import { unitNow } from '../tickets/rules-now.ts'
import { answerFields, FIELDS_AT_ONCE_MAX, type FieldsAnswer, type FieldTells } from './answer-fields.ts'
import { guideChips } from './format-guide.ts'
import { quoteSentences } from './quote-sentences.ts'

const sourceOf = (entry: Entry): string => {
  const laws = entry.basis.map((b) => `《${b.law}》${b.article ?? ''}`)
  return laws.length > 0 ? laws.join('、') : entry.source
}

/**
 * The day the content dates from. A first import happens when a city installs the product; its content is as old as
 * its validity says.
 */
const updatedOn = (entry: Entry): string => {
  const written = entry.updatedAt.slice(0, 10)
  const isFirstImport = entry.version === 1 && entry.origin !== 'person'
  return isFirstImport && entry.validFrom && entry.validFrom < written ? entry.validFrom : written
}

/** Where an answer's words come from: right by construction, because the answer is this version of this entry. */
export const citeEntry = (entry: Entry, rules: CityRules, article?: string): Citation => {
  const department = unitNow(rules, entry.department)?.short ?? entry.document?.issuer
  const source = sourceOf(entry)
  return {
    entryId: entry.id,
    version: entry.version,
    title: entry.question,
    updatedAt: entry.document?.issuedOn ?? updatedOn(entry),
    ...(department ? { department } : {}),
    ...(source ? { source } : {}),
    ...(entry.document?.number ? { number: entry.document.number } : {}),
    ...(entry.document?.issuedOn ? { issuedOn: entry.document.issuedOn } : {}),
    ...(article ? { article } : {}),
  }
}

/**
 * How an entry is to be told: which of its fields, or which of its own words ("老人呢?"). Neither: its short answer.
 * `isTold`: its short answer was given before, so that a field of a plain entry is answered by its sentence alone.
 */
export type AnswerPart = { fields?: readonly GuideFieldName[]; quote?: string; isTold?: boolean }

/** A plain entry told for the first time: its answer, and from the details what it does not say of the fields asked for. */
const tellPlain = (entry: Entry, fields: readonly GuideFieldName[], words: FieldTells): string => {
  const missing = fields.filter(
    (field) => quoteSentences({ answer: entry.answer, details: '' }, words[field].tells) === '',
  )
  const more = missing.map((field) =>
    quoteSentences({ answer: '', details: entry.details }, words[field].tells),
  )
  return [entry.answer, ...new Set(more)].filter(Boolean).join('\n')
}

const wordsOf = (entry: Entry, rules: CityRules, part: AnswerPart, words: FieldTells): FieldsAnswer => {
  const fields = part.fields ?? []
  if (part.quote) return { text: part.quote, told: [] }
  if (fields.length === 0 || fields.length > FIELDS_AT_ONCE_MAX) return { text: entry.answer, told: [] }
  if (!entry.guide && !part.isTold) return { text: tellPlain(entry, fields, words), told: [] }
  return answerFields(entry, rules, fields, words)
}

/**
 * Turns an entry into the reply: its short answer, or only the fields that were asked for ("要什么材料,多少钱"), with citation,
 * and the other fields as chips. Adds no word that is not in the entry, but to say that it is silent on a field.
 */
export const composeAnswer = (
  entry: Entry,
  rules: CityRules,
  confidence: number,
  part: AnswerPart,
  words: FieldTells,
): Reply => {
  const { text, told } = wordsOf(entry, rules, part, words)
  return {
    kind: 'answer',
    text,
    citations: [citeEntry(entry, rules)],
    confidence: Math.round(confidence * 1000) / 1000,
    ...(entry.details ? { details: entry.details } : {}),
    ...(entry.guide ? { guide: guideChips(entry.guide, told) } : {}),
  }
}

/** A document's name in book-title marks, as it is cited; a name that carries its own keeps them as single ones (GB/T 15834). */
const titleMarks = (name: string): string => `《${name.replace(/《/g, '〈').replace(/》/g, '〉')}》`

/**
 * Answers from a document: the quoted words first, word for word, then where they stand. Without a quote (asked for by its name alone)
 * what the document is about. The whole text is never poured into a talk; the page folds out the article around the quote.
 */
export const composeFromDocument = (
  entry: Entry,
  rules: CityRules,
  confidence: number,
  quote: Quote | undefined,
): Reply => {
  const place = `${titleMarks(entry.question)}${quote?.article ?? ''}`
  return {
    kind: 'answer',
    text: quote ? `“${quote.text}”\n——${place}` : `${entry.answer}\n——${place}`,
    citations: [citeEntry(entry, rules, quote?.article)],
    confidence: Math.round(confidence * 1000) / 1000,
    ...(quote
      ? { quote: { text: quote.text, around: quote.around, at: quote.from - quote.aroundFrom } }
      : {}),
  }
}
