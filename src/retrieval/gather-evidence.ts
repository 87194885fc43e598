import { createDocumentReader } from './documents/document-evidence.ts'
import type { CandidateReader, Draft } from './draft-candidates.ts'
import { meetPositions, sayWording, shareMet, weighQueryPositions } from './evidence/coverage.ts'
import { earnedByNames, LEG } from './evidence/earned.ts'
import { asksToLookUp, isLookUp } from './evidence/look-up.ts'
import { sayInOrder } from './evidence/order.ts'
import { popularityPrior } from './evidence/popularity.ts'
import { listTriples, shareOfTriples } from './evidence/triples.ts'
import type { EntryStore } from './index/entry-store.ts'
import type { PackedUnit } from './index/pack-units.ts'
import { reuseRoom } from './index/reuse-room.ts'
import type { AskedQuery } from './query/asked.ts'
import { AT, EVIDENCE, type EvidenceRow } from './ranking-weights.ts'

/**
 * The evidence for one candidate, and how far each position of the query is met by its best wording and by all of it (the arrays may be
 * longer than the query). True only until the next query.
 */
export type Gathered = { evidence: EvidenceRow; metByWording: Float32Array; metByEntry: Float32Array }

/** Rooms for what is gathered, by candidate, the same for every query: made anew they would be most of what the garbage collector finds. */
const rooms: {
  evidence: EvidenceRow
  wording: (length: number) => Float32Array
  entry: (length: number) => Float32Array
}[] = []
/** Used up before the next candidate is looked at. */
const makeRoomForPassage = reuseRoom(Float32Array)
const makeRoomForTitle = reuseRoom(Float32Array)

const takeRoom = (at: number, length: number): Gathered => {
  const room = rooms[at] ?? {
    evidence: new Float64Array(EVIDENCE.length),
    wording: reuseRoom(Float32Array),
    entry: reuseRoom(Float32Array),
  }
  rooms[at] = room
  room.evidence.fill(0)
  return { evidence: room.evidence, metByWording: room.wording(length), metByEntry: room.entry(length) }
}

/** What the best texts of a candidate earned. */
const noteEarned = (row: EvidenceRow, { best }: Draft): void => {
  const wording = best.wording.earned
  const whole = best.whole.earned
  const passage = best.passage.earned
  row[AT.wordingPair] = wording[LEG.pair] as number
  row[AT.wordingCharacter] = wording[LEG.character] as number
  row[AT.wordingWord] = wording[LEG.word] as number
  row[AT.wordingSame] = wording[LEG.same] as number
  row[AT.wordingHint] = wording[LEG.hint] as number
  row[AT.wordingNear] = wording[LEG.near] as number
  row[AT.wholePair] = whole[LEG.pair] as number
  row[AT.wholeCharacter] = whole[LEG.character] as number
  row[AT.wholeWord] = whole[LEG.word] as number
  row[AT.wholeSame] = whole[LEG.same] as number
  row[AT.wholeHint] = whole[LEG.hint] as number
  row[AT.wholeNear] = whole[LEG.near] as number
  row[AT.passagePair] = passage[LEG.pair] as number
  row[AT.passageCharacter] = passage[LEG.character] as number
  row[AT.passageWord] = passage[LEG.word] as number
  row[AT.passageSame] = passage[LEG.same] as number
  row[AT.passageHint] = passage[LEG.hint] as number
  row[AT.keywords] = earnedByNames(best.keywords.earned)
  row[AT.department] = earnedByNames(best.department.earned)
}

/**
 * Gathers the costlier evidence, which has to look at the texts themselves. `contrast` is left at 0: it needs all rivals.
 */
export const createEvidenceGatherer = (
  query: AskedQuery,
  store: EntryStore,
  { reader, votes }: { reader: CandidateReader; votes: ReadonlyMap<string, number> },
) => {
  const { scanner } = reader
  const statistics = store.statistics()
  const weights = weighQueryPositions(query, statistics)
  const length = query.text.length
  let taken = 0
  const triples = listTriples(query.text, statistics)
  const readDocument = createDocumentReader(query, { scanner, weights, triples })
  const isLookingUp = asksToLookUp(query.text)
  const meet = (unit: PackedUnit | undefined, met: Float32Array): void => {
    if (!unit) return
    reader.read(unit)
    meetPositions(query, scanner, met)
  }

  /** What its best wording says of the question, and the question of it. */
  const noteWording = (row: EvidenceRow, { entry, best }: Draft, met: Float32Array): void => {
    const wording = best.wording.unit
    const text = wording?.text
    const trust = wording?.weight ?? 1
    meet(wording, met)
    const share = shareMet(weights, met) * trust
    row[AT.metByWording] = share
    row[AT.exact] = best.wording.isExact ? trust : 0
    if (text) {
      const { said, head } = sayWording(text, scanner, statistics)
      row[AT.said] = said * trust
      row[AT.head] = head * trust
      row[AT.order] = sayInOrder(query.text, text) * trust
    }
    row[AT.wordingTriples] = shareOfTriples(triples, text ?? '').said * trust
    // Where there is no body: beside one, what the answer says tells more than the name apart from the wordings.
    if (entry.shape !== 'bare') return
    // Weighed by what is met: a fitting action is nothing by itself.
    row[AT.doesAsked] = isLookingUp || !isLookUp(entry.entry.question) ? share : 0
    if (best.title.unit === wording) row[AT.metByTitle] = shareMet(weights, met)
    else {
      const metByTitle = makeRoomForTitle(length)
      meet(best.title.unit, metByTitle)
      row[AT.metByTitle] = shareMet(weights, metByTitle)
    }
  }

  /** What one passage says, together with the best wording. */
  const notePassage = (row: EvidenceRow, { entry, best }: Draft, metByWording: Float32Array): void => {
    const metByPassage = makeRoomForPassage(length)
    meet(best.passage.unit, metByPassage)
    for (let at = 0; at < length; at += 1)
      metByPassage[at] = Math.max(metByPassage[at] as number, metByWording[at] as number)
    row[AT.metByPassage] = shareMet(weights, metByPassage)
    const { said, rare } = shareOfTriples(triples, best.passage.unit?.text ?? '')
    row[AT.passageTriples] = said
    if (entry.shape === 'document') readDocument(row, best, rare)
  }

  return (draft: Draft): Gathered => {
    const { entry, best } = draft
    const room = takeRoom(taken, length)
    taken += 1
    const { evidence, metByWording, metByEntry } = room
    noteEarned(evidence, draft)
    noteWording(evidence, draft, metByWording)
    notePassage(evidence, draft, metByWording)
    for (let at = 0; at < length; at += 1) metByEntry[at] = metByWording[at] as number
    meet(best.whole.unit, metByEntry)
    meet(best.keywords.unit, metByEntry)
    meet(best.department.unit, metByEntry)
    evidence[AT.metByEntry] = shareMet(weights, metByEntry)
    evidence[AT.neighbours] = votes.get(entry.entry.department) ?? 0
    evidence[AT.popularity] = popularityPrior(entry.entry.popularity, store.highestPopularity())
    return room
  }
}
