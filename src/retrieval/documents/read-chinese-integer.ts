const DIGITS = '零一二三四五六七八九'
const UNITS: Record<string, number> = { 十: 10, 百: 100 }

/** A whole number below 1,000 as headings write it ("十二", "一百零三", "12"); NaN where it is none. */
export const readChineseInteger = (written: string): number => {
  if (/^\d+$/.test(written)) return Number(written)
  let sum = 0
  let digit = 0
  for (const sign of written.replace(/〇/g, '零')) {
    const unit = UNITS[sign]
    if (unit !== undefined) {
      sum += (digit || 1) * unit
      digit = 0
    } else {
      digit = DIGITS.indexOf(sign)
      if (digit < 0) return Number.NaN
    }
  }
  return sum + digit
}
