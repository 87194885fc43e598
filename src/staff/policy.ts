import type { CityRules } from '../contracts/city-rules.ts'
import { AppError } from '../contracts/errors.ts'
import type { Role, StaffMember } from '../contracts/staff.ts'

/**
 * Who may do what as delivered: the one table every staff request is checked against, with what the city changed in it
 * (`rules.roles`). A capability names an action on a kind of thing; narrower rules (own department, own talk) are checked by the room
 * that owns the thing.
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
  'follow-up.give-back': ['supervisor'],
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
  'roles.change': ['admin'],
  'insight.read': ['supervisor', 'admin'],
  'sending.manage': ['admin'],
  'sending.read': ['dispatcher', 'supervisor', 'admin'],
  'sending.repeat': ['dispatcher', 'admin'],
  'delivery.read': ['agent', 'supervisor', 'admin'],
} as const satisfies Record<string, readonly Role[]>

export type Capability = keyof typeof POLICY
export const CAPABILITIES = Object.keys(POLICY) as Capability[]

/**
 * Who may be given what beyond the table. Only where the room behind stays right: what looks at every unit's tickets goes to the hotline
 * alone (`tickets/may-see-ticket.ts`), what moves a ticket only to whom `tickets/transitions.ts` names, and nothing here reaches further
 * into who wrote than the role does already.
 */
const ALSO: Partial<Record<Capability, readonly Role[]>> = {
  'conversation.list': ['dispatcher'],
  'conversation.read': ['dispatcher'],
  'conversation.take': ['dispatcher'],
  'conversation.answer': ['dispatcher'],
  'conversation.release': ['dispatcher'],
  'conversation.note': ['dispatcher', 'admin'],
  'desk.manage': ['agent', 'dispatcher'],
  'delivery.read': ['dispatcher'],
  'follow-up.read': ['dispatcher', 'admin'],
  'follow-up.give-back': ['agent', 'dispatcher', 'admin'],
  'follow-up.choose': ['supervisor'],
  'rating.read': ['admin'],
  'view.share': ['agent', 'dispatcher'],
  'contact.ask': ['supervisor'],
  'insight.read': ['agent', 'dispatcher'],
  'sending.read': ['agent'],
  'sending.repeat': ['agent', 'supervisor'],
  'entry.publish': ['agent', 'dispatcher', 'supervisor', 'admin'],
  'wording.judge': ['agent', 'dispatcher', 'supervisor', 'admin'],
  'clock-rules.read': ['editor'],
  'clock-rules.import': ['supervisor'],
  'city-rules.change': ['supervisor'],
  'channels.read': ['agent', 'dispatcher'],
}

/** What an administrator can never be without: whoever could take it away would lock everybody out. */
const FIXED: readonly Capability[] = ['staff.manage', 'roles.change', 'city-rules.read', 'city-rules.change']

type Rights = Pick<CityRules, 'roles'>

/** How a role stands to a capability, whatever the city chose: always its own, delivered to it, may be given to it, never. */
export const offerOf = (role: Role, capability: Capability): 'fixed' | 'delivered' | 'extra' | 'never' => {
  if (role === 'admin' && FIXED.includes(capability)) return 'fixed'
  if ((POLICY[capability] as readonly Role[]).includes(role)) return 'delivered'
  return ALSO[capability]?.includes(role) ? 'extra' : 'never'
}

/** Whether a role carries a capability now. What may never be given or taken stays so whatever is stored. */
export const hasRight = (rules: Rights, role: Role, capability: Capability): boolean => {
  const offer = offerOf(role, capability)
  if (offer === 'fixed' || offer === 'never') return offer === 'fixed'
  const own = rules.roles.find(({ id }) => id === role)
  return offer === 'delivered' ? !own?.less.includes(capability) : (own?.more.includes(capability) ?? false)
}

/** Whether one of the person's roles carries the capability now. */
export const isAllowed = (
  rules: Rights,
  member: Pick<StaffMember, 'roles'>,
  capability: Capability,
): boolean => member.roles.some((role) => hasRight(rules, role, capability))

/** @throws AppError forbidden, in words that say what is missing. */
export const mustBeAllowed = (rules: Rights, member: StaffMember, capability: Capability): void => {
  if (!isAllowed(rules, member, capability)) {
    throw new AppError('forbidden', '您的账号没有这项权限。需要的话，请联系管理员开通。', { capability })
  }
}

/** Everything the person may do, for the console to show only what works. */
export const capabilitiesOf = (rules: Rights, member: StaffMember): Capability[] =>
  CAPABILITIES.filter((capability) => isAllowed(rules, member, capability))
