export type TextPiece = { text: string; href: string | null }

/**
 * Web addresses, numbers with an area code, and the national service numbers. Short emergency numbers are left
 * alone: "120 元" is no telephone number.
 */
const LINKS =
  /https?:\/\/[\w\-./?%&=#:~+@]+|\b0\d{2,3}-\d{7,8}\b|\b12(?:3(?:05|15|18|20|29|33|45|48|50|66|69|88|93))\b/g

const hrefOf = (found: string): string =>
  found.startsWith('http') ? found : `tel:${found.replaceAll('-', '')}`

/** Cuts a text into plain pieces and pieces that can be tapped (web address, telephone), in order, losing nothing. */
export const splitText = (text: string): TextPiece[] => {
  const pieces: TextPiece[] = []
  let from = 0
  for (const match of text.matchAll(LINKS)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null })
    pieces.push({ text: match[0], href: hrefOf(match[0]) })
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null })
  return pieces
}
