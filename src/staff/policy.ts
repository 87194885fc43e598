import { AppError } from '../contracts/errors.ts'
import type { Role, StaffMember } from '../contracts/staff.ts'

/**
 * Who may do what: the one table every staff request is checked against. A capability names an action on a kind
 * of thing; narrower rules (own department, own talk) are checked by the room that owns the thing.
 */
const POLICY = {
  'conversation.list': ['agent', 'supervisor', 'admin'],
  'conversation.read': ['agent', 'supervisor', 'admin'],
  'conversation.take': ['agent'],
  'conversation.answer': ['agent'],
  'conversation.release': ['agent'],
  'conversation.note': ['agent', 'supervisor'],
  'desk.manage': ['supervisor', 'admin'],
  'ticket.triage': ['agent', 'dispatcher', 'supervisor', 'admin'],
  'ticket.dispatch': ['agent', 'dispatcher'],
  'ticket.review-return': ['agent', 'dispatcher'],
  'ticket.judge': ['dispatcher', 'supervisor'],
  'ticket.supervise': ['supervisor'],
  'ticket.urge': ['agent', 'dispatcher', 'supervisor'],
  'ticket.answer-asked': ['handler', 'agent', 'dispatcher'],
  'ticket.list-own': ['handler', 'signer'],
  'ticket.read': ['agent', 'dispatcher', 'handler', 'signer', 'supervisor', 'admin'],
  'ticket.find-by-phone': ['agent', 'dispatcher', 'handler', 'signer'],
  'view.share': ['supervisor', 'admin'],
  'ticket.handle': ['handler'],
  'ticket.sign-reply': ['signer'],
  'template.use': ['handler', 'signer'],
  'ticket.speak': ['handler', 'signer'],
  'ticket.resume': ['handler', 'dispatcher', 'supervisor'],
  'ticket.recall-part': ['handler', 'agent', 'dispatcher'],
  'ticket.note': ['agent', 'dispatcher', 'handler', 'signer', 'supervisor'],
  'follow-up.call': ['agent'],
  'follow-up.read': ['agent', 'supervisor'],
  'follow-up.choose': ['agent', 'dispatcher'],
  'rating.read': ['agent', 'dispatcher', 'supervisor', 'handler', 'signer'],
  'rating.handle': ['agent', 'dispatcher'],
  'rating.propose': ['agent', 'dispatcher', 'supervisor'],
  'rating.appeal': ['handler', 'signer'],
  'rating.decide': ['supervisor'],
  'contact.ask': ['agent', 'dispatcher', 'handler', 'signer'],
  'contact.approve': ['supervisor', 'admin'],
  'access.read': ['supervisor', 'admin'],
  'personal.decide': ['supervisor', 'admin'],
  'retention.read': ['supervisor', 'admin'],
  'entry.read': ['agent', 'dispatcher', 'handler', 'signer', 'editor', 'supervisor', 'admin'],
  'entry.publish': ['editor'],
  'wording.judge': ['editor'],
  'clock-rules.read': ['agent', 'dispatcher', 'supervisor', 'admin'],
  'clock-rules.import': ['admin'],
  'channels.read': ['supervisor', 'admin'],
  'city-rules.read': ['agent', 'dispatcher', 'supervisor', 'admin'],
  'city-rules.change': ['admin'],
  'staff.manage': ['admin'],
  'insight.read': ['supervisor', 'admin'],
  'sending.manage': ['admin'],
  'sending.read': ['dispatcher', 'supervisor', 'admin'],
  'sending.repeat': ['dispatcher', 'admin'],
  'delivery.read': ['agent', 'supervisor', 'admin'],
} as const satisfies Record<string, readonly Role[]>

export type Capability = keyof typeof POLICY

/** Whether one of the person's roles carries the capability. */
export const isAllowed = (member: StaffMember, capability: Capability): boolean =>
  member.roles.some((role) => (POLICY[capability] as readonly Role[]).includes(role))

/** @throws AppError forbidden, in words that say what is missing. */
export const mustBeAllowed = (member: StaffMember, capability: Capability): void => {
  if (!isAllowed(member, capability)) {
    throw new AppError('forbidden', '您的账号没有这项权限。需要的话，请联系管理员开通。', { capability })
  }
}

/** Everything the person may do, for the console to show only what works. */
export const capabilitiesOf = (member: StaffMember): Capability[] =>
  (Object.keys(POLICY) as Capability[]).filter((c) => isAllowed(member, c))
