/** What a document says of itself at its head and foot; empty or null where it does not. */
export type DocumentHead = { number: string; issuedOn: string | null }

const HEAD = 400
const FOOT = 80
/** 明政办〔2026〕12号: the code of the office, the year in brackets, the running number (GB/T 9704-2012, 7.2.5). */
const NUMBER =
  /(?<![《（(\p{Script=Han}])(\p{Script=Han}{1,12})[〔[［(（](\d{4})[〕\]］)）](?:第)?(\d{1,5})号/u
const DAY = /(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日/g

const dayOf = (match: RegExpMatchArray | undefined): string | null => {
  if (!match) return null
  const [, year = '', month = '', day = ''] = match
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return Number.isNaN(Date.parse(written)) ? null : written
}

/**
 * Reads the document number near the beginning and the date of issue at the very end, where they stand by themselves. A number or date
 * inside a sentence belongs to another document and is left alone: rather none than a wrong one.
 */
export const findDocumentHead = (text: string): DocumentHead => {
  const found = NUMBER.exec(text.slice(0, HEAD))
  const foot = text.trimEnd().slice(-FOOT)
  const last = [...foot.matchAll(DAY)].at(-1)
  const isAtEnd = last !== undefined && /^\s*$/.test(foot.slice(last.index + last[0].length))
  return {
    number: found ? `${found[1]}〔${found[2]}〕${found[3]}号` : '',
    issuedOn: isAtEnd ? dayOf(last) : null,
  }
}
