import { type CandidateIndex, createCandidateIndex, type FiledTexts } from './find-candidates.ts'

/** Fewer dead slots than this are not worth a new index. */
const LEAST_DEAD = 500
/** More than one, or a fresh index would never catch up. */
const RENEWED_AT_ONCE = 10

/**
 * Keeps the candidate index, which cannot forget cheaply. Slots that are gone stay in it until half of it is dead; then every further
 * change also files a few living slots anew, and a fresh index takes over when it has them all: nobody waits for it. `textsAt` gives the
 * texts of a slot, undefined where it is gone.
 */
export const createCandidateKeeper = (textsAt: (slot: number) => FiledTexts | undefined) => {
  let current = createCandidateIndex()
  let fresh: { index: CandidateIndex; upTo: number } | null = null
  let slots = 0
  let live = 0
  let dead = 0

  const renew = (): void => {
    if (!fresh && dead > LEAST_DEAD && dead > live) {
      fresh = { index: createCandidateIndex(), upTo: 0 }
      // Packing all of it when it takes over would make somebody wait.
      fresh.index.seal()
    }
    if (!fresh) return
    const to = Math.min(slots, fresh.upTo + RENEWED_AT_ONCE)
    for (; fresh.upTo < to; fresh.upTo += 1) {
      const texts = textsAt(fresh.upTo)
      if (texts) fresh.index.add(fresh.upTo, texts)
    }
    if (fresh.upTo < slots) return
    current = fresh.index
    fresh = null
    dead = 0
  }

  return {
    /** Files the next slot; slots are numbered 0, 1, 2 … and never used again. */
    add(slot: number, texts: FiledTexts): void {
      current.add(slot, texts)
      slots = slot + 1
      live += 1
      renew()
    },
    /** A slot is gone. */
    forget(): void {
      live -= 1
      dead += 1
    },
    /** The first filling is over. */
    seal: (): void => current.seal(),
    filedUnder: (...asked: Parameters<CandidateIndex['filedUnder']>): ArrayLike<number>[] =>
      current.filedUnder(...asked),
    search: (...asked: Parameters<CandidateIndex['search']>): number[] => current.search(...asked),
  }
}
