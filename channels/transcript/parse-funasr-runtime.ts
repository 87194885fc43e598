import { z } from 'zod'
import { type HeardCall, limited, Milliseconds } from './transcript.ts'

const Result = z.object({
  wav_name: z.string().optional(),
  text: z.string().default(''),
  stamp_sents: limited(
    z.object({ text_seg: z.string(), punc: z.string().default(''), start: Milliseconds, end: Milliseconds }),
  ),
})

/** Joins the spaced pieces; a space stays only between two Latin words or numbers. */
const unspace = (text: string): string => text.trim().replace(/(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])/g, '')

const isPunctuation = (character: string | undefined): boolean =>
  character !== undefined && /[\p{P}\s]/u.test(character)

/**
 * Takes the sentences out of the whole text, where their inner punctuation still is: `text_seg` has lost it.
 * Null when the whole text does not run along with the pieces.
 */
const takeFromWhole = (whole: string, pieces: string[]): string[] | null => {
  const characters = [...whole]
  let at = 0
  const taken: string[] = []
  for (const piece of pieces) {
    const from = at
    for (const wanted of piece.replace(/\s/g, '')) {
      while (characters[at] !== wanted && isPunctuation(characters[at])) at += 1
      if (characters[at] !== wanted) return null
      at += 1
    }
    while (isPunctuation(characters[at])) at += 1
    taken.push(characters.slice(from, at).join('').trim())
  }
  return taken
}

/**
 * FunASR runtime over WebSocket, offline mode: sentences without speakers. Null when the payload is not of this
 * shape.
 */
export const parseFunasrRuntime = (payload: unknown): HeardCall | null => {
  const read = Result.safeParse(payload)
  if (!read.success) return null
  const { wav_name: name, text, stamp_sents: sentences } = read.data
  const taken = takeFromWhole(
    text,
    sentences.map((sentence) => sentence.text_seg),
  )
  return {
    ...(name ? { callId: name } : {}),
    segments: sentences.map(({ text_seg, punc, start, end }, index) => ({
      speaker: null,
      beginMs: start,
      endMs: end,
      text: taken?.[index] ?? unspace(text_seg) + punc,
    })),
  }
}
