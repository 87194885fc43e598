import { normaliseText } from '../understanding/normalise-text.ts'
import { segment } from '../understanding/segment.ts'

type Example = { text: string; label: string }

/** For each label, how much a text's words speak for it (log odds against the average label, summed). */
export type WordEvidence = (text: string) => Map<string, number>

const HAN_RUN = /\p{Script=Han}+/gu
const HAS_MEANING = /[\p{L}\p{N}]/u
/** How many words of average language each label is assumed to have said beside its own: keeps rare words modest. */
const PRIOR_WORDS = 60

/** The distinct words and character pairs of a text. */
const termsOf = (raw: string): Set<string> => {
  const text = normaliseText(raw).toLowerCase()
  const terms = new Set(segment(text).filter((word) => HAS_MEANING.test(word)))
  for (const [run] of text.matchAll(HAN_RUN)) {
    for (let at = 0; at + 1 < run.length; at++) terms.add(`~${run.slice(at, at + 2)}`)
  }
  return terms
}

const bump = (counts: Map<string, number>, key: string, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

/**
 * Learns which words speak for which label: a Bayesian count with Dirichlet smoothing (Zhai & Lafferty 2001). It needs
 * few examples per label, where a margin classifier needs many; the two make different mistakes, so both are asked.
 */
export const createWordEvidence = (examples: readonly Example[]): WordEvidence => {
  const byLabel = new Map<string, Map<string, number>>()
  const sizes = new Map<string, number>()
  const everywhere = new Map<string, number>()
  let total = 0
  for (const { text, label } of examples) {
    const counts = byLabel.get(label) ?? new Map<string, number>()
    byLabel.set(label, counts)
    for (const term of termsOf(text)) {
      bump(counts, term)
      bump(sizes, label)
      bump(everywhere, term)
      total++
    }
  }
  return (text) => {
    const known = [...termsOf(text)].filter((term) => everywhere.has(term))
    const evidence = new Map<string, number>()
    for (const [label, counts] of byLabel) {
      const size = sizes.get(label) ?? 0
      let sum = 0
      for (const term of known) {
        const average = (everywhere.get(term) ?? 0) / total
        const share = ((counts.get(term) ?? 0) + PRIOR_WORDS * average) / (size + PRIOR_WORDS)
        sum += Math.log(share / average)
      }
      evidence.set(label, sum)
    }
    return evidence
  }
}
