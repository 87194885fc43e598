import { labelOptions } from '../answering/label-options.ts'
import type { TalkContext } from '../contracts/conversation.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Hit } from '../contracts/retrieval.ts'
import { PHRASES } from './phrases.ts'
import type { TurnPlan } from './turn-plan.ts'

const OPTIONS_MAX = 4

/**
 * Asks which of up to four entries is meant: labels say what tells them apart, a tap sends the whole question. `why` says
 * something before ("这一条没有单独说…").
 */
export const askBack = (
  context: TalkContext,
  meaning: Meaning,
  hits: readonly Pick<Hit, 'entryId' | 'question'>[],
  confidence: number,
  why = '',
): TurnPlan => {
  const options = hits.slice(0, OPTIONS_MAX).map((hit) => ({ value: hit.question, entryId: hit.entryId }))
  const { about, labels } = labelOptions(options.map(({ value }) => value))
  const labelled = options.map(({ value }, at) => ({ label: labels[at] ?? value, value }))
  const ask = about ? PHRASES.clarifyAbout(about) : PHRASES.clarify
  return {
    says: [
      {
        kind: 'clarify',
        text: why ? `${why}${ask}` : ask,
        options: [...labelled, { label: PHRASES.noneOfThese, value: PHRASES.noneOfThese }],
        confidence: Math.round(confidence * 1000) / 1000,
      },
    ],
    context: {
      ...context,
      options,
      // Nothing is told until one is picked; the matter in the citizen's words stays, so that "老人呢" still narrows it.
      topicEntryId: null,
      alternatives: [],
      pending: { kind: 'offer-ticket', matter: meaning.text, type: 'consult' },
    },
    effects: [],
    decided: [{ decision: 'clarify', confidence, entryId: options[0]?.entryId ?? null }],
  }
}
