const TITLE = { least: 5, most: 80 }
/** What ends the first line of a text whose line breaks are lost, too: a blank before the next words. */
const FIRST_LINE = /^\s*([^\n]*?)(?=\s*\n|[ \u3000\u00a0\t]+(?=[\p{Script=Han}\d“"（(【])|$)/u
const ENDS_SENTENCE = /[。；;，,：:]$/

/**
 * The title a document's text begins with: its first line, or where the line breaks are lost the words before the first blank. Empty
 * where the text begins with a sentence.
 */
export const findTitle = (text: string): string => {
  const title = FIRST_LINE.exec(text.slice(0, 400))?.[1]?.trim() ?? ''
  const isTitle = title.length >= TITLE.least && title.length <= TITLE.most && !ENDS_SENTENCE.test(title)
  return isTitle ? title : ''
}
