import { STANDARD_GREETING } from '../../src/contracts/channel-rules.ts'
import type { InboundMessage, Reply } from '../../src/contracts/message.ts'
import type { Clock } from '../../src/contracts/ports.ts'
import { SPOKEN_OPTIONS_MAX, speakReply } from './speak-reply.ts'
import { firstTurn, STEPS_MAX, type TurnState, writeState } from './turn-state.ts'
import { dial, gather, hangup, redirect, respond, say } from './twiml.ts'
import { createVoiceAnswers, type TurnAnswer, waitFor } from './voice-answers.ts'
import type { VoiceConfig } from './voice-config.ts'

/** Twilio gives up after 15 s and tells the caller of an application error; ten leave room for the network. */
const ANSWER_WITHIN_MS = 10_000
const POLLS_MAX = 3
const HINTS_MAX = 500

const WORDS = {
  again: '没有听清，请您再说一遍。',
  offerHuman: '还是没有听到您的声音。转人工请按0，也可以直接说出您的问题。',
  goodbye: '一直没有听到您的声音，先挂断了。您可以随时再拨打幺二三四五。再见。',
  wait: '请稍等，正在为您查询。',
  tooSlow: '这个问题查询时间较长。您可以换个说法再问一次，转人工请按0。',
  notReached: '人工坐席暂时没有接通。您可以直接说出您的问题，我为您登记，由工作人员回电。',
  notReachedPaused: '人工坐席暂时没有接通，请您稍后再拨。再见。',
  fault: '系统刚才出了问题，没有办成。请您再说一遍，转人工请按0。',
  tooLong: '这次通话已经很长了。需要继续办理，请再次拨打幺二三四五。再见。',
  numberEnd: '输完请按井号键。',
  empty: '请您接着说。',
}

type Log = { warn(fields: object, message: string): void }
export type VoiceDeps = {
  config: VoiceConfig
  receive: (inbound: InboundMessage) => Promise<{ conversationId: string; replies: Reply[]; repeat: boolean }>
  clock: Clock
  /** Words the recogniser should expect. Twilio reads the first 500. */
  hints?: string[]
  greeting?: string | undefined
  /** The words of a pause, and whether the caller is then put through; null while the telephone is open. */
  paused?: () => { words: string; transfers: boolean } | null
  log?: Log
  answerWithinMs?: number
}

/** One request of a running call. `base` is the public address of this channel, without the last word. */
export type Turn = {
  callSid: string
  caller: string
  base: string
  state: TurnState
  speech: string
  digits: string
}

const isHandover = (answer: TurnAnswer): boolean =>
  answer.wantsHuman || answer.replies.some((reply) => reply.kind === 'handover')

/** What the caller said, as words for the front desk; null = silence. A key stands for the option it was offered for. */
const wordsOf = (turn: Turn): { text: string; wantsHuman: boolean } | null => {
  if (turn.digits === '0') return { text: '转人工', wantsHuman: true }
  if (turn.digits) {
    const chosen = /^[1-9]$/.test(turn.digits) ? turn.state.options[Number(turn.digits) - 1] : undefined
    return { text: chosen ?? turn.digits, wantsHuman: false }
  }
  return turn.speech ? { text: turn.speech, wantsHuman: false } : null
}

/** Ends a paused call: puts the caller through where that is wished and there is a number, hangs up otherwise. */
const closeDown = (deps: VoiceDeps, turn: Pick<Turn, 'base'>, step: number, words: string): string => {
  const { agentNumber } = deps.config
  if (!deps.paused?.()?.transfers) return respond(say(words), hangup())
  // The number went with a setting of the server: the words may promise a person, and nobody can be rung.
  if (!agentNumber) return respond(say(words), say(WORDS.notReachedPaused), hangup())
  const action = `${turn.base}/turn${writeState({ ...firstTurn(step), afterDial: true })}`
  return respond(say(words), dial(agentNumber, action))
}

const createListen = (deps: VoiceDeps) => {
  const hints = (deps.hints ?? []).slice(0, HINTS_MAX).join(',')
  /** Speaks and then listens for the next turn. */
  return (turn: Pick<Turn, 'base'>, next: TurnState, spoken: string, manyDigits = false): string => {
    const query = writeState(next)
    const action = `${turn.base}/turn${query}`
    const partial = `${turn.base}/partial?n=${next.step}`
    // The redirect is only reached if Twilio leaves the Gather without calling back.
    return respond(gather({ action, partial, hints, manyDigits }, say(spoken)), redirect(action))
  }
}
type Listen = ReturnType<typeof createListen>

