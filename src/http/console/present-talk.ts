import type { Conversation } from '../../contracts/conversation.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { listHeldConversations } from '../../conversations/conversation-repository.ts'
import { listTeams, type Team } from '../../conversations/desk-repository.ts'
import { listWords } from '../../conversations/list-words.ts'
import { listThread } from '../../conversations/message-repository.ts'
import { listNotes } from '../../conversations/note-repository.ts'
import { rankWaiting } from '../../conversations/rank-waiting.ts'
import type { Desk } from '../../intake/desk.ts'
import { LIMITS } from '../../platform/limits.ts'
import { findStaff } from '../../staff/staff-repository.ts'
import { stripIdentity } from '../../understanding/strip-identity.ts'

/** How far back a row looks for the citizen's words: past a draft being filled in, with short answers. */
const PREVIEW_LOOKS_BACK = 30
/** "不留", "转人工", "确认提交": words this short do not say what a talk is about. */
const SHORT_WORDS = 4
const PREVIEW_MAX = 60

/** A number left alone in its brackets says nothing. */
const MASKED = /\[[^\]]*\]/g

/** What the citizen said in words of their own, in order: rid of numbers and names before it is cut, for whoever needs the matter. */
const ownWordsOf = async (desk: Desk, { id, channel }: Conversation): Promise<string[]> => {
  const newest =
    channel === 'voice' ? await listWords(desk.db, id) : await listThread(desk.db, id, 0, PREVIEW_LOOKS_BACK)
  return newest
    .filter((m) => m.author === 'citizen')
    .map((m) => stripIdentity(m.text.trim()))
    .filter((words) => words.replace(MASKED, '').length > SHORT_WORDS)
    .map((words) => words.slice(0, PREVIEW_MAX))
}

/** What the citizen last said in words of their own; why they wait when they said nothing of that length. */
const previewOf = async (desk: Desk, talk: Conversation): Promise<string> =>
  (await ownWordsOf(desk, talk)).at(-1) ?? talk.waitReason ?? ''

/** What a talk began with, in words of the citizen's own; empty when they said nothing of that length. */
export const openingOf = async (desk: Desk, talk: Conversation): Promise<string> =>
  (await ownWordsOf(desk, talk))[0] ?? ''

/** The name of a member of staff; of somebody who is gone, a word for it. */
export const nameStaff = async (desk: Desk, id: string): Promise<string> =>
  (await findStaff(desk.db, id))?.name ?? '已离岗人员'

const nameWaitedFor = async (
  desk: Desk,
  talk: Conversation,
  teams: readonly Team[],
): Promise<string | null> => {
  if (talk.waitStaffId) return nameStaff(desk, talk.waitStaffId)
  return teams.find((team) => team.id === talk.waitTeamId)?.name ?? null
}

/** A talk as a line of the queue and as the head of its page. `orderWhy`: why it stands where it stands. */
export const presentTalk = async (
  desk: Desk,
  talk: Conversation,
  orderWhy = '',
  teams: readonly Team[] = [],
) => ({
  id: talk.id,
  channel: talk.channel,
  /** Who rings, on the telephone; null elsewhere, and for withheld numbers. */
  caller: talk.channel === 'voice' && /^\+?\d+$/.test(talk.channelUserId) ? talk.channelUserId : null,
  heldBy: talk.heldBy,
  agentId: talk.agentId,
  agentName: talk.agentId ? await nameStaff(desk, talk.agentId) : null,
  waitSince: talk.waitSince,
  waitReason: talk.waitReason,
  waitKind: talk.waitKind,
  waitsFor: await nameWaitedFor(desk, talk, teams),
  orderWhy,
  lastMessageAt: talk.lastMessageAt,
  preview: await previewOf(desk, talk),
  version: talk.version,
})

/** Who waits, in the order they are to be taken by this person, and what everybody holds. */
export const listQueue = async (desk: Desk, member: StaffMember) => {
  const talks = await listHeldConversations(desk.db, LIMITS.pageSize * 2)
  const teams = await listTeams(desk.db)
  const teamIds = teams.filter((t) => t.memberIds.includes(member.id)).map((t) => t.id)
  const waiting = talks.filter((talk) => talk.heldBy === 'waiting')
  const ranked = rankWaiting(waiting, { staffId: member.id, teamIds }, desk.clock.now())
  const held = talks.filter((talk) => talk.heldBy !== 'waiting').map((talk) => ({ talk, why: '' }))
  return Promise.all([...ranked, ...held].map(({ talk, why }) => presentTalk(desk, talk, why, teams)))
}

/** What colleagues wrote about a talk. */
export const presentNotes = async (desk: Desk, conversationId: string) =>
  Promise.all(
    (await listNotes(desk.db, conversationId, LIMITS.talkNotes)).map(async (note) => ({
      id: note.id,
      kind: note.kind,
      text: note.text,
      at: note.at,
      by: await nameStaff(desk, note.staffId),
    })),
  )
