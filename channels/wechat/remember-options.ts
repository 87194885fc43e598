import type { Reply, ReplyOption } from '../../src/contracts/message.ts'
import type { Clock } from '../../src/contracts/ports.ts'

const USERS_MAX = 10_000
const KEPT_MS = 30 * 60_000

/**
 * Remembers for half an hour which numbered options a citizen was shown, so that "1" becomes the option's value,
 * as a tap would in the web chat. Kept in this process only: where it is forgotten, the digit itself goes to the
 * front desk. At most 10 000 citizens; the longest silent is forgotten first.
 */
export const createOptionMemory = (clock: Clock) => {
  const shown = new Map<string, { options: ReplyOption[]; until: number }>()
  return {
    /** Notes what the last of these replies offered; replies without options clear it. */
    remember(openId: string, replies: Reply[]): void {
      shown.delete(openId)
      const options = replies.findLast((reply) => reply.options?.length)?.options
      if (!options) return
      if (shown.size >= USERS_MAX) shown.delete(shown.keys().next().value ?? '')
      shown.set(openId, { options: options.slice(0, 9), until: clock.now().getTime() + KEPT_MS })
    },
    /** The value behind "1" … "9" (also "1." and full-width digits); any other text stays as it is. */
    resolve(openId: string, text: string): string {
      const digit = /^([1-9])[.。、]?$/.exec(text.normalize('NFKC').trim())?.[1]
      const known = shown.get(openId)
      if (!digit || !known || known.until < clock.now().getTime()) return text
      return known.options[Number(digit) - 1]?.value ?? text
    },
  }
}
export type OptionMemory = ReturnType<typeof createOptionMemory>
