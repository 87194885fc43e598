const DIGITS = '零一二三四五六七八九'
/** Telephone practice: 一 sounds like 七 on a bad line. */
const PHONE_ONE = '幺'

const digitWord = (digit: string): string => (digit === '1' ? PHONE_ONE : (DIGITS[Number(digit)] ?? digit))

/** Spells a number, code or ticket number sign by sign with short pauses: "2026-A1" → "二、零、二、六，A、幺". */
export const spellOut = (code: string): string =>
  code
    .toUpperCase()
    .split(/[^0-9A-Z]+/)
    .filter(Boolean)
    .map((group) => [...group].map((sign) => (/\d/.test(sign) ? digitWord(sign) : sign)).join('、'))
    .join('，')

const day = (year: string, month: string, date: string): string =>
  `${year}年${Number(month)}月${Number(date)}日`
const clockTime = (hour: string, minute: string): string =>
  `${Number(hour)}点${Number(minute) === 0 ? '' : `${Number(minute)}分`}`

/**
 * Rewrites what a synthetic voice would misread: dates, times, ranges, money, web addresses, and long numbers,
 * which are spelled digit by digit (a phone number is not an amount). Amounts with a unit stay as they are.
 */
export const readNumbersAloud = (text: string): string =>
  text
    .replace(/https?:\/\/[^\s，。；）)】]+|www\.[^\s，。；）)】]+/gi, '网页上的地址')
    .replace(/(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(?:T[\d:.]+Z?)?/g, (_, y, m, d) => day(y, m, d))
    .replace(/(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)/g, (_, h, m) => clockTime(h, m))
    .replace(/[¥￥]\s*(\d+(?:\.\d+)?)/g, '$1元')
    // Area code and number, mobile and service numbers; a unit behind the digits makes them an amount.
    .replace(/(?<![\d.])0\d{2,3}[-－]\d{7,8}(?!\d)/g, (number) => spellOut(number))
    .replace(/(?<![\d.])\+?\d{5,}(?![\d.]|\s*(?:元|万|亿|人|件|个|户|平方米|公里|米|吨|%|％))/g, (number) =>
      spellOut(number),
    )
    .replace(/(?<=(?:拨打|请拨|致电|电话)\s*)\d{3,4}(?!\d)/g, (number) => spellOut(number))
    .replace(/(?<=[\d点分日月元])\s*[-–—~～]\s*(?=\d)/g, '到')
