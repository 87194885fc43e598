/** What a spreadsheet would run, behind any number of the signs that keep it from doing so. */
const RUNS = /^'*[=+\-@\t\r]/
const GUARDED = /^'(?='*[=+\-@\t\r])/
/** Signs no workbook can hold: control characters, halves of characters, what is no character or stands for one that could not be read. */
const UNSEEN = /[^\P{Cc}\t\n\r]|\p{Cs}|\p{Noncharacter_Code_Point}|\ufffd/gu

/** A text as a cell can hold it: one kind of line end, nothing around it, no signs that cannot be seen. */
export const cellText = (text: string): string => text.replace(UNSEEN, '').replace(/\r\n?/g, '\n').trim()

/** A cell as it is written: what begins like a formula is text all the same. */
export const guardCell = (text: string): string => {
  const clean = text.replace(UNSEEN, '')
  return RUNS.test(clean) ? `'${clean}` : clean
}

/** The same cell as it is read back. */
export const openCell = (cell: string): string => cell.replace(GUARDED, '')
