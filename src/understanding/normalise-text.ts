import { Converter } from 'opencc-js'

// Characters only, no phrases: the phrase tables also turn good mainland words around (程序 → 进程).
const toSimplified = Converter({ from: 'tw', to: 'cn' })

const CONTROL = /\p{Cc}/gu
// Default-ignorable covers zero-width characters, soft hyphens and variation selectors; Cs is half of a broken emoji.
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\ufff9-\ufffc]/gu
/** Written so in Taiwan and Hong Kong; character by character it would stay another word. */
const ID_CARD = /身分[证証]/g
const WHITESPACE = /\s+/g

/** Signs that neither NFKC nor cleaning changes, alone or beside each other. Combining marks are not among them. */
const PLAIN = /^[\u4e00-\u9fff\u3001\u3002\u300a-\u3011\u2018\u2019\u201c\u201d\x21-\x7e ]*$/

/**
 * The form of a citizen's text that every later step reads: NFKC (full-width letters and digits become half-width),
 * traditional characters become simplified, control and invisible characters are gone, runs of white space are one blank.
 * Emoji stay in the text (an agent should see them) and are left out when it is cut into words.
 * Promises: never throws, and normalising twice changes nothing more.
 */
export const normaliseText = (raw: string): string => {
  const clean = (text: string): string =>
    text
      .normalize('NFKC')
      .replace(INVISIBLE, '')
      .replace(CONTROL, ' ')
      .replace(WHITESPACE, ' ')
      .replace(ID_CARD, '身份证')
      .trim()
  const once = clean(raw)
  // Most text is settled here; the rounds below would give the same at several times the cost.
  if (PLAIN.test(once) && toSimplified(once) === once) return once
  // A second round because a converted or freed character may compose with its neighbour.
  return clean(toSimplified(clean(toSimplified(once))))
}
