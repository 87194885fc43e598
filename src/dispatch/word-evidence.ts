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

/** Weight of the label's own language against everybody's (λ / (1 − λ) of the mixture). */
const OWN_SHARE = 0.4
/** Terms a usual complaint holds. */
const LENGTH_USUAL = 40

/**
 * Learns which words speak for which label: a mixture of the label's language and everybody's (Jelinek-Mercer smoothing,
 * Zhai & Lafferty 2001), so that words a label never used say nothing rather than speak for the label with the
 * fewest examples. It needs few examples per label, where a margin classifier needs many; the two make different
 * mistakes, so both are asked.
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
    // A long story holds many words beside the point: its evidence grows with the root of its length.
    const stretch = Math.sqrt(Math.max(1, known.length / LENGTH_USUAL))
    const evidence = new Map<string, number>()
    for (const [label, counts] of byLabel) {
      const size = (sizes.get(label) ?? 0) + PRIOR_WORDS
      let sum = 0
      for (const term of known) {
        const count = counts.get(term)
        if (count) sum += Math.log1p((OWN_SHARE * count * total) / (size * (everywhere.get(term) ?? 1)))
      }
      evidence.set(label, sum / stretch)
    }
    return evidence
  }
}
