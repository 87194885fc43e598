import {
  createDocumentReader,
  type DocumentEvidence,
  NO_DOCUMENT_EVIDENCE,
} from './documents/document-evidence.ts'
import type { CandidateReader, Draft } from './draft-candidates.ts'
import { earnedByNames } from './draft-candidates.ts'
import { meetPositions, sayWording, shareMet, weighQueryPositions } from './evidence/coverage.ts'
import { asksToLookUp, isLookUp } from './evidence/look-up.ts'
import { sayInOrder } from './evidence/order.ts'
import { popularityPrior } from './evidence/popularity.ts'
import { listTriples, shareOfTriples } from './evidence/triples.ts'
import type { EntryStore } from './index/entry-store.ts'
import type { PackedUnit } from './index/pack-units.ts'
import type { AskedQuery } from './query/asked.ts'
import type { EvidenceValues } from './ranking-weights.ts'

/** The evidence for one candidate, and how far each position of the query is met by its best wording and by all of it. */
export type Gathered = { evidence: EvidenceValues; metByWording: Float32Array; metByEntry: Float32Array }

/** What was found out by looking at the texts themselves. */
type LookedAt = Pick<
  EvidenceValues,
  | 'metByWording'
  | 'metByTitle'
  | 'metByPassage'
  | 'metByEntry'
  | 'said'
  | 'head'
  | 'order'
  | 'wordingTriples'
  | 'passageTriples'
  | 'doesAsked'
  | 'exact'
  | 'neighbours'
  | 'popularity'
>

/** One literal for all: spreading one half into the other takes ten times the memory, fifty times for each question. */
const listEvidence = ({ best }: Draft, looked: LookedAt, told: DocumentEvidence): EvidenceValues => {
  const wording = best.wording.earned
  const whole = best.whole.earned
  const passage = best.passage.earned
  return {
    wordingPair: wording.pair,
    wordingCharacter: wording.character,
    wordingWord: wording.word,
    wordingSame: wording.same,
    wordingHint: wording.hint,
    wordingNear: wording.near,
    wholePair: whole.pair,
    wholeCharacter: whole.character,
    wholeWord: whole.word,
    wholeSame: whole.same,
    wholeHint: whole.hint,
    wholeNear: whole.near,
    passagePair: passage.pair,
    passageCharacter: passage.character,
    passageWord: passage.word,
    passageSame: passage.same,
    passageHint: passage.hint,
    keywords: earnedByNames(best.keywords.earned),
    department: earnedByNames(best.department.earned),
    metByWording: looked.metByWording,
    metByTitle: looked.metByTitle,
    metByPassage: looked.metByPassage,
    metByEntry: looked.metByEntry,
    said: looked.said,
    head: looked.head,
    order: looked.order,
    wordingTriples: looked.wordingTriples,
    passageTriples: looked.passageTriples,
    passageRareTriples: told.passageRareTriples,
    wholeTriples: told.wholeTriples,
    bestSentence: told.bestSentence,
    bestSentences: told.bestSentences,
    sentenceWithTitle: told.sentenceWithTitle,
    sentenceWithHead: told.sentenceWithHead,
    passagesWithTitle: told.passagesWithTitle,
    placeNamed: told.placeNamed,
    doesAsked: looked.doesAsked,
    exact: looked.exact,
    neighbours: looked.neighbours,
    popularity: looked.popularity,
    contrastWording: 0,
    contrast: 0,
  }
}

/** Met by the best passage, by the best wording, by the entry's own question, by all. */
const MET_EACH = 4

/**
 * Gathers the costlier evidence, which has to look at the texts themselves, for about `candidates` of them. `contrast` is left at 0: it
 * needs all rivals.
 */
export const createEvidenceGatherer = (
  query: AskedQuery,
  store: EntryStore,
  {
    reader,
    votes,
    candidates,
  }: { reader: CandidateReader; votes: ReadonlyMap<string, number>; candidates: number },
) => {
  const { scanner } = reader
  const statistics = store.statistics()
  const weights = weighQueryPositions(query, statistics)
  const length = query.text.length
  // One piece of memory for all: many small ones cost more than what is written into them.
  const room = new Float32Array(length * MET_EACH * candidates)
  let taken = 0
  const take = (): Float32Array => {
    taken += length
    return taken <= room.length ? room.subarray(taken - length, taken) : new Float32Array(length)
  }
  const triples = listTriples(query.text, statistics)
  const readDocument = createDocumentReader(query, { scanner, weights, triples })
  const isLookingUp = asksToLookUp(query.text)
  const meet = (units: readonly (PackedUnit | undefined)[], before?: Float32Array): Float32Array => {
    const met = take()
    if (before) met.set(before)
    for (const unit of units) {
      if (!unit) continue
      reader.read(unit)
      meetPositions(query, scanner, met)
    }
    return met
  }

  return (draft: Draft): Gathered => {
    const { entry, best } = draft
    const wording = best.wording.unit
    const wordingText = wording?.text
    const passageText = best.passage.unit?.text
    const trust = wording?.weight ?? 1
    const metByPassage = meet([best.passage.unit])
    const metByWording = meet([wording])
    const said = wordingText ? sayWording(wordingText, scanner, statistics) : { said: 0, head: 0 }
    for (let at = 0; at < length; at += 1)
      metByPassage[at] = Math.max(metByPassage[at] ?? 0, metByWording[at] ?? 0)
    // Where there is no body: beside one, what the answer says tells more than the name apart from the wordings.
    const isBare = entry.shape === 'bare'
    const metByTitle = isBare && best.title.unit !== wording ? meet([best.title.unit]) : metByWording
    const passageTriples = shareOfTriples(triples, passageText ?? '')
    const told = entry.shape === 'document' ? readDocument(best, passageTriples.rare) : NO_DOCUMENT_EVIDENCE
    const metByEntry = meet([best.whole.unit, best.keywords.unit, best.department.unit], metByWording)
    const sharedByEntry = shareMet(weights, metByEntry)
    const sharedByWording = shareMet(weights, metByWording) * trust
    const doesAsked = isBare && (isLookingUp || !isLookUp(entry.entry.question))
    return {
      metByWording,
      metByEntry,
      evidence: listEvidence(
        draft,
        {
          metByWording: sharedByWording,
          metByTitle: isBare ? shareMet(weights, metByTitle) : 0,
          metByPassage: shareMet(weights, metByPassage),
          metByEntry: sharedByEntry,
          said: said.said * trust,
          head: said.head * trust,
          order: wordingText ? sayInOrder(query.text, wordingText) * trust : 0,
          wordingTriples: shareOfTriples(triples, wordingText ?? '').said * trust,
          passageTriples: passageTriples.said,
          // Weighed by what is met: a fitting action is nothing by itself.
          doesAsked: doesAsked ? sharedByWording : 0,
          exact: best.wording.isExact ? trust : 0,
          neighbours: votes.get(entry.entry.department) ?? 0,
          popularity: popularityPrior(entry.entry.popularity, store.highestPopularity()),
        },
        told,
      ),
    }
  }
}
