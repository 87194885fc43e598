import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Actor } from '../contracts/ticket.ts'
import type { Db } from '../platform/db/schema.ts'
import { sendFiles } from '../tickets/files/send-files.ts'
import { enqueueFollowUp } from '../tickets/follow-up-job.ts'
import { carryJoined } from '../tickets/joint/carry-joined.ts'
import { type Move, moveTicket } from '../tickets/move-ticket.ts'
import { knowsContact } from '../tickets/protection/unmask-contact.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { deskTerm } from '../tickets/ticket-clocks.ts'
import { type Act, type ActionDesk, actOnTicket, tellCitizen } from './act-on-ticket.ts'
import { mustNameNobody } from './check-reply.ts'
import { keepCited } from './cite-entries.ts'

/** How much of a reply a citizen's page and the channels carry. */
export const PUBLIC_REPLY_MAX = 5_000

/** The words without the space around them. @throws AppError too_long. */
export const mustBeShort = (publicReply: string): string => {
  const text = publicReply.trim()
  if (text.length > PUBLIC_REPLY_MAX) {
    throw new AppError('too_long', `答复超过 ${PUBLIC_REPLY_MAX} 字，请写短一些。`)
  }
  return text
}

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }

/** What publishing does: the reply becomes the citizen's, its time is the reply's time, nothing stays a draft. */
const published = (ticket: Ticket, at: string): Pick<Move, 'publicText' | 'changes'> => ({
  publicText: ticket.draftReply ?? '',
  changes: { public_reply: ticket.draftReply, replied_at: at, draft_reply: null, draft_by: null },
})

const afterPublishing = async (tx: Db, rules: CityRules, ticket: Ticket, at: string): Promise<void> => {
  await tellCitizen(tx, rules, ticket, { text: ticket.publicReply ?? '', as: 'unit', at })
  await carryJoined(tx, ticket, 'pass_reply', rules, at)
  await enqueueFollowUp(tx, ticket, at)
}

/** Signature and audit happen by themselves where the city asks for none, each as a step of its own in the same transaction. */
const goOn = async (tx: Db, rules: CityRules, ticket: Ticket, at: string): Promise<void> => {
  const { unitSigns, hotlineAudits } = rules.city.flow
  const base = { ticketId: ticket.id, actor: SYSTEM, rules, at }
  let now = ticket
  if (now.state === 'unit_review' && !unitSigns) {
    const changes = await deskTerm(tx, rules, at)
    now = await moveTicket(tx, { ...base, action: 'sign_reply', publicText: '', changes })
  }
  if (now.state === 'audit' && !hotlineAudits) {
    now = await moveTicket(tx, { ...base, action: 'pass_reply', ...published(now, at) })
    await afterPublishing(tx, rules, now, at)
  }
}

/**
 * The lead department writes its one public answer. It is published when the unit's leader has signed it and the
 * hotline has audited it (as the city's `flow` says); until then the citizen reads nothing of it and the clock runs on.
 * The internal note never leaves the house; the pictures of before and after go out with the reply. `used`: entries it was written from;
 * they teach when the citizen says it is solved. @throws AppError too_long; invalid_request when it names the citizen; conflict while co-handlers or lower units have
 * not reported; and as `moveTicket`.
 */
export const replyToTicket = async (
  desk: ActionDesk,
  r: Act & {
    publicReply: string
    internalNote?: string
    used?: readonly string[]
    fileIds?: readonly string[]
  },
): Promise<Ticket> => {
  const text = mustBeShort(r.publicReply)
  return actOnTicket(desk, r, async (ticket, at, tx) => {
    mustNameNobody(ticket, text, await knowsContact(tx, ticket, r.actor, at))
    return {
      action: 'reply',
      publicText: '',
      internalNote: r.internalNote?.trim() ?? '',
      data: { entryIds: await keepCited(tx, text, r.used ?? []) },
      words: { publicReply: r.publicReply },
      changes: { draft_reply: text, draft_by: r.actor.id },
      also: async (tx2, moved, now) => {
        const { id: ticketId, version: stepSeq } = moved
        await sendFiles(tx2, { ticketId, stepSeq, actor: r.actor, fileIds: r.fileIds ?? [], isReply: true })
        await goOn(tx2, desk.rules, moved, now)
      },
    }
  })
}

/** The unit's leader signs (审签) or sends it back to the handler with what must change. @throws AppError as `moveTicket`. */
export const signReply = (desk: ActionDesk, s: Act & { approve: boolean; note: string }): Promise<Ticket> =>
  actOnTicket(desk, s, async (_ticket, at, tx) => ({
    action: s.approve ? 'sign_reply' : 'send_back_reply',
    publicText: '',
    internalNote: s.note.trim(),
    words: { reason: s.note },
    changes: s.approve ? await deskTerm(tx, desk.rules, at) : {},
    ...(s.approve ? { also: (tx2, moved, now) => goOn(tx2, desk.rules, moved, now) } : {}),
  }))

/**
 * The hotline audits a signed reply: passed, the citizen hears it in the talk the ticket came from and the follow-up
 * is arranged; otherwise it goes back to the unit with the reason. @throws AppError as `moveTicket`.
 */
export const auditReply = (desk: ActionDesk, a: Act & { approve: boolean; note: string }): Promise<Ticket> =>
  actOnTicket(desk, a, (ticket, at) =>
    a.approve
      ? {
          action: 'pass_reply',
          internalNote: a.note.trim(),
          ...published(ticket, at),
          also: (tx, moved, now) => afterPublishing(tx, desk.rules, moved, now),
        }
      : {
          action: 'reject_reply',
          publicText: '',
          internalNote: a.note.trim(),
          words: { reason: a.note },
        },
  )
