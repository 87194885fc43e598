import type { Decision } from '../contracts/decision.ts'
import type { Meaning } from '../contracts/meaning.ts'
import type { Hit, MissingMatter } from '../contracts/retrieval.ts'
import { isBareTopic } from './is-bare-topic.ts'
import type { Thresholds } from './thresholds.ts'

const MAX_OPTIONS = 4
const MAX_ANSWER_HITS = 3

const bareQuestion = (question: string): string => question.replace(/[\s\p{P}]/gu, '')

/**
 * Hits worth offering side by side: likely enough, and no two with the same words. A best hit that is likely by itself is offered
 * beside its runner-up even where that one is not: asked back with, it is right more often than not, and "都不是" is always there.
 */
const pickOptions = (hits: readonly Hit[], { option, clarify }: Thresholds): Hit[] => {
  const seen = new Set<string>()
  const different = hits.filter((hit) => {
    // Documents without a title are told apart by their id.
    const key = bareQuestion(hit.question) || hit.entryId
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  const likely = different.filter((hit, index) => index === 0 || hit.confidence >= option)
  const needsCompany = likely.length === 1 && (likely[0]?.confidence ?? 0) >= clarify
  return needsCompany ? different.slice(0, 2) : likely.slice(0, MAX_OPTIONS)
}

/**
 * Answer, ask back with two to four options, or decline: exactly one, from the calibrated confidence of the hits alone.
 * `findMissing` gives a matter it is at least so sure of, or nothing.
 * A matter that is known and that the base lacks is declined by its name rather than answered with its neighbour.
 * Small talk and a wish for a person are never answered from the knowledge base. Progress of a ticket is not either.
 * `hits` must be best first.
 */
export const decideAnswer = (
  meaning: Pick<Meaning, 'intent' | 'text' | 'tokens' | 'offTopic'>,
  hits: readonly Hit[],
  thresholds: Thresholds,
  findMissing: (least: number) => MissingMatter | undefined = () => undefined,
): Decision => {
  const best = hits[0]
  if (!best || ['smalltalk', 'human', 'progress'].includes(meaning.intent))
    return { kind: 'none', confidence: 0 }
  if (meaning.offTopic !== undefined && best.confidence < thresholds.offTopic)
    return { kind: 'none', confidence: best.confidence }
  const least = best.confidence + thresholds.missing
  const missing = best.confidence < thresholds.answer ? findMissing(least) : undefined
  if (missing) return { kind: 'none', confidence: best.confidence, missing: missing.name }
  const raise = thresholds.raiseFor[meaning.intent] ?? 0
  if (best.confidence >= thresholds.answer + raise && !isBareTopic(meaning, hits)) {
    return { kind: 'answer', hits: hits.slice(0, MAX_ANSWER_HITS), confidence: best.confidence }
  }
  if (best.confidence < thresholds.best + (thresholds.raiseBestFor[meaning.intent] ?? 0))
    return { kind: 'none', confidence: best.confidence }
  const options = pickOptions(hits, thresholds)
  const together = Math.min(
    1,
    options.reduce((sum, { confidence }) => sum + confidence, 0),
  )
  if (options.length >= 2 && together >= thresholds.clarify + raise) {
    return { kind: 'clarify', hits: options, confidence: together }
  }
  return { kind: 'none', confidence: best.confidence }
}
