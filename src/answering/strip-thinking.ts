const OPEN = '<think>'
const CLOSE = '</think>'

/**
 * The part of a model's output that is meant for the reader: everything between `<think>` and `</think>` is gone, an unfinished
 * thought (no end mark yet, or half a mark at the end of the stream) is held back. Servers that send the thought without its
 * first mark are covered: what stands before a lone end mark goes too. Called again on longer output it only adds text, except in
 * that last case: there earlier text was a thought, and the caller must notice that it is gone.
 */
export const stripThinking = (raw: string): string => {
  let said = raw
  for (;;) {
    const close = said.indexOf(CLOSE)
    if (close < 0) break
    const open = said.indexOf(OPEN)
    const keep = open >= 0 && open < close ? said.slice(0, open) : ''
    said = keep + said.slice(close + CLOSE.length)
  }
  const open = said.indexOf(OPEN)
  if (open >= 0) return said.slice(0, open).trimStart()
  return dropHalfMark(said).trimStart()
}

const dropHalfMark = (text: string): string => {
  const at = text.lastIndexOf('<')
  if (at < 0) return text
  const tail = text.slice(at)
  return OPEN.startsWith(tail) || CLOSE.startsWith(tail) ? text.slice(0, at) : text
}
