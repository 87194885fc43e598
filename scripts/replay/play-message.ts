import type { SpecialRouteFile } from '../../src/contracts/knowledge-file.ts'
import type { Reply } from '../../src/contracts/message.ts'
import { PHRASES } from '../../src/intake/phrases.ts'
import type { Talk } from './doors.ts'

/** What became of one message. `where` = the unit of a ticket or the special route. */
export type Outcome = {
  kind:
    | 'answered'
    | 'clarified'
    | 'ticket'
    | 'triage'
    | 'declined'
    | 'handover'
    | 'danger'
    | 'special'
    | 'notice'
    | 'unfinished'
    | 'error'
  where?: string
  turnsMs: number[]
}

/** Place, phone, the yes, and a correction or two: a citizen who answers needs no more. */
const TURNS_MAX = 8

/** What this citizen says next; null = they have what they came for. They leave out whatever may be left out. */
const nextWords = (text: string, replies: readonly Reply[]): string | null => {
  const last = replies.at(-1)
  if (last?.kind === 'confirm') return PHRASES.confirmYes
  if (last?.kind !== 'collect') return null
  if (last.text.includes(PHRASES.asks.place)) return '说不清'
  if (last.text.includes(PHRASES.asks.phone)) return '不留'
  return text
}

const routeOf = (routes: readonly SpecialRouteFile[], reply: Reply): SpecialRouteFile | undefined =>
  routes.find((route) => reply.text.includes(route.says))

const outcomeOf = (
  routes: readonly SpecialRouteFile[],
  replies: readonly Reply[],
): Omit<Outcome, 'turnsMs'> => {
  const has = (kind: Reply['kind']): Reply | undefined => replies.find((reply) => reply.kind === kind)
  const ticket = has('ticket')
  if (ticket) {
    const unit = ticket.ticket?.department
    return unit ? { kind: 'ticket', where: unit } : { kind: 'triage' }
  }
  const [first] = replies
  const route = first && routeOf(routes, first)
  if (route) return { kind: first.emergency ? 'danger' : 'special', where: route.name }
  if (has('handover')) return { kind: 'handover' }
  if (has('answer')) return { kind: 'answered' }
  if (has('clarify')) return { kind: 'clarified' }
  if (has('decline')) return { kind: 'declined' }
  return { kind: 'notice' }
}

/**
 * Plays one citizen: says the message, answers what the desk asks ("说不清", "不留"), says yes to the draft, and stops
 * when the desk has nothing more to ask. Never throws: a fault is an outcome, with its message.
 */
export const playMessage = async (
  talk: Talk,
  routes: readonly SpecialRouteFile[],
  text: string,
): Promise<Outcome> => {
  const turnsMs: number[] = []
  let words: string | null = text
  try {
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      const begun = performance.now()
      const replies = await talk.say(words)
      turnsMs.push(performance.now() - begun)
      words = nextWords(text, replies)
      if (words === null) return { ...outcomeOf(routes, replies), turnsMs }
    }
    return { kind: 'unfinished', turnsMs }
  } catch (error) {
    return { kind: 'error', where: error instanceof Error ? error.message : String(error), turnsMs }
  }
}
