import { AppError } from '../../src/contracts/errors.ts'
import type { Actor } from '../../src/contracts/ticket.ts'
import { answerDirectly, askInfo, referTicket } from '../../src/dispatch/answer-at-desk.ts'
import { conferOnTicket, designateUnit, speakInConference } from '../../src/dispatch/confer-ticket.ts'
import { dispatchTicket } from '../../src/dispatch/dispatch-ticket.ts'
import { requestExtension, reviewExtension } from '../../src/dispatch/extend-ticket.ts'
import { joinTickets, splitTicket } from '../../src/dispatch/join-tickets.ts'
import { orderRework, reassignTicket, upholdReply } from '../../src/dispatch/judge-dispute.ts'
import { appealRating, decideExclusion, proposeExclusion } from '../../src/dispatch/rating/exclude-rating.ts'
import { explainRating, verifyRating } from '../../src/dispatch/rating/verify-rating.ts'
import { recategorise } from '../../src/dispatch/recategorise-ticket.ts'
import { recordContact } from '../../src/dispatch/record-contact.ts'
import { reopenTicket } from '../../src/dispatch/reopen-ticket.ts'
import { auditReply, replyToTicket, signReply } from '../../src/dispatch/reply-ticket.ts'
import { requestReturn, reviewReturn } from '../../src/dispatch/return-ticket.ts'
import { signTicket } from '../../src/dispatch/sign-ticket.ts'
import { answerSupervision, liftSupervision, superviseTicket } from '../../src/dispatch/supervise-ticket.ts'
import { resumeTicket, suspendTicket } from '../../src/dispatch/suspend-ticket.ts'
import { sweepTickets } from '../../src/dispatch/sweep-tickets.ts'
import { requestTermination, reviewTermination } from '../../src/dispatch/terminate-ticket.ts'
import { answerUrge, urgeTicket } from '../../src/dispatch/urge-ticket.ts'
import { bringIn, orderBelow, recallPart, reportPart, reviewCo } from '../../src/dispatch/work-together.ts'
import { confirmFixedIn } from '../../src/feedback/ask-again.ts'
import { askFollowUp } from '../../src/feedback/ask-follow-up.ts'
import { closeSilent } from '../../src/feedback/close-silent.ts'
import { recordGradeIn, recordRating } from '../../src/feedback/rate-ticket.ts'
import { isoNow } from '../../src/platform/clock.ts'
import { addFacts, addNote, withdrawTicket } from '../../src/tickets/amend-ticket.ts'
import { moveTicket } from '../../src/tickets/move-ticket.ts'
import { listParts } from '../../src/tickets/part-repository.ts'
import { correctTicket } from '../../src/tickets/protection/correct-ticket.ts'
import type { Ticket } from '../../src/tickets/ticket.ts'
import { findTicket } from '../../src/tickets/ticket-repository.ts'
import type { TestDesk } from './build-desk.ts'
import { buildCitizen, buildStaff, buildTicket } from './build-ticket.ts'

/** Everybody who could have a hand in a ticket; two units with handler and signer, so that each can be the wrong one. */
export const HANDS = [
  buildCitizen(),
  buildStaff(['handler'], 'lights'),
  buildStaff(['signer'], 'lights'),
  buildStaff(['handler'], 'parks'),
  buildStaff(['signer'], 'parks'),
  buildStaff(['dispatcher']),
  buildStaff(['agent']),
  buildStaff(['supervisor']),
  buildStaff(['admin']),
  buildStaff(['editor']),
] as const
export type Person = Actor

type Try = (desk: TestDesk, ticket: Ticket, actor: Person, words: string) => Promise<unknown>
const on = (ticket: Ticket, actor: Person) => ({ ticketId: ticket.id, actor })
/** Doors only staff have; anybody else is turned away before them. */
const onAsStaff = (ticket: Ticket, actor: Person) => {
  if (actor.kind !== 'staff') throw new AppError('forbidden', '这扇门只给工作人员。')
  return { ticketId: ticket.id, actor }
}
const SYSTEM = { kind: 'system' as const, id: 'system' as const, name: '系统' }
const otherThan = (ticket: Ticket): string => (ticket.leadDepartmentId === 'lights' ? 'parks' : 'lights')
const DAY_MS = 24 * 60 * 60_000

/** The first part that can still be worked on, or one that never was. */
const partOf = async (desk: TestDesk, ticket: Ticket, states: string[]): Promise<number> =>
  (await listParts(desk.db, ticket.id)).find((p) => states.includes(p.state))?.seq ?? 99

let facts = 0

/**
 * Everything anybody can try through the doors of the rooms, named like the action it aims at, with words that are
 * sometimes too short. `time` lets days pass and the background loops work.
 */
