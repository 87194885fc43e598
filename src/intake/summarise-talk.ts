import type { ThreadMessage } from '../contracts/message.ts'
import { leavesOut, saysYes } from './read-choice.ts'

const ASKED = 4
const ANSWERED = 4
const LINE_MAX = 80

/** Answers to our own questions ("好", "不留", "解决了") tell an agent nothing about the matter. */
const saysSomething = (text: string): boolean => text.trim().length > 4 && !saysYes(text) && !leavesOut(text)

/**
 * What the agent who takes over must know: what the citizen asked in their own words, and the titles of what was
 * answered, each once and in order. Quoted, never rewritten, so it cannot say what was not said.
 */
export const summariseTalk = (
  messages: readonly ThreadMessage[],
): { asked: string[]; answered: string[] } => {
  const short = (text: string): string => (text.length > LINE_MAX ? `${text.slice(0, LINE_MAX)}…` : text)
  const said = messages.filter((m) => m.author === 'citizen' && saysSomething(m.text))
  const answered = messages.flatMap((m) => m.reply?.citations?.[0]?.title ?? [])
  return {
    asked: [...new Set(said.map((m) => short(m.text.replaceAll('\n', ' '))))].slice(-ASKED),
    answered: [...new Set(answered)].slice(-ANSWERED),
  }
}
