const SEPARATOR = '[\\s-]?'
const NOT_BEFORE = '(?<![0-9a-zA-Z])'
const NOT_AFTER = '(?![0-9a-zA-Z])'

/** A resident identity number (GB 11643): 18 places, the last may be X, or the old 15 places. */
export const identityPattern = (): RegExp =>
  new RegExp(
    `${NOT_BEFORE}[1-9]\\d{5}(?:${SEPARATOR}(?:18|19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])${SEPARATOR}\\d{3}[\\dXx]|\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3})${NOT_AFTER}`,
    'g',
  )

/** 16 to 19 digits, also written in groups of four. */
export const bankCardPattern = (): RegExp =>
  new RegExp(`${NOT_BEFORE}[3-6]\\d{3}(?:${SEPARATOR}\\d{4}){3}(?:${SEPARATOR}\\d{1,3})?${NOT_AFTER}`, 'g')

/** A mainland mobile number: 11 digits from 13 to 19, with or without the country code and separators. */
export const mobilePattern = (): RegExp =>
  new RegExp(
    `(?<![0-9a-zA-Z])(?:\\+?86[\\s-]?)?1[3-9]\\d${SEPARATOR}\\d{4}${SEPARATOR}\\d{4}${NOT_AFTER}`,
    'g',
  )

/** A landline with its area code (010-12345678, 0755 1234567), an extension, or a 400/800 number. */
export const landlinePattern = (): RegExp =>
  new RegExp(
    `${NOT_BEFORE}(?:\\(?0\\d{2,3}\\)?[\\s-]?\\d{7,8}(?:\\s?(?:-|转)\\s?\\d{1,5})?|[48]00${SEPARATOR}\\d{3,4}${SEPARATOR}\\d{3,4})(?![0-9])`,
    'g',
  )

/** Our own ticket numbers: the day it was opened and its number of that day, "20261121-00042". */
export const ticketNumberPattern = (): RegExp => /(?<!\d)20\d{6}-\d{5}(?!\d)/g

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** True when the check character of an 18-place identity number is right (GB 11643-1999, ISO 7064 MOD 11-2). */
export const hasValidIdentityCheck = (number: string): boolean => {
  if (!/^\d{17}[\dX]$/.test(number)) return false
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  return '10X98765432'[sum % 11] === number[17]
}

/** True when the Luhn check digit is right (ISO/IEC 7812-1), as every bank card's is. */
export const hasValidLuhnCheck = (digits: string): boolean => {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = digit * 2
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 0 && sum % 10 === 0
}
