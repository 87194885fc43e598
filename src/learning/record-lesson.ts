import type { Lesson } from '../contracts/learning.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Clock } from '../contracts/ports.ts'
import { findSaidBefore, findSaidTo, listThread } from '../conversations/message-repository.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import { isoNow } from '../platform/clock.ts'
import { nextValue } from '../platform/counter-repository.ts'
import type { Engine } from '../platform/db/dialect.ts'
import type { Database, Db } from '../platform/db/schema.ts'
import { LIMITS } from '../platform/limits.ts'
import { cleanWording, keyOf } from './clean-wording.ts'
import {
  countLessonsSince,
  listSameWording,
  saveEvidence,
  saveWording,
} from './learned-wording-repository.ts'
import { readTicket } from './read-ticket.ts'
import { dayBefore, settleWording } from './settle-wording.ts'
import { type Testimony, witnessOf } from './testimony.ts'
import type { LearningRule } from './weigh-wording.ts'

export type LearningDesk = {
  db: Database
  engine: Engine
  clock: Clock
  understand(text: string, now: Date): Meaning
}

/** How far back an agent's answer looks for the question it answers. */
const LOOKS_BACK = 12

const readTurn = async (db: Db, lesson: Extract<Lesson, { kind: 'turn' }>): Promise<Testimony | null> => {
  const said = await findSaidBefore(db, lesson.inboundId)
  if (!said) return null
  const cites = said.reply.citations?.some(({ entryId }) => entryId === lesson.entryId) ?? false
  if (lesson.says === 'picked' ? said.reply.kind !== 'clarify' : !(said.reply.kind === 'answer' && cites))
    return null
  const actorKey = await witnessOf(db, said.conversationId)
  if (!actorKey) return null
  return {
    entryId: lesson.entryId,
    words: said.question,
    source: lesson.says,
    actorKey,
    actorKind: 'citizen',
  }
}

const readRating = async (db: Db, lesson: Extract<Lesson, { kind: 'rating' }>): Promise<Testimony | null> => {
  const said = await findSaidTo(db, lesson.messageId)
  const entryId = said?.reply.kind === 'answer' ? said.reply.citations?.[0]?.entryId : undefined
  if (!said || !entryId) return null
  const actorKey = await witnessOf(db, said.conversationId)
  const source = lesson.verdict === 'useful' ? 'useful' : 'rejected'
  if (!actorKey) return null
  return { entryId, words: said.question, source, actorKey, actorKind: 'citizen' }
}

const readAgent = async (
  desk: LearningDesk,
  lesson: Extract<Lesson, { kind: 'agent' }>,
): Promise<Testimony | null> => {
  const thread = await listThread(desk.db, lesson.conversationId, 0, LOOKS_BACK)
  const asked = thread.filter(({ author }) => author === 'citizen')
  const question = lesson.messageId
    ? asked.find(({ id }) => id === lesson.messageId)
    : asked.findLast(({ text }) => cleanWording(desk.understand(text, desk.clock.now())) !== null)
  if (!question) return null
  const { entryId, staffId } = lesson
  return { entryId, words: question.text, source: 'agent', actorKey: `staff:${staffId}`, actorKind: 'agent' }
}

const readLesson = async (desk: LearningDesk, lesson: Lesson): Promise<Testimony[]> => {
  if (lesson.kind === 'ticket')
    return readTicket(desk.db, (text) => desk.understand(text, desk.clock.now()), lesson)
  const one =
    lesson.kind === 'turn'
      ? await readTurn(desk.db, lesson)
      : lesson.kind === 'rating'
        ? await readRating(desk.db, lesson)
        : await readAgent(desk, lesson)
  return one ? [one] : []
}

/** Writes one testimony and what follows from it. @returns the entries that are found by other wordings from now on. */
const keepTestimony = async (
  tx: Db,
  desk: LearningDesk,
  rule: LearningRule,
  testimony: Testimony,
  wording: string,
): Promise<string[]> => {
  const { entryId, source, actorKey, actorKind } = testimony
  const key = keyOf(wording)
  // Of two confirmations at once the second must count the first.
  await nextValue(tx, 'lock:learning')
  const at = isoNow(desk.clock)
  const most = actorKind === 'citizen' ? LIMITS.lessonsPerCitizen : LIMITS.lessonsPerStaff
  if ((await countLessonsSince(tx, actorKey, dayBefore(at))) >= most) return []
  const known = (await listSameWording(tx, key)).find((row) => row.entry_id === entryId)
  // A rejection of what nobody ever proposed says nothing that is not known.
  if (source === 'rejected' && !known) return []
  await saveEvidence(tx, { entryId, key, actorKey, actorKind, source, at })
  const fresh = {
    entry_id: entryId,
    wording_key: key,
    wording,
    state: 'proposed' as const,
    weight: 0,
    citizens: 0,
    agents: 0,
    editors: 0,
    against: 0,
    first_at: at,
    active_since: null,
    judged_by: null,
    judged_at: null,
  }
  await saveWording(tx, { ...(known ?? fresh), last_at: at })
  return settleWording(tx, desk.engine, { key, rule, at, actor: { kind: 'system', id: 'learning' } })
}

const learnTestimony = async (
  desk: LearningDesk,
  rule: LearningRule,
  testimony: Testimony,
): Promise<string[]> => {
  const wording = cleanWording(desk.understand(testimony.words, desk.clock.now()))
  if (wording === null) return []
  const entry = await findEntry(desk.db, testimony.entryId)
  if (entry?.state !== 'published') return []
  if ([entry.question, ...entry.similar].some((written) => keyOf(written) === keyOf(wording))) return []
  return desk.db.transaction().execute((tx) => keepTestimony(tx, desk, rule, testimony, wording))
}

/**
 * Learns from what a person did: finds the words they confirmed, refuses what must not be kept (`clean-wording.ts`), counts distinct
 * people within their daily limits, and makes the wording active or inactive at every entry concerned. Nothing is learned where an
 * editor already wrote the words. In a transaction of its own, after the turn's: a lost lesson is harmless, a lost answer is not.
 * @returns the entries whose wordings changed; empty in all other cases.
 */
export const recordLesson = async (
  desk: LearningDesk,
  rule: LearningRule,
  lesson: Lesson,
): Promise<string[]> => {
  const changed = new Set<string>()
  for (const testimony of await readLesson(desk, lesson))
    for (const entryId of await learnTestimony(desk, rule, testimony)) changed.add(entryId)
  return [...changed]
}
