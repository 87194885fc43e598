import type { LanguageModel } from '../contracts/ports.ts'
import { createFaithfulCheck } from './check-faithful.ts'
import { buildPrompt } from './prompt.ts'
import { stripThinking } from './strip-thinking.ts'

export type LanguageModelConfig = {
  /** The OpenAI-compatible address up to and including the version, e.g. http://127.0.0.1:8000/v1 */
  baseUrl: string
  apiKey: string
  model: string
  /** The longest a citizen waits for the model, ms. */
  budgetMs: number
  /** Sent at the top level of every request: how a provider's thinking is switched off, temperature, max_tokens. */
  extraBody: Record<string, unknown>
}

/** What became of one call, for the audit. Holds no text. */
export type LanguageModelOutcome = {
  outcome: 'used' | 'slow' | 'failed' | 'unfaithful'
  ms: number
  model: string
}

type Ended = { outcome: LanguageModelOutcome['outcome']; text: string | null }
type Chunk = { text: string; finishReason: string | undefined }
type Speak = (prompt: [string, string][], signal: AbortSignal) => Promise<AsyncIterable<Chunk>>

type Check = ReturnType<typeof createFaithfulCheck>

const SENTENCE_END = /[。！？!?；;\n]/u
/** A thought may be long, but not endless: past this the call has failed, whatever the clock says. */
const MAX_RAW_CHARACTERS = 20_000
const FAILED: Ended = { outcome: 'failed', text: null }
const UNFAITHFUL: Ended = { outcome: 'unfaithful', text: null }

const textOf = (content: unknown): string => (typeof content === 'string' ? content : '')

/**
 * The entry's text as the caller joins it: perhaps its title, then its answer as one line, then the background. The answer's facts
 * must all be kept; the background may be left out. A text of one line is all answer.
 */
const checkAgainst = (entryText: string, title: string): Check => {
  const lines = entryText.split('\n').filter((line) => line.trim() !== '' && line.trim() !== title.trim())
  return createFaithfulCheck(entryText, lines[0])
}

/** langchain is loaded here and nowhere else, so an installation without a model never pays for it. */
const loadSpeaker = async (config: LanguageModelConfig): Promise<Speak> => {
  const { ChatOpenAI } = await import('@langchain/openai')
  const chat = new ChatOpenAI({
    model: config.model,
    apiKey: config.apiKey,
    // The client's own logging would print what a model said.
    configuration: { baseURL: config.baseUrl, logLevel: 'off' },
    // A retry would spend the budget twice; the entry's own words are the better second try.
    maxRetries: 0,
    // Only a second net: the budget's own timer ends the call first.
    timeout: config.budgetMs + 1_000,
    // Some providers refuse stream_options.
    streamUsage: false,
    modelKwargs: config.extraBody,
  })
  return async (prompt, signal) => {
    const chunks = await chat.stream(prompt, { signal })
    return (async function* () {
      for await (const chunk of chunks) {
        const finishReason = chunk.response_metadata.finish_reason
        yield {
          text: textOf(chunk.content),
          finishReason: typeof finishReason === 'string' ? finishReason : undefined,
        }
      }
    })()
  }
}

/** Hands on whole sentences, each only after everything said so far has passed the check. */
const createRelease = (check: Check, say: (text: string) => void) => {
  let released = ''
  return (said: string): boolean => {
    // What was handed on turned out to be a thought without its first mark.
    if (!said.startsWith(released)) return false
    const fresh = said.slice(released.length)
    const ends = [...fresh].findLastIndex((character) => SENTENCE_END.test(character))
    if (ends < 0) return true
    const sentence = [...fresh].slice(0, ends + 1).join('')
    released += sentence
    if (!check(released, false).faithful) return false
    say(sentence)
    return true
  }
}

const readAnswer = async (
  chunks: AsyncIterable<Chunk>,
  check: Check,
  say: (text: string) => void,
): Promise<Ended> => {
  const release = createRelease(check, say)
  let raw = ''
  let finishReason: string | undefined
  for await (const chunk of chunks) {
    raw += chunk.text
    finishReason = chunk.finishReason ?? finishReason
    if (raw.length > MAX_RAW_CHARACTERS) return FAILED
    if (!release(stripThinking(raw))) return UNFAITHFUL
  }
  // A stream that was cut off ends like any other; only the finish reason tells that the model had said all.
  if (finishReason !== 'stop') return FAILED
  const text = stripThinking(raw).trim()
  if (!check(text, true).faithful) return UNFAITHFUL
  return { outcome: 'used', text }
}

/** Ends when `work` does or `budgetMs` is over, whichever is first; `work` is told to stop in the second case. */
const withinBudget = async (
  work: (signal: AbortSignal) => Promise<Ended>,
  budgetMs: number,
): Promise<Ended> => {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Ended>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'slow', text: null }), budgetMs)
  })
  try {
    return await Promise.race([work(stop.signal).catch(() => FAILED), late])
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

/**
 * A language model behind an OpenAI-compatible address that may only say an entry's facts in other words.
 * Promises: `rephrase` never throws and never takes longer than the smaller of its `budgetMs` and the configured one; it returns null
 * when the model is slow, fails, is cut off or does not keep to the entry (`check-faithful.ts`), and the caller uses the entry's words.
 * `onDelta` gets whole sentences that passed the check, never one after the result is settled. When the end then fails, what was
 * handed on is true but not the answer: the caller's final reply replaces it.
 * `question` must already be masked (`redactText`); `entryText` must be published text: its first line (after the title) is the answer
 * whose facts are all kept, further lines are background. `onOutcome` hears how every call ended.
 */
export const createLanguageModel = (
  config: LanguageModelConfig,
  onOutcome: (outcome: LanguageModelOutcome) => void = () => {},
): LanguageModel => {
  let loading: Promise<Speak> | undefined
  const load = (): Promise<Speak> => {
    loading ??= loadSpeaker(config)
    return loading
  }
  // The model is on: load in the background, so that the first citizen does not wait for it.
  load().catch(() => undefined)
  return {
    rephrase: async ({ question, entryText, citation, onDelta }, budgetMs) => {
      const startedAt = performance.now()
      let isOpen = true
      const say = (text: string): void => {
        if (!isOpen) return
        try {
          onDelta?.(text)
        } catch {
          // The listener has gone; the answer is still wanted for the record.
          isOpen = false
        }
      }
      const work = async (signal: AbortSignal): Promise<Ended> => {
        const speak = await load()
        const chunks = await speak(buildPrompt({ question, entryText, title: citation.title }), signal)
        return readAnswer(chunks, checkAgainst(entryText, citation.title), say)
      }
      const ended = await withinBudget(work, Math.min(budgetMs, config.budgetMs))
      isOpen = false
      onOutcome({
        outcome: ended.outcome,
        ms: Math.round(performance.now() - startedAt),
        model: config.model,
      })
      return ended.text
    },
  }
}
