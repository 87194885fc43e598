const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const SMALL_UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }
const LARGE_UNITS: Record<string, number> = { 万: 1e4, 亿: 1e8 }

/** The characters a Chinese numeral is made of, as a character class without brackets. */
export const NUMERAL_CHARACTERS = '零〇一二两三四五六七八九十百千万亿'

/**
 * The value of a Chinese numeral: 十五 → 15, 三千六百 → 3600, 两万零五百 → 20500, and digit by digit without units: 一二三四五 → 12345.
 * Loose spoken forms (三五) come out digit by digit, too; that is enough for comparing two texts.
 */
export const readChineseNumeral = (numeral: string): number => {
  if (![...numeral].some((c) => c in SMALL_UNITS || c in LARGE_UNITS)) {
    return Number([...numeral].map((c) => DIGITS[c] ?? 0).join(''))
  }
  let total = 0
  let section = 0
  let digit = 0
  for (const character of numeral) {
    const small = SMALL_UNITS[character]
    const large = LARGE_UNITS[character]
    if (small !== undefined) {
      section += (digit || 1) * small
      digit = 0
    } else if (large !== undefined) {
      total = (total + (section + digit || 1)) * large
      section = 0
      digit = 0
    } else digit = DIGITS[character] ?? 0
  }
  return total + section + digit
}
