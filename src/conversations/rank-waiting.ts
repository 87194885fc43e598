import type { Conversation, WaitKind } from '../contracts/conversation.ts'

type Waiting = Pick<Conversation, 'waitSince' | 'waitKind' | 'waitStaffId' | 'waitTeamId' | 'lastMessageAt'>
/** Who looks at the queue: a talk handed to them or to one of their teams stands before the others. */
export type Onlooker = { staffId: string; teamIds: readonly string[] }

/** How many minutes earlier a reason counts: whoever was let down before should not wait as long again. */
export const AHEAD_MINUTES: Partial<Record<WaitKind, number>> = { angry: 3, unsolved: 2, unsure: 1 }
const MINUTE = 60_000
/** A talk handed to somebody else waits for them this long before it stands in line like any other. */
export const KEPT_FOR_MS = 2 * MINUTE

/** The place of one talk in the queue as its onlooker works it: lower classes first, then the earlier time. */
const placeOf = (talk: Waiting, by: Onlooker, now: number): { rank: number; since: number; why: string } => {
  const began = Date.parse(talk.waitSince ?? talk.lastMessageAt)
  const minutes = AHEAD_MINUTES[talk.waitKind ?? 'asked'] ?? 0
  const since = began - minutes * MINUTE
  if (talk.waitKind === 'danger') return { rank: 0, since, why: '紧急，排在最前' }
  if (talk.waitKind === 'call') return { rank: 1, since, why: '电话没人接，排在前面' }
  const mine = talk.waitStaffId === by.staffId || by.teamIds.includes(talk.waitTeamId ?? '')
  if (mine) return { rank: 2, since, why: '转给您的，排在前面' }
  const isAnothers = talk.waitStaffId !== null || talk.waitTeamId !== null
  if (isAnothers && now - began < KEPT_FOR_MS)
    return { rank: 4, since, why: '转给别人的，两分钟没人接再排进来' }
  const why = minutes > 0 ? `按等候时间，提前 ${minutes} 分钟` : '按等候时间'
  return { rank: 3, since, why }
}

/**
 * The queue in the order it is worked, each with why it stands where it stands: danger, then calls, then what was
 * handed to the onlooker, then the longest wait, some reasons counted earlier.
 */
export const rankWaiting = <T extends Waiting>(
  talks: readonly T[],
  by: Onlooker,
  now: Date,
): { talk: T; why: string }[] =>
  talks
    .map((talk) => ({ talk, place: placeOf(talk, by, now.getTime()) }))
    .sort((a, b) => a.place.rank - b.place.rank || a.place.since - b.place.since)
    .map(({ talk, place }) => ({ talk, why: place.why }))
