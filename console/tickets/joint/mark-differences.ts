export type MarkedRun = { text: string; isNew: boolean }

const IS_SIGN = /[\s\p{P}]/u
/** Signs that say nothing by themselves: alone between known words they are no difference. */
const EMPTY = /^[的了在是还也都就又被把和着过地得]+$/u
const pairsOf = (text: string): Set<string> => {
  const signs = Array.from(text.replace(/[\s\p{P}]/gu, ''))
  return new Set(signs.slice(1).map((sign, at) => `${signs[at]}${sign}`))
}

/** Which signs stand in a pair that the other text has as well. */
const markKnown = (signs: readonly string[], known: ReadonlySet<string>): boolean[] => {
  const isKnown = signs.map(() => false)
  for (let at = 1; at < signs.length; at++)
    if (known.has(`${signs[at - 1]}${signs[at]}`)) isKnown[at - 1] = isKnown[at] = true
  return isKnown
}

/** A number is another number when one of its digits is. */
const asWholeNumbers = (signs: readonly string[], isNew: boolean[]): boolean[] => {
  for (const number of signs
    .map((sign) => (/\w/.test(sign) ? sign : ' '))
    .join('')
    .matchAll(/\w+/g)) {
    const [from, to] = [number.index, number.index + number[0].length]
    if (isNew.slice(from, to).includes(true)) isNew.fill(true, from, to)
  }
  return isNew
}

/** Neighbours that are alike as one run. */
const runsOf = (signs: readonly string[], isNew: readonly boolean[]): MarkedRun[] => {
  const runs: MarkedRun[] = []
  signs.forEach((sign, at) => {
    const last = runs.at(-1)
    if (last && last.isNew === isNew[at]) last.text += sign
    else runs.push({ text: sign, isNew: isNew[at] ?? false })
  })
  return runs
}

/** The words of `text`, marked where they say something that does not stand in `beside`: what tells two matters apart. */
export const markDifferences = (text: string, beside: string): MarkedRun[] => {
  const all = Array.from(text)
  const words = all.filter((sign) => !IS_SIGN.test(sign))
  const known = markKnown(words, pairsOf(beside))
  const isOther = asWholeNumbers(
    words,
    known.map((is) => !is),
  )
  const plain = runsOf(words, isOther).flatMap((run) =>
    Array.from(run.text, () => run.isNew && !EMPTY.test(run.text)),
  )
  // Signs between words belong to what stands before them, so that a mark does not break at a comma.
  let at = -1
  const isNew = all.map((sign) => {
    if (!IS_SIGN.test(sign)) at += 1
    return at >= 0 && plain[at] === true && (!IS_SIGN.test(sign) || plain[at + 1] === true)
  })
  return runsOf(all, isNew)
}
