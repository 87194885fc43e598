import { z } from 'zod'

/**
 * Everything that is written to the event log: one append-only list that is audit trail, live feed and source
 * of jobs. `data` never holds a citizen's words, name or phone: ids, states and counts only.
 */
export const EVENT_DATA = {
  'conversation.opened': z.object({ channel: z.string() }),
  'message.received': z.object({ messageId: z.string(), channel: z.string() }),
  'message.said': z.object({ messageId: z.string(), kind: z.string() }),
  'conversation.held': z.object({ heldBy: z.string(), agentId: z.string().nullable() }),
  'conversation.noted': z.object({ noteId: z.string(), kind: z.string() }),
  'conversation.corrected': z.object({ field: z.string() }),
  'conversation.abuse': z.object({ reportId: z.string(), kind: z.string(), lifted: z.boolean() }),
  'conversation.wrapped': z.object({ code: z.string() }),
  'call.changed': z.object({ callId: z.string(), state: z.string(), agentId: z.string().nullable() }),
  'call.heard': z.object({ callId: z.string(), seq: z.number(), final: z.boolean() }),
  'staff.noticed': z.object({ noticeId: z.string(), kind: z.string() }),
  'answer.given': z.object({
    messageId: z.string(),
    decision: z.string(),
    confidence: z.number(),
    entryId: z.string().nullable(),
  }),
  'answer.rated': z.object({ messageId: z.string(), entryId: z.string().nullable(), verdict: z.string() }),
  'ticket.moved': z.object({
    number: z.string(),
    action: z.string(),
    from: z.string(),
    to: z.string(),
    departmentId: z.string().nullable(),
    /** What rates are counted by; only at opening. */
    facts: z
      .object({
        type: z.string(),
        category: z.string(),
        district: z.string().nullable(),
        channel: z.string(),
        /** Somebody told the same before (重复诉求); absent in events from before this was looked for. */
        repeat: z.boolean().optional(),
      })
      .optional(),
    /** What the citizen said; only at a rating. */
    solved: z.string().optional(),
    satisfied: z.number().optional(),
    /** Why a ticket closed without its citizen being asked. */
    unasked: z.string().optional(),
    /** The agent who wrote down what the citizen said on the telephone. */
    recordedBy: z.string().optional(),
    /** Reason code of a rating that was left out of the rates. */
    excluded: z.string().optional(),
    /** Reason code; only where a ticket ends without a solution. */
    outcome: z.string().optional(),
    /** How urgent a supervision order is; only there. */
    level: z.string().optional(),
  }),
  /** The talk became a ticket. */
  'conversation.filed': z.object({ number: z.string() }),
  /** A clock of a ticket stopped: met, late or dropped, by which action. Instants are ISO-8601 UTC. */
  'clock.ended': z.object({
    stage: z.string(),
    run: z.number(),
    why: z.string(),
    action: z.string(),
    firstDueAt: z.string(),
    dueAt: z.string(),
    /** When what it asked for was done: an answer published late was still written in time. */
    doneAt: z.string(),
    departmentId: z.string().nullable(),
  }),
  'ticket.warned': z.object({
    number: z.string(),
    stage: z.string(),
    /** yellow, orange, red, or the step of the ladder. */
    level: z.string(),
    departmentId: z.string().nullable(),
    dueAt: z.string(),
    /** What was promised first; an extension keeps it. */
    firstDueAt: z.string().optional(),
  }),
  /** The chain of the view and action log held; its head. */
  'access.audited': z.object({ rows: z.number(), seq: z.number(), hash: z.string() }),
  'access.alarm': z.object({ kind: z.string() }),
  /** What the daily job of keeping erased: counts by kind. */
  'retention.ran': z.object({ erased: z.record(z.string(), z.number()) }),
  'ticket.preserved': z.object({ on: z.boolean() }),
  /** A citizen asked to be erased from a ticket; how that stands. */
  'personal.erasure': z.object({ state: z.enum(['asked', 'granted', 'refused']) }),
  'personal.erased': z.object({ what: z.string(), why: z.enum(['retention', 'request']) }),
  /** A person chose about being asked (回访意愿). */
  'contact.chosen': z.object({ noFollowUp: z.boolean(), noCall: z.boolean(), via: z.string() }),
  'contact.unmask': z.object({ state: z.enum(['asked', 'granted', 'refused']) }),
  'clock.recounted': z.object({ stage: z.string(), from: z.string(), to: z.string() }),
  'entry.published': z.object({ version: z.number(), origin: z.string() }),
  'entry.retired': z.object({ version: z.number() }),
  /** A version nobody is answered from yet. */
  'entry.drafted': z.object({ version: z.number(), origin: z.string() }),
  /** What an editor did with a question that was not answered, empty: put back; and how many messages ask it. */
  'gap.settled': z.object({ as: z.string(), gaps: z.number(), entryId: z.string().nullable() }),
  'entry.taught': z.object({ active: z.number() }),
  'rules.changed': z.object({ kind: z.string(), version: z.number() }),
  'matter.decided': z.object({ category: z.string().nullable(), unit: z.string().nullable() }),
  'model.trained': z.object({ kind: z.string(), version: z.number(), examples: z.number() }),
  'delivery.failed': z.object({ messageId: z.string(), channel: z.string(), final: z.boolean() }),
  /** `way`: password, oidc or code; events from before there were several have none. */
  'staff.signed-in': z.object({ way: z.string().optional() }),
  'staff.created': z.object({ login: z.string() }),
  'staff.password-set': z.object({}),
  /** What of an account an administrator changed: name, roles, departmentId. */
  'staff.changed': z.object({
    fields: z.array(z.string()),
    /** Roles and unit as they were; a name is the person's own and stays out of the log. */
    before: z.object({ roles: z.array(z.string()), departmentId: z.string().nullable() }).optional(),
  }),
  'staff.closed': z.object({}),
  'staff.reopened': z.object({}),
  /** Sessions ended by their owner or an administrator; how many. */
  'staff.session-ended': z.object({ ended: z.number() }),
  /** The code at sign-in was switched on or off by its owner, or taken away by an administrator; a recovery code was used. */
  'staff.second-step': z.object({ state: z.enum(['on', 'off', 'reset', 'codes-renewed', 'recovery-used']) }),
  /** Which account at the unit's own sign-in page is theirs was set or taken away. */
  'staff.unit-account-set': z.object({ way: z.string(), set: z.boolean() }),
  'sign-in.rules-set': z.object({ keys: z.array(z.string()) }),
} as const
export type EventType = keyof typeof EVENT_DATA
export type EventData<T extends EventType> = z.infer<(typeof EVENT_DATA)[T]>

/** One event as it is read back. `seq` grows in commit order on both engines: readers may tail by it. */
export type LoggedEvent = {
  seq: number
  at: string
  type: EventType
  subjectType: string
  subjectId: string
  actorKind: string
  actorId: string
  data: Record<string, unknown>
}
