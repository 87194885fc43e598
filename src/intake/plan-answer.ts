import { composeAnswer } from '../answering/compose-answer.ts'
import { findGuideField } from '../answering/find-guide-field.ts'
import type { TalkContext } from '../contracts/conversation.ts'
import type { GuideFieldName } from '../contracts/decision.ts'
import type { Entry } from '../contracts/entry.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Reply } from '../contracts/message.ts'
import { findEntry } from '../knowledge-base/entry-repository.ts'
import type { Desk } from './desk.ts'
import { PHRASES } from './phrases.ts'
import type { TurnPlan } from './turn-plan.ts'

const NEXT_QUESTIONS = 3

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

/** Answers from one entry: its words (perhaps rephrased), its citation, and where to go on. */
export const answerFrom = async (
  desk: Desk,
  context: TalkContext,
  meaning: Meaning,
  found: { entryId: string; confidence: number; field?: GuideFieldName | undefined },
  onDelta?: (text: string) => void,
): Promise<TurnPlan | null> => {
  const entry = await findEntry(desk.db, found.entryId)
  if (entry?.state !== 'published') return null
  const composed = composeAnswer(entry, desk.rules, found.confidence, found.field)
  const reply = found.field ? composed : await rephrase(desk, meaning, entry, composed, onDelta)
  const next = await nextQuestions(desk, entry)
  return {
    says: [
      next.length > 0 ? { ...reply, options: next.map((n) => ({ label: n.value, value: n.value })) } : reply,
    ],
    context: {
      ...context,
      topicEntryId: entry.id,
      options: next,
      // A question in between does not answer ours: "解决了吗" still waits.
      pending: context.pending?.kind === 'rate' ? context.pending : null,
      misses: 0,
    },
    effects: [],
    decided: { decision: 'answer', confidence: found.confidence, entryId: entry.id },
  }
}

// "那需要什么材料？" names no matter of its own: after taking the field words away, next to nothing is left.
const FIELD_WORDS =
  /那|这个|它|要|需要|的|呢|吗|啊|在|去|到|是|有|什么|哪些|哪里|哪|多少|多久|怎么|办|办理|材料|资料|证件|带|费用|钱|收费|时间|时限|几|天|点|上班|下班|地点|地址|地方|电话|号码|流程|步骤|手续|条件|网上|线上|可以|能|请问|我|还|里|周末|联系|工作日|申请|拿|取|多长|准备|[,。??!!\s]/g
const OWN_WORDS_MAX = 1

/** A question about one field of what we are talking about, with no matter of its own. */
export const followUpField = (context: TalkContext, meaning: Meaning): GuideFieldName | null => {
  if (!context.topicEntryId || meaning.text.length > 24) return null
  const field = findGuideField(meaning.text)
  if (!field) return null
  return meaning.text.replace(FIELD_WORDS, '').length <= OWN_WORDS_MAX ? field : null
}

/** Not sure: said as unsure, with a person and a ticket as the two ways on. After two misses the person comes first. */
const decline = (context: TalkContext, meaning: Meaning, confidence: number): TurnPlan => {
  const misses = context.misses + 1
  const human = { label: PHRASES.human, value: PHRASES.human }
  const ticket = { label: '记成工单', value: PHRASES.offerTicket }
  const options = [human, ticket]
  const text = misses >= 2 ? PHRASES.unsureAgain : PHRASES.unsure
  const type = meaning.intent === 'help' ? 'help' : 'consult'
  return {
    says: [{ kind: 'decline', text, options, confidence: Math.round(confidence * 1000) / 1000 }],
    context: {
      ...context,
      options: options.map((o) => ({ value: o.value, entryId: null })),
      pending: { kind: 'offer-ticket', matter: meaning.text, type },
      misses,
    },
    effects: [],
    decided: { decision: 'none', confidence, entryId: null },
  }
}

/** Finds the answer in the knowledge base, asks back between two to four entries, or says it is not sure. */
export const planAnswer = async (
  desk: Desk,
  context: TalkContext,
  meaning: Meaning,
  onDelta?: (text: string) => void,
): Promise<TurnPlan> => {
  const hits = await desk.search(meaning)
  const decision = desk.decide(meaning, hits)
  if (decision.kind === 'answer' && decision.hits[0]) {
    const found = {
      entryId: decision.hits[0].entryId,
      confidence: decision.confidence,
      field: decision.guideField,
    }
    const plan = await answerFrom(desk, context, meaning, found, onDelta)
    if (plan) return plan
  }
  if (decision.kind === 'clarify') {
    const options = decision.hits.map((h) => ({ value: h.question, entryId: h.entryId }))
    const labelled = options.map((o) => ({ label: o.value, value: o.value }))
    const others = [{ label: '都不是', value: '都不是' }]
    return {
      says: [
        {
          kind: 'clarify',
          text: PHRASES.clarify,
          options: [...labelled, ...others],
          confidence: Math.round(decision.confidence * 1000) / 1000,
        },
      ],
      context: {
        ...context,
        options,
        pending: { kind: 'offer-ticket', matter: meaning.text, type: 'consult' },
      },
      effects: [],
      decided: { decision: 'clarify', confidence: decision.confidence, entryId: options[0]?.entryId ?? null },
    }
  }
  return decline(context, meaning, decision.confidence)
}

/** "都不是": none of the options; offered as unsure, keeping the question that was asked. */
export const declineOptions = (context: TalkContext, meaning: Meaning): TurnPlan => {
  const plan = decline(context, meaning, 0)
  const matter = context.pending?.kind === 'offer-ticket' ? context.pending.matter : meaning.text
  return {
    ...plan,
    context: {
      ...plan.context,
      topicEntryId: null,
      pending: { kind: 'offer-ticket', matter, type: 'consult' },
    },
  }
}
