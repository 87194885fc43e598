import { type CandidateIndex, createCandidateIndex, type FiledTerms } from './find-candidates.ts'

/** Fewer dead slots than this are not worth a new index. */
const LEAST_DEAD = 500
/** More than one, or a fresh index would never catch up. */
const RENEWED_AT_ONCE = 10

/**
 * Keeps the candidate index, which cannot forget cheaply. Slots that are gone stay in it until half of it is dead; then every further
 * change also files a few living slots anew, and a fresh index takes over when it has them all: nobody waits for it. `termsAt` gives the
 * terms of a slot, undefined where it is gone.
 */
export const createCandidateKeeper = (termsAt: (slot: number) => FiledTerms | undefined) => {
  let current = createCandidateIndex()
  let fresh: { index: CandidateIndex; upTo: number } | null = null
  let slots = 0
  let live = 0
  let dead = 0

  const renew = (): void => {
    if (!fresh && dead > LEAST_DEAD && dead > live) fresh = { index: createCandidateIndex(), upTo: 0 }
    if (!fresh) return
    const to = Math.min(slots, fresh.upTo + RENEWED_AT_ONCE)
    for (; fresh.upTo < to; fresh.upTo += 1) {
      const terms = termsAt(fresh.upTo)
      if (terms) fresh.index.add(fresh.upTo, terms)
    }
    if (fresh.upTo < slots) return
    current = fresh.index
    fresh = null
    dead = 0
  }

  return {
    /** Files the next slot; slots are numbered 0, 1, 2 … and never used again. */
    add(slot: number, terms: FiledTerms): void {
      current.add(slot, terms)
      slots = slot + 1
      live += 1
      renew()
    },
    /** A slot is gone. */
    forget(): void {
      live -= 1
      dead += 1
    },
    search: (...asked: Parameters<CandidateIndex['search']>): number[] => current.search(...asked),
  }
}
