const COUNT_OF_A_DAY = 10_000_000
const NUMBER = /^(\d{8})-(\d{5,7})$/

/** A ticket's number as one whole number, in the order of opening: 20261121-00042 → 202611210000042. @throws when it is none. */
export const seqOf = (number: string): number => {
  const parts = NUMBER.exec(number)
  if (!parts) throw new Error(`"${number}" is not a ticket number`)
  return Number(parts[1]) * COUNT_OF_A_DAY + Number(parts[2])
}

/** The first `seq` of a day, YYYY-MM-DD. */
export const seqOfDay = (day: string): number => Number(day.replaceAll('-', '')) * COUNT_OF_A_DAY

/** Facts are words too, with a sign no word begins with: then words and facts are one question to one index. */
export const factWord = {
  type: (type: string): string => `=t:${type}`,
  /** A branch of the tree of categories, or a leaf. */
  category: (id: string): string => `=c:${id}`.toLowerCase(),
  district: (id: string): string => `=d:${id}`.toLowerCase(),
  /** A word of the place, apart from the same word elsewhere. */
  place: (word: string): string => `@${word}`,
  /** A unit that works on it: leads it, helps, or confers now. */
  unit: (id: string): string => `=u:${id}`.toLowerCase(),
  lead: (id: string): string => `=l:${id}`.toLowerCase(),
}
