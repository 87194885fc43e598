import type { Desk } from './desk.ts'
import { openUnstoredTalk } from './open-unstored-talk.ts'
import { planTurn } from './plan-turn.ts'

/** What a first message would get: an entry, a choice, the beginning of a ticket, "not sure", or another door (a number to call, a person). */
export type Tried = { becomes: 'answer' | 'clarify' | 'ticket' | 'none' | 'door'; entryIds: string[] }

const BECOMES: Record<string, Tried['becomes']> = {
  answer: 'answer',
  clarify: 'clarify',
  collect: 'ticket',
  confirm: 'ticket',
  ticket: 'ticket',
  decline: 'none',
}

/** Plans the answer to a first message on the front desk's own path, writing nothing: for editors who try a question. */
export const tryMessage = async (desk: Desk, text: string): Promise<Tried> => {
  const talk = openUnstoredTalk(desk)
  // No language model: a trial is not worth its time, and it decides nothing.
  const { says } = await planTurn({ ...desk, languageModel: null }, talk, text)
  return {
    becomes: BECOMES[says[0]?.kind ?? ''] ?? 'door',
    entryIds: says.flatMap(({ citations }) => (citations ?? []).map(({ entryId }) => entryId)),
  }
}