export const ATTEMPTS = {
  ask_info: (desk, t, actor, text) => askInfo(desk, { ...on(t, actor), text }),
  give_info: (desk, t, actor, text) => addFacts(desk, { ...on(t, actor), text }),
  answer_directly: (desk, t, actor, publicReply) => answerDirectly(desk, { ...on(t, actor), publicReply }),
  refer: (desk, t, actor, publicReply) =>
    referTicket(desk, { ...on(t, actor), reasonCode: 'outside_duty', publicReply }),
  dispatch: (desk, t, actor, words) =>
    dispatchTicket(desk, { ...on(t, actor), departmentId: words.length % 2 ? 'lights' : 'parks' }),
  confer: (desk, t, actor, reason) =>
    conferOnTicket(desk, { ...on(t, actor), unitIds: ['lights', 'parks'], reason }),
  speak: (desk, t, actor, ground) =>
    speakInConference(desk, { ...on(t, actor), stand: 'ours', ground, basis: '', proposedUnitId: null }),
  designate: (desk, t, actor, reason) =>
    designateUnit(desk, { ...on(t, actor), departmentId: 'parks', reason }),
  sign: (desk, t, actor) => signTicket(desk, on(t, actor)),
  request_return: (desk, t, actor, reason) => {
    const proposed = { proposedDepartmentId: otherThan(t), basis: '职责清单第三条' }
    return requestReturn(desk, { ...on(t, actor), reason, ...proposed })
  },
  approve_return: (desk, t, actor, note) => reviewReturn(desk, { ...on(t, actor), approve: true, note }),
  refuse_return: (desk, t, actor, note) => reviewReturn(desk, { ...on(t, actor), approve: false, note }),
  contact: (desk, t, actor) => recordContact(desk, { ...on(t, actor), way: 'phone' }),
  try_contact: (desk, t, actor) =>
    recordContact(desk, { ...on(t, actor), way: 'phone', result: 'no_answer' }),
  request_extension: (desk, t, actor, reason) => requestExtension(desk, { ...on(t, actor), reason }),
  approve_extension: (desk, t, actor, note) =>
    reviewExtension(desk, { ...on(t, actor), approve: true, note }),
  refuse_extension: (desk, t, actor, note) =>
    reviewExtension(desk, { ...on(t, actor), approve: false, note }),
  suspend: (desk, t, actor, reason) => {
    const until = new Date(desk.clock.now().getTime() + 3 * DAY_MS).toISOString()
    return suspendTicket(desk, { ...on(t, actor), reason, until })
  },
  resume: (desk, t, actor) => resumeTicket(desk, on(t, actor)),
  request_termination: (desk, t, actor, reason) =>
    requestTermination(desk, { ...on(t, actor), reasonCode: 'no_basis', reason }),
  approve_termination: (desk, t, actor, publicReply) =>
    reviewTermination(desk, { ...on(t, actor), approve: true, publicReply, note: '' }),
  refuse_termination: (desk, t, actor, note) =>
    reviewTermination(desk, { ...on(t, actor), approve: false, publicReply: '', note }),
  request_co: (desk, t, actor, task) =>
    bringIn(desk, { ...on(t, actor), departmentId: otherThan(t), task, asks: true }),
  add_co: (desk, t, actor, task) =>
    bringIn(desk, { ...on(t, actor), departmentId: otherThan(t), task, asks: false }),
  refuse_co: async (desk, t, actor, note) =>
    reviewCo(desk, { ...on(t, actor), partSeq: await partOf(desk, t, ['asked']), approve: false, note }),
  add_suborder: (desk, t, actor, task) =>
    orderBelow(desk, { ...on(t, actor), departmentId: null, unitName: '海棠街道', task }),
  report_part: async (desk, t, actor, text) =>
    reportPart(desk, { ...on(t, actor), partSeq: await partOf(desk, t, ['open']), text }),
  recall_part: async (desk, t, actor, reason) =>
    recallPart(desk, { ...on(t, actor), partSeq: await partOf(desk, t, ['open', 'asked']), reason }),
  reply: (desk, t, actor, publicReply) => replyToTicket(desk, { ...on(t, actor), publicReply }),
  sign_reply: (desk, t, actor, note) => signReply(desk, { ...on(t, actor), approve: true, note }),
  send_back_reply: (desk, t, actor, note) => signReply(desk, { ...on(t, actor), approve: false, note }),
  pass_reply: (desk, t, actor, note) => auditReply(desk, { ...on(t, actor), approve: true, note }),
  reject_reply: (desk, t, actor, note) => auditReply(desk, { ...on(t, actor), approve: false, note }),
  rate: (desk, t, actor, words) =>
    recordRating(desk, { ...on(t, actor), solved: 'partly', satisfied: words.length > 6 ? 2 : 3 }),
  dispute: (desk, t, actor, reason) => recordRating(desk, { ...on(t, actor), solved: 'unsolved', reason }),
  grade: async (desk, t, actor) => {
    const grade = { ...on(t, actor), satisfied: 2 }
    const isKept = await desk.db.transaction().execute((tx) => recordGradeIn(tx, desk, grade))
    if (!isKept) throw new AppError('conflict', '现在没有要评的。')
  },
  recategorise: (desk, t, actor) =>
    recategorise(
      { ...desk, route: () => t.routing },
      { ...on(t, actor), type: t.type === 'help' ? 'complaint' : 'help' },
    ),
  verify_rating: async (desk, t, actor, text) =>
    verifyRating(desk, { ...onAsStaff(t, actor), finding: 'no_fault', text }),
  explain_rating: async (desk, t, actor, publicReply) =>
    explainRating(desk, { ...onAsStaff(t, actor), publicReply }),
  appeal_rating: async (desk, t, actor, evidence) =>
    appealRating(desk, { ...onAsStaff(t, actor), code: 'mistaken', evidence }),
  propose_exclusion: async (desk, t, actor, evidence) =>
    proposeExclusion(desk, { ...onAsStaff(t, actor), code: 'unreasonable', evidence }),
  approve_exclusion: async (desk, t, actor, note) =>
    decideExclusion(desk, { ...onAsStaff(t, actor), approve: true, note }),
  refuse_exclusion: async (desk, t, actor, note) =>
    decideExclusion(desk, { ...onAsStaff(t, actor), approve: false, note }),
  ask_again: (desk, t) => {
    const said = { actor: SYSTEM, publicText: '问您现在还好不好。', at: isoNow(desk.clock) }
    return desk.db
      .transaction()
      .execute((tx) => moveTicket(tx, { ticketId: t.id, action: 'ask_again', ...said }))
  },
  confirm_fixed: (desk, t, actor) =>
    desk.db.transaction().execute((tx) => confirmFixedIn(tx, { ...on(t, actor), at: isoNow(desk.clock) })),
  call_citizen: (desk, t, actor) => {
    const said = { publicText: '', internalNote: '第 1 次回访电话：未接。', at: isoNow(desk.clock) }
    return desk.db
      .transaction()
      .execute((tx) => moveTicket(tx, { ...on(t, actor), action: 'call_citizen', ...said }))
  },
  rework: (desk, t, actor, reason) => orderRework(desk, { ...on(t, actor), reason }),
  reassign: (desk, t, actor, reason) => reassignTicket(desk, { ...on(t, actor), reason }),
  uphold: (desk, t, actor, publicReply) => upholdReply(desk, { ...on(t, actor), publicReply }),
  reopen: (desk, t, actor, words) =>
    reopenTicket(desk, {
      ...on(t, actor),
      text: words.length > 6 ? `又有一盏灯坏了，第${++facts}盏` : words,
    }),
  supervise: (desk, t, actor, reason) =>
    superviseTicket(desk, { ...on(t, actor), level: reason.length % 2 ? 'normal' : 'critical', reason }),
  answer_supervision: (desk, t, actor, text) => answerSupervision(desk, { ...on(t, actor), text }),
  end_supervision: (desk, t, actor, reason) => liftSupervision(desk, { ...on(t, actor), reason }),
  urge: (desk, t, actor, text) => urgeTicket(desk, { ...on(t, actor), text }),
  answer_urge: (desk, t, actor, text) => answerUrge(desk, { ...on(t, actor), text }),
  add_facts: (desk, t, actor, text) => addFacts(desk, { ...on(t, actor), text }),
  withdraw: (desk, t, actor) => withdrawTicket(desk, on(t, actor)),
  correct: (desk, t, actor, words) =>
    correctTicket(desk, { ...on(t, actor), correction: { place: `${words}${++facts}` } }),
  note: (desk, t, actor, text) => addNote(desk, { ...on(t, actor), text }),
  join: async (desk, t, actor) => {
    const { ticket: master } = await buildTicket(desk, { departmentId: null, conversationId: null })
    return joinTickets(desk, { ...on(t, actor), masterNumber: master.number })
  },
  take_in: async (desk, t, actor) => {
    const { ticket: other } = await buildTicket(desk, { departmentId: null, conversationId: null })
    return joinTickets(desk, { ...on(other, actor), masterNumber: t.number })
  },
  split: (desk, t, actor, reason) => splitTicket(desk, { ...on(t, actor), reason }),
  answer_joined: async (desk, t, actor, publicReply) => {
    const master = t.masterId && t.state === 'merged' ? await findTicket(desk.db, t.masterId) : t
    return answerDirectly(desk, { ...on(master ?? t, actor), publicReply })
  },
  end_joined: async (desk, t, actor, publicReply) => {
    const master = t.masterId && t.state === 'merged' ? await findTicket(desk.db, t.masterId) : t
    return referTicket(desk, { ...on(master ?? t, actor), reasonCode: 'outside_duty', publicReply })
  },
  deliver_reply: (desk, t) => askFollowUp(desk, t.id),
  time: async (desk) => {
    desk.clock.advance(8 * DAY_MS)
    await closeSilent(desk)
    await sweepTickets(desk)
    desk.clock.advance(23 * DAY_MS)
    await sweepTickets(desk)
  },
} as const satisfies Record<string, Try>
export type Hand = keyof typeof ATTEMPTS
