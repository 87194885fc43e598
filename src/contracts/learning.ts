/**
 * What tells that a wording means an entry. For it: a citizen picked the entry when asked back (`picked`), said 是这个 or 解决了 after
 * its answer (`confirmed`) or pressed 有用 (`useful`), an agent sent its words (`agent`), an editor took the wording over (`editor`), a
 * ticket was answered from it (`ticket`). Against it: a citizen said 不是这个, pressed 没用, or called a ticket answered from it unsolved
 * (`rejected`).
 */
export const EVIDENCE_SOURCES = [
  'picked',
  'confirmed',
  'useful',
  'agent',
  'editor',
  'ticket',
  'rejected',
] as const
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number]

/** `proposed`: not enough yet. `active`: entries are found by it. `vetoed`: an editor said no, and that stays until undone. */
export type WordingState = 'proposed' | 'active' | 'vetoed'

/** How many distinct people stand behind a wording of an entry, and how many citizens against. */
export type WordingEvidence = { citizens: number; agents: number; editors: number; against: number }

/** A wording that people taught for one entry, as editors see it. */
export type LearnedWording = WordingEvidence & {
  entryId: string
  /** Cleaned; never holds numbers, names or doors. */
  wording: string
  state: WordingState
  /** 0…1, what it is worth in the ranking; 1 = as good as a similar question an editor wrote. */
  weight: number
  /** How many of the people behind it spoke through a ticket that ended in the entry. */
  byTicket: number
  firstAt: string
  lastAt: string
  judgedBy: string | null
  judgedAt: string | null
}

/** Something a person did that may teach a wording. */
export type Lesson =
  /** A citizen's message that picks, confirms or rejects what the message before it was answered with. */
  | { kind: 'turn'; inboundId: string; entryId: string; says: 'picked' | 'confirmed' | 'rejected' }
  /** A citizen rates one answer. */
  | { kind: 'rating'; messageId: string; verdict: 'useful' | 'useless' }
  /** An agent sent the words of an entry to a citizen; `messageId` is what the citizen had said, newest question when absent. */
  | { kind: 'agent'; conversationId: string; staffId: string; entryId: string; messageId?: string }
  /** A ticket that was answered from entries: the desk chose them (`answered`), or its citizen said what came of it. */
  | { kind: 'ticket'; ticketId: string; says: TicketVerdict }

/** What a ticket says of the entries it was answered from. */
export const TICKET_VERDICTS = ['answered', 'solved', 'unsolved'] as const
export type TicketVerdict = (typeof TICKET_VERDICTS)[number]
