import { placesNear } from '../../understanding/places-of-china.ts'
import type { Best } from '../draft-candidates.ts'
import type { Scanner } from '../evidence/scan-text.ts'
import { shareOfTriples, type Triple } from '../evidence/triples.ts'
import type { AskedQuery } from '../query/asked.ts'
import { AT, type EvidenceRow } from '../ranking-weights.ts'
import { SentenceScanner } from './scan-sentences.ts'

/** Whom a document is from stands among so many characters at its beginning. */
const FROM = 200
/** Where a report was written is not what it is about: "新华社北京2月1日电". */
const DATELINE = /新华社\p{Script=Han}{2,6}(?=\d)/gu

const nameOnePlace = (places: readonly string[], text: string): boolean => {
  const head = text.slice(0, FROM).replace(DATELINE, '')
  return places.some((name) => head.includes(name))
}

/**
 * Reads documents for one question and notes what only documents are weighed by: the best texts of each, and what its passage says by rarity
 * already. Nothing is laid out before the first document comes.
 */
export const createDocumentReader = (
  query: AskedQuery,
  asked: { scanner: Scanner; weights: Float32Array; triples: readonly Triple[] },
) => {
  const { scanner, weights, triples } = asked
  const lay = () => ({
    places: placesNear(query.text),
    sentences: new SentenceScanner(query.text, {
      tables: scanner.tables,
      total: query.totals.pair,
      weights,
      triples,
    }),
  })
  let laid: ReturnType<typeof lay> | undefined
  return (row: EvidenceRow, { whole }: { whole: Best }, passageRareTriples: number): void => {
    if (!whole.unit) return
    laid ??= lay()
    const { text } = whole.unit
    const said = laid.sentences.read(whole.unit)
    row[AT.bestSentence] = said.bestSentence
    row[AT.bestSentences] = said.bestSentences
    row[AT.sentenceWithTitle] = said.sentenceWithTitle
    row[AT.sentenceWithHead] = said.sentenceWithHead
    row[AT.passagesWithTitle] = said.passagesWithTitle
    row[AT.placeNamed] = Number(nameOnePlace(laid.places, text))
    // Proven where texts are long and repeat each other; in a short answer they say nothing that the others do not.
    row[AT.passageRareTriples] = passageRareTriples
    row[AT.wholeTriples] = shareOfTriples(triples, text).rare
  }
}
