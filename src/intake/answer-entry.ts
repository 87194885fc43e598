import { type AnswerPart, composeAnswer, composeFromDocument } from '../answering/compose-answer.ts'
import type { TalkContext } from '../contracts/conversation.ts'
import type { Entry } from '../contracts/entry.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Reply } from '../contracts/message.ts'
import type { Hit } from '../contracts/retrieval.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import type { Desk } from './desk.ts'
import type { TurnPlan } from './turn-plan.ts'

const NEXT_QUESTIONS = 3
const ALTERNATIVES = 3
/** A longer message is a story: the entry's question says the matter better. */
const TOPIC_TEXT_MAX = 24

/** The matter in the citizen's words, where they are few enough to search with again; empty for a story. */
export const shortMatter = (text: string): string => (text.length > TOPIC_TEXT_MAX ? '' : text)

/** Words of the entry a language model may rephrase: the short answer, the details, all guide fields. */
const entryText = (entry: Entry, reply: Reply): string =>
  [entry.question, entry.answer, entry.details, ...(reply.guide ?? []).map((g) => `${g.label}:${g.text}`)]
    .filter(Boolean)
    .join('\n')

const rephrase = async (
  desk: Desk,
  meaning: Meaning,
  entry: Entry,
  reply: Reply,
  onDelta: ((text: string) => void) | undefined,
): Promise<Reply> => {
  const citation = reply.citations?.[0]
  if (!desk.languageModel || !citation) return reply
  const text = await desk.languageModel.rephrase(
    {
      question: meaning.redacted,
      entryText: entryText(entry, reply),
      citation,
      ...(onDelta ? { onDelta } : {}),
    },
    desk.llmBudgetMs,
  )
  return text ? { ...reply, text, aiWritten: true } : reply
}

/** Related entries as the next questions a citizen may tap. */
const nextQuestions = async (desk: Desk, entry: Entry): Promise<{ value: string; entryId: string }[]> => {
  const related = await Promise.all(
    entry.related.slice(0, NEXT_QUESTIONS).map((id) => findEntry(desk.db, id)),
  )
  return related
    .filter((e): e is Entry => e?.state === 'published')
    .map((e) => ({ value: e.question, entryId: e.id }))
}

/** Which entry answers, how sure we are, which part of it is told, and what the talk shall remember of the question. */
export type FoundEntry = AnswerPart & {
  entryId: string
  confidence: number
  /** What else was found, best first: for "不是这个". */
  others?: readonly Pick<Hit, 'entryId' | 'question'>[]
  /** The matter in the citizen's words, where the message itself is not (a follow-up, a picked option). */
  matter?: string
  /** The question a document is quoted for, where it is neither the message nor the matter: asked before the option was picked. */
  asked?: string
}

/** The talk after an answer: what it is about now, and what else the question may have meant. */
const remember = (context: TalkContext, meaning: Meaning, entry: Entry, found: FoundEntry): TalkContext => ({
  ...context,
  topicEntryId: entry.id,
  topicText: found.matter ?? (shortMatter(meaning.text) || entry.question),
  topicFields: [...(found.fields ?? [])],
  alternatives: found.others
    ? found.others
        .filter((hit) => hit.entryId !== entry.id)
        .slice(0, ALTERNATIVES)
        .map((hit) => ({ value: hit.question, entryId: hit.entryId }))
    : context.topicEntryId === entry.id
      ? context.alternatives
      : [],
  // A question in between does not answer ours: "解决了吗" still waits.
  pending: context.pending?.kind === 'rate' ? context.pending : null,
  misses: 0,
})

/** A part of an entry is said as it stands; a whole answer may be rephrased. */
const tellEntry = async (
  desk: Desk,
  meaning: Meaning,
  entry: Entry,
  found: FoundEntry,
  onDelta: ((text: string) => void) | undefined,
): Promise<Reply> => {
  const composed = composeAnswer(entry, desk.rules, found.confidence, found, desk.talkWords.fields)
  const isPart = (found.fields?.length ?? 0) > 0 || found.quote !== undefined
  return isPart ? composed : await rephrase(desk, meaning, entry, composed, onDelta)
}

/** Of a document only its own words count: it is quoted, never rephrased. A follow-up is looked up with its matter. */
const quoteDocument = (desk: Desk, meaning: Meaning, entry: Entry, found: FoundEntry): Reply => {
  // After a document was quoted, "要什么材料" asks for another of its sentences: its own title would outvote the question.
  const text = found.asked ?? (found.isTold ? undefined : found.matter)
  const asked = text ? desk.understand(text, desk.clock.now()) : meaning
  return composeFromDocument(entry, desk.rules, found.confidence, desk.quote(entry.id, asked))
}

/**
 * Answers from one entry: its words (perhaps rephrased), its citation, and where to go on. Null when it is not published (any
 * more).
 */
export const answerFrom = async (
  desk: Desk,
  context: TalkContext,
  meaning: Meaning,
  found: FoundEntry,
  onDelta?: (text: string) => void,
): Promise<TurnPlan | null> => {
  const entry = await findEntry(desk.db, found.entryId)
  if (entry?.state !== 'published') return null
  const reply = entry.document
    ? quoteDocument(desk, meaning, entry, found)
    : await tellEntry(desk, meaning, entry, found, onDelta)
  const next = await nextQuestions(desk, entry)
  const options = next.map(({ value }) => ({ label: value, value }))
  return {
    says: [options.length > 0 ? { ...reply, options } : reply],
    context: { ...remember(context, meaning, entry, found), options: next },
    effects: [],
    decided: [{ decision: 'answer', confidence: found.confidence, entryId: entry.id }],
  }
}
