import type { ReplyQuote } from '../../../../src/contracts/message.ts'

/** The words before and after a quote in its article; null where the quote is all of it or does not stand where it should. */
export const splitAround = ({ text, around, at }: ReplyQuote): { before: string; after: string } | null => {
  if (around === text || around.slice(at, at + text.length) !== text) return null
  return { before: around.slice(0, at), after: around.slice(at + text.length) }
}
