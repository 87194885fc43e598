import type { Role } from '../contracts/staff.ts'
import type { TicketAction, TicketState } from '../contracts/ticket.ts'
import { BEFORE_REPLY, OPEN_STATES, OVER, OWN_WAY, URGEABLE, WITH_UNIT } from './states.ts'

/** What must be written down before an action counts. `field` names it in an error. */
export type Demand = { field: 'reason' | 'publicReply' | 'text' | 'way'; min: number; say: string }

/** A rule that depends on the ticket's past or on the clock; the rules themselves are in `ticket-guards.ts`. */
export type Guard =
  | 'returnable'
  | 'not-exhausted'
  | 'exhausted-or-conferred'
  | 'before-due'
  | 'extension-left'
  | 'suspension-left'
  | 'parts-reported'
  | 'part-open'
  | 'has-unit'
  | 'not-supervised'
  | 'is-supervised'
  | 'no-joined'
  | 'urge-rested'
  | 'urge-open'
  | 'order-open'
  | 'badly-rated'

export type Transition = {
  /** Empty: the action makes the ticket. */
  from: readonly TicketState[]
  /** `same`: the ticket stays where it is. */
  to: TicketState | 'same'
  by: readonly ('citizen' | 'system' | Role)[]
  /** Whose handlers and signers: of the lead department (主办), or also of the units that help it (协办、下级); or of those called to confer. */
  unit?: 'lead' | 'any' | 'invited'
  demands?: Demand
  when?: readonly Guard[]
}

const DESK = ['agent', 'dispatcher'] as const
/** Decisions on what a unit asked for or wrote. */
const JUDGES = ['dispatcher', 'supervisor'] as const
const why = (say: string): Demand => ({ field: 'reason', min: 4, say })
const publicWords = (say: string): Demand => ({ field: 'publicReply', min: 5, say })

/**
 * The whole life of a ticket (工单流转). A new state or action is a row here; nothing else decides what is allowed.
 * `submitted` exists only inside the opening transaction. Whoever acts as `handler` or `signer` must belong to the
 * lead department (主办单位), with `unit: 'any'` also to one that helps it; that rule is `refusalOf` (`refuse-action.ts`), because it
 * depends on the ticket. docs/ticket-states.md is written from this table.
 */
