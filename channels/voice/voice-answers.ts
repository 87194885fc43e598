import type { Reply } from '../../src/contracts/message.ts'

/** Answers kept for running calls; above this the oldest is forgotten. */
const ANSWERS_MAX = 2_000

/** What one turn of a call came to. `wantsHuman`: the caller pressed 0, so the call is put through if it can be. */
export type TurnAnswer = { replies: Reply[]; wantsHuman: boolean }

/**
 * The answers of running calls by call and step, so that a repeated request of Twilio, or the call coming back
 * after "one moment", finds the answer in the making instead of asking again. This process only.
 */
export const createVoiceAnswers = () => {
  const answers = new Map<string, Promise<TurnAnswer>>()
  const keyOf = (callSid: string, step: number) => `${callSid}:${step}`
  return {
    get: (callSid: string, step: number) => answers.get(keyOf(callSid, step)),
    set(callSid: string, step: number, answer: Promise<TurnAnswer>) {
      if (answers.size >= ANSWERS_MAX) answers.delete(answers.keys().next().value ?? '')
      answers.set(keyOf(callSid, step), answer)
    },
    /** Forgets a call that has ended. `steps` = the most a call can have. */
    forget(callSid: string, steps: number) {
      for (let step = 0; step <= steps; step += 1) answers.delete(keyOf(callSid, step))
    },
  }
}

/** The answer when it is there within `ms`, else null. */
export const waitFor = async <T>(answer: Promise<T>, ms: number): Promise<T | null> => {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
