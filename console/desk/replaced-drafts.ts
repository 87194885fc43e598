import type { TalkMessage } from '../api/types.ts'

/**
 * Ids of the draft cards that a later card replaced. The last card before a ticket is what was submitted, so it is
 * never among them, however many drafts follow.
 */
export const replacedDrafts = (messages: readonly TalkMessage[]): Set<string> => {
  const replaced = new Set<string>()
  let before: string | null = null
  for (const { id, reply } of messages) {
    if (reply?.ticket) before = null
    if (reply?.kind !== 'confirm' || !reply.draft) continue
    if (before !== null) replaced.add(before)
    before = id
  }
  return replaced
}