export const TRANSITIONS = {
  open: { from: [], to: 'submitted', by: ['citizen', 'system', ...DESK] },
  triage: { from: ['submitted'], to: 'accepted', by: ['system'] },
  ask_info: {
    from: ['accepted'],
    to: 'need_info',
    by: DESK,
    demands: { field: 'text', min: 4, say: '请写明要诉求人补充什么，至少4个字。' },
  },
  give_info: {
    from: ['need_info'],
    to: 'accepted',
    by: ['citizen', ...DESK],
    demands: { field: 'text', min: 2, say: '请写下要补充的情况，至少2个字。' },
  },
  expire_info: { from: ['need_info'], to: 'terminated', by: ['system'] },
  answer_directly: {
    from: ['accepted'],
    to: 'replied',
    by: DESK,
    demands: publicWords('请写给诉求人看的答复，至少5个字。'),
  },
  refer: {
    from: ['accepted', 'conferring'],
    to: 'referred',
    by: DESK,
    demands: publicWords('请写明不由热线办理的原因和该找哪里，至少5个字。'),
  },
  dispatch: {
    from: ['accepted'],
    to: 'dispatched',
    by: ['system', ...DESK],
    when: ['not-exhausted'],
  },
  confer: {
    from: ['accepted'],
    to: 'conferring',
    by: JUDGES,
    demands: why('请写明要会商什么，至少4个字。'),
  },
  speak: {
    from: ['conferring'],
    to: 'same',
    by: ['handler', 'signer'],
    unit: 'invited',
    demands: why('请写明这样认为的依据，至少4个字。'),
  },
  designate: {
    from: ['accepted', 'conferring'],
    to: 'dispatched',
    by: JUDGES,
    demands: why('请写明指定这个单位的依据，至少4个字。'),
    when: ['exhausted-or-conferred'],
  },
  sign: { from: ['dispatched'], to: 'handling', by: ['handler'] },
  request_return: {
    from: ['dispatched', 'handling'],
    to: 'return_req',
    by: ['handler'],
    demands: why('请写明退单理由，至少4个字。'),
    when: ['returnable'],
  },
  approve_return: { from: ['return_req'], to: 'accepted', by: DESK },
  refuse_return: {
    from: ['return_req'],
    to: 'dispatched',
    by: DESK,
    demands: why('请写明不同意退单的理由，至少4个字。'),
  },
  contact: {
    from: ['handling'],
    to: 'same',
    by: ['handler'],
    demands: { field: 'way', min: 2, say: '请选择是怎么联系的。' },
  },
  // Tried and not reached: kept with its proof, but it is no contact and its clock runs on.
  try_contact: {
    from: ['handling'],
    to: 'same',
    by: ['handler'],
    demands: { field: 'way', min: 2, say: '请选择是怎么联系的。' },
  },
  request_extension: {
    from: ['handling'],
    to: 'extend_req',
    by: ['handler'],
    demands: why('请写明延期的理由，至少4个字。诉求人会看到。'),
    when: ['before-due', 'extension-left'],
  },
  approve_extension: { from: ['extend_req'], to: 'handling', by: JUDGES },
  refuse_extension: {
    from: ['extend_req'],
    to: 'handling',
    by: JUDGES,
    demands: why('请写明不同意延期的理由，至少4个字。'),
  },
  suspend: {
    from: ['handling'],
    to: 'suspended',
    by: ['handler'],
    demands: why('请写明暂停的原因，至少4个字。诉求人会看到。'),
    when: ['suspension-left'],
  },
  resume: { from: ['suspended'], to: 'handling', by: ['handler', 'system', ...JUDGES] },
  request_termination: {
    from: ['handling'],
    to: 'term_req',
    by: ['handler'],
    demands: why('请写明申请终止的理由和依据，至少4个字。'),
  },
  approve_termination: {
    from: ['term_req'],
    to: 'terminated',
    by: JUDGES,
    demands: publicWords('请写给诉求人看的说明：为什么不再办理、还能找哪里，至少5个字。'),
  },
  refuse_termination: {
    from: ['term_req'],
    to: 'handling',
    by: JUDGES,
    demands: why('请写明不同意终止的理由，至少4个字。'),
  },
  request_co: {
    from: ['handling'],
    to: 'same',
    by: ['handler'],
    demands: why('请写明需要协办单位做什么，至少4个字。'),
  },
  refuse_co: {
    from: ['handling'],
    to: 'same',
    by: DESK,
    demands: why('请写明不安排协办的理由，至少4个字。'),
    when: ['part-open'],
  },
  add_co: {
    from: ['dispatched', 'handling'],
    to: 'same',
    by: DESK,
    demands: why('请写明需要协办单位做什么，至少4个字。'),
  },
  add_suborder: {
    from: ['handling'],
    to: 'same',
    by: ['handler'],
    demands: why('请写明交给下级单位做什么，至少4个字。'),
  },
  report_part: {
    from: ['dispatched', 'handling', 'extend_req', 'suspended', 'return_req', 'term_req'],
    to: 'same',
    by: ['handler'],
    unit: 'any',
    demands: { field: 'text', min: 4, say: '请写明办得怎么样，至少4个字。' },
    when: ['part-open'],
  },
  recall_part: {
    from: ['handling'],
    to: 'same',
    by: ['handler', ...DESK],
    demands: why('请写明收回的原因，至少4个字。'),
    when: ['part-open'],
  },
  reply: {
    from: ['handling'],
    to: 'unit_review',
    by: ['handler'],
    demands: publicWords('请写给诉求人看的答复，至少5个字。'),
    when: ['parts-reported'],
  },
  sign_reply: { from: ['unit_review'], to: 'audit', by: ['signer', 'system'] },
  send_back_reply: {
    from: ['unit_review'],
    to: 'handling',
    by: ['signer'],
    demands: why('请写明哪里要改，至少4个字。'),
  },
  pass_reply: { from: ['audit'], to: 'replied', by: [...JUDGES, 'system'] },
  reject_reply: {
    from: ['audit'],
    to: 'handling',
    by: JUDGES,
    demands: why('请写明审核不通过的原因，至少4个字。'),
  },
  deliver_reply: { from: ['replied'], to: 'followup', by: ['system'] },
  // Only that somebody rang; what the citizen said is theirs, a rating of its own.
  call_citizen: { from: ['followup', 'closed', 'archived'], to: 'same', by: ['agent'] },
  // From `closed` too: satisfaction is asked after solved, and who was silent may still rate.
  rate: { from: ['followup', 'closed'], to: 'closed', by: ['citizen'] },
  // Unsolved is never a rework by itself: the hotline looks first whose fault it is.
  dispute: {
    from: ['followup', 'closed'],
    to: 'verify',
    by: ['citizen'],
    demands: { field: 'reason', min: 2, say: '请说一下哪里没有解决，我们带着您的话去核实。' },
  },
  // Satisfaction is asked apart, also of whom it is unsolved for.
  grade: { from: ['verify'], to: 'same', by: ['citizen'] },
  // 真的修好了吗: asked once, some days after closing; broken again it is reopened.
  ask_again: { from: ['closed', 'archived'], to: 'same', by: ['system'] },
  confirm_fixed: { from: ['closed', 'archived'], to: 'same', by: ['citizen'] },
  // Handling of bad ratings (差评处理); the work item beside the ticket is `bad_rating`.
  verify_rating: {
    from: ['verify', 'closed', 'archived'],
    to: 'same',
    by: DESK,
    demands: { field: 'text', min: 4, say: '请写明怎么核实的、核实到什么，至少4个字。' },
  },
  explain_rating: {
    from: ['closed', 'archived'],
    to: 'same',
    by: [...DESK, 'supervisor'],
    demands: publicWords('请写给诉求人看的说明，至少5个字。'),
  },
  appeal_rating: {
    from: ['closed', 'archived'],
    to: 'same',
    by: ['handler', 'signer'],
    demands: why('请写明申诉的证据，至少4个字。'),
  },
  propose_exclusion: {
    from: ['verify', 'closed', 'archived'],
    to: 'same',
    by: [...DESK, 'supervisor'],
    demands: why('请写明剔除的证据，至少4个字。'),
  },
  approve_exclusion: { from: ['verify', 'closed', 'archived'], to: 'same', by: ['supervisor'] },
  refuse_exclusion: {
    from: ['verify', 'closed', 'archived'],
    to: 'same',
    by: ['supervisor'],
    demands: why('请写明为什么不同意剔除，至少4个字。'),
  },
  // From `closed` too: solved and not satisfied may still be the unit's fault.
  rework: {
    from: ['verify', 'closed'],
    to: 'dispatched',
    by: DESK,
    demands: why('请写明承办单位哪里没有办好，至少4个字。'),
    when: ['has-unit', 'badly-rated'],
  },
  reassign: {
    from: ['verify'],
    to: 'accepted',
    by: DESK,
    demands: why('请写明为什么换单位或重新研判，至少4个字。'),
  },
  uphold: {
    from: ['verify'],
    to: 'closed',
    by: JUDGES,
    demands: publicWords('请写给诉求人看的说明，至少5个字。'),
  },
  close: { from: ['followup'], to: 'closed', by: ['system'] },
  archive: { from: ['closed', 'terminated', 'referred'], to: 'archived', by: ['system'] },
  reopen: {
    from: OVER,
    to: 'accepted',
    by: ['citizen', ...DESK],
    demands: { field: 'text', min: 4, say: '请写明新的情况，至少4个字。没有新情况的不再重开。' },
  },
  // Handled with another ticket of the same matter (并案); whoever filed it is still answered and asked on their own.
  join: {
    from: ['accepted', 'need_info', 'dispatched', 'handling'],
    to: 'merged',
    by: ['system', ...DESK],
    when: ['no-joined'],
  },
  take_in: { from: BEFORE_REPLY, to: 'same', by: ['system'] },
  split: {
    from: ['merged'],
    to: 'accepted',
    by: ['system', ...DESK],
    demands: why('请写明为什么要拆出来单办，至少4个字。'),
  },
  answer_joined: { from: ['merged'], to: 'replied', by: ['system'] },
  end_joined: { from: ['merged'], to: 'terminated', by: ['system'] },
  // A unit was closed or merged: its tickets go to the unit that follows it, or back to the desk when nobody does.
  move_unit: { from: OPEN_STATES, to: 'same', by: ['system'] },
  recategorise: { from: OPEN_STATES, to: 'same', by: DESK },
  take_back: { from: [...WITH_UNIT, 'verify'], to: 'accepted', by: ['system'] },
  supervise: {
    from: OWN_WAY,
    to: 'same',
    by: ['supervisor'],
    demands: why('请写明督办的理由，至少4个字。'),
    when: ['not-supervised'],
  },
  // The unit says what it does about it; where no unit has it, the hotline does.
  answer_supervision: {
    from: OWN_WAY,
    to: 'same',
    by: ['handler', ...DESK],
    demands: { field: 'text', min: 4, say: '请写明办到哪一步、为什么慢了，至少4个字。' },
    when: ['order-open'],
  },
  // An order outlives the ticket: nobody's question goes away because the ticket was closed.
  end_supervision: {
    from: [...OPEN_STATES, ...OVER, 'withdrawn'],
    to: 'same',
    by: ['supervisor'],
    demands: why('请写明解除督办的理由，至少4个字。'),
    when: ['is-supervised'],
  },
  // Who waits, or whoever speaks for them, asks how it stands (催办); whose ticket is handled with another one asks there.
  urge: {
    from: URGEABLE,
    to: 'same',
    by: ['citizen', 'system', ...DESK, 'supervisor'],
    when: ['urge-rested'],
  },
  answer_urge: {
    from: [...URGEABLE, 'need_info'],
    to: 'same',
    by: ['handler', 'system', ...DESK],
    demands: { field: 'text', min: 4, say: '请写给诉求人看：办到哪一步了，接下来怎么办，至少4个字。' },
    when: ['urge-open'],
  },
  add_facts: {
    from: OPEN_STATES.filter((state) => state !== 'need_info'),
    to: 'same',
    by: ['citizen'],
    demands: { field: 'text', min: 2, say: '请写下要补充的情况，至少2个字。' },
  },
  correct: { from: [...OPEN_STATES, ...OVER, 'withdrawn'], to: 'same', by: ['citizen'] },
  withdraw: { from: [...BEFORE_REPLY, 'merged'], to: 'withdrawn', by: ['citizen'] },
  note: {
    from: [...OPEN_STATES, ...OVER, 'withdrawn'],
    to: 'same',
    by: ['agent', 'dispatcher', 'handler', 'signer', 'supervisor'],
    unit: 'any',
    demands: { field: 'text', min: 1, say: '备注还没有写内容。' },
  },
} as const satisfies Record<TicketAction, Transition>

export const transitionOf = (action: TicketAction): Transition => TRANSITIONS[action]
