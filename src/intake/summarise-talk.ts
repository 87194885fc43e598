import type { ThreadMessage } from '../contracts/message.ts'
import { leavesOut, saysYes } from './read-choice.ts'

const LINES = 6
const LINE_MAX = 80

/** Answers to our own questions ("好", "不留", "解决了") tell an agent nothing about the matter. */
const saysSomething = (text: string): boolean => text.trim().length > 4 && !saysYes(text) && !leavesOut(text)

/**
 * A few lines for the agent who takes over: the citizen's own words in order, and what was answered last. Quoted,
 * never rewritten, so it cannot say what was not said.
 */
export const summariseTalk = (messages: readonly ThreadMessage[]): string => {
  const short = (text: string): string => (text.length > LINE_MAX ? `${text.slice(0, LINE_MAX)}…` : text)
  const said = messages.filter((m) => m.author === 'citizen' && saysSomething(m.text)).slice(-LINES)
  const answered = [...messages].reverse().find((m) => m.reply?.kind === 'answer')
  const lines = said.map((m) => `市民：${short(m.text.replaceAll('\n', ' '))}`)
  if (answered?.reply?.citations?.[0]) lines.push(`已答：${answered.reply.citations[0].title}`)
  return lines.join('\n')
}
