export type MarkedRun = { text: string; isNew: boolean }

const SENTENCE = /[^，。；！？,;!?\n]+[，。；！？,;!?\n]*/g
const pairsOf = (text: string): Set<string> => {
  const signs = Array.from(text.replace(/[\s\p{P}]/gu, ''))
  return new Set(signs.slice(1).map((sign, at) => `${signs[at]}${sign}`))
}
/** From this share of known pairs on, a clause says what was said. */
const SAID_AT = 0.6

/** The clauses of `text`, marked where they say something that does not stand in `beside`: what tells two matters apart. */
export const markDifferences = (text: string, beside: string): MarkedRun[] => {
  const known = pairsOf(beside)
  return (text.match(SENTENCE) ?? []).map((clause) => {
    const pairs = [...pairsOf(clause)]
    const said = pairs.filter((pair) => known.has(pair)).length
    return { text: clause, isNew: pairs.length > 0 && said / pairs.length < SAID_AT }
  })
}