const onSilence = (listen: Listen, turn: Turn): string => {
  const silences = turn.state.silences + 1
  if (silences > 2) return respond(say(WORDS.goodbye), hangup())
  return listen(turn, { ...turn.state, silences, polls: 0 }, silences === 1 ? WORDS.again : WORDS.offerHuman)
}

const onAnswer = (deps: VoiceDeps, listen: Listen, turn: Turn, answer: TurnAnswer): string => {
  const spoken = answer.replies.map(speakReply).join('') || WORDS.empty
  const next = firstTurn(turn.state.step + 1)
  const { agentNumber } = deps.config
  if (answer.replies.some((reply) => reply.paused)) return closeDown(deps, turn, next.step, spoken)
  if (agentNumber && isHandover(answer)) {
    return respond(
      say(spoken),
      dial(agentNumber, `${turn.base}/turn${writeState({ ...next, afterDial: true })}`),
    )
  }
  const offered = answer.replies.findLast((reply) => reply.options?.length)?.options ?? []
  // A phone or id number has many digits; there one key must not end the answer.
  const manyDigits = answer.replies.at(-1)?.kind === 'collect' && offered.length === 0
  const options = offered.slice(0, SPOKEN_OPTIONS_MAX).map((option) => option.value)
  return listen(turn, { ...next, options }, manyDigits ? spoken + WORDS.numberEnd : spoken, manyDigits)
}

const createAsk =
  (deps: VoiceDeps) =>
  async (turn: Turn, text: string, wantsHuman: boolean): Promise<TurnAnswer> => {
    try {
      const { replies } = await deps.receive({
        channel: 'voice',
        channelMessageId: `${turn.callSid}:${turn.state.step}`,
        channelUserId: turn.caller,
        text,
        receivedAt: deps.clock.now().toISOString(),
      })
      return { replies, wantsHuman }
    } catch (error) {
      deps.log?.warn(
        { error: error instanceof Error ? error.name : 'unknown' },
        'voice: the front desk failed',
      )
      return { replies: [{ kind: 'notice', text: WORDS.fault }], wantsHuman }
    }
  }

/**
 * The conversation on the telephone, request by request: each function gives the TwiML for one. A turn is asked
 * of the front desk once per call and step, however often Twilio repeats the request; an answer that takes longer
 * than 10 s is waited for with a word, three times at most.
 */
export const createTurns = (deps: VoiceDeps) => {
  const listen = createListen(deps)
  const ask = createAsk(deps)
  const answers = createVoiceAnswers()

  const settle = async (turn: Turn, pending: Promise<TurnAnswer>): Promise<string> => {
    const answer = await waitFor(pending, deps.answerWithinMs ?? ANSWER_WITHIN_MS)
    if (answer) return onAnswer(deps, listen, turn, answer)
    const polls = turn.state.polls + 1
    if (polls > POLLS_MAX) return listen(turn, firstTurn(turn.state.step + 1), WORDS.tooSlow)
    return respond(say(WORDS.wait), redirect(`${turn.base}/turn${writeState({ ...turn.state, polls })}`))
  }

  return {
    greet: (base: string): string => {
      const paused = deps.paused?.()
      if (paused) return closeDown(deps, { base }, 1, paused.words)
      return listen({ base }, firstTurn(), deps.greeting ?? STANDARD_GREETING)
    },

    async take(turn: Turn, dialStatus?: string): Promise<string> {
      const { step, polls, afterDial } = turn.state
      if (step > STEPS_MAX) return respond(say(WORDS.tooLong), hangup())
      if (afterDial && dialStatus) {
        if (dialStatus === 'completed' || dialStatus === 'answered') return respond(hangup())
        return deps.paused?.()
          ? respond(say(WORDS.notReachedPaused), hangup())
          : listen(turn, firstTurn(step), WORDS.notReached)
      }
      const known = answers.get(turn.callSid, step)
      if (known) return settle(turn, known)
      // Back from waiting, but the answer is not here (restart): the caller says it again under a new step.
      if (polls > 0) return listen(turn, firstTurn(step + 1), WORDS.again)
      const words = wordsOf(turn)
      const paused = deps.paused?.()
      if (!words) return paused ? closeDown(deps, turn, step, paused.words) : onSilence(listen, turn)
      const pending = ask(turn, words.text, words.wantsHuman)
      answers.set(turn.callSid, step, pending)
      return settle(turn, pending)
    },

    forget: (callSid: string): void => answers.forget(callSid, STEPS_MAX),
  }
}
