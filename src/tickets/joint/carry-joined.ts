import type { CityRules } from '../../contracts/city-rules.ts'
import type { Actor } from '../../contracts/ticket.ts'
import type { Db } from '../../platform/db/schema.ts'
import { type Move, moveTicket } from '../move-ticket.ts'
import type { Ticket } from '../ticket.ts'
import { enqueueTellJoined } from './joined-job.ts'
import { countOneLess, listJoined } from './joint-repository.ts'
import { splitTicketIn } from './split-ticket.ts'

const SYSTEM: Actor = { kind: 'system', id: 'system', name: '系统' }
const WITHDRAWN_SAYS = '同一件事的另一位诉求人撤回了，您的诉求单独接着办。'

type Carried = { rules: CityRules; at: string }

const answerOne = async (tx: Db, master: Ticket, one: Ticket, { at }: Carried): Promise<void> => {
  const text = master.publicReply ?? ''
  const moved = await moveTicket(tx, {
    ticketId: one.id,
    action: 'answer_joined',
    actor: SYSTEM,
    publicText: text,
    data: { withNumber: master.number },
    changes: {
      public_reply: text,
      replied_at: at,
      lead_department_id: master.leadDepartmentId,
    },
    at,
  })
  await countOneLess(tx, master.id)
  const told = { text, departmentId: master.leadDepartmentId, isReply: true }
  await enqueueTellJoined(tx, moved, told, at)
}

const endOne = async (tx: Db, master: Ticket, one: Ticket, { at }: Carried): Promise<void> => {
  const text = master.publicReply ?? '同一件事已经结束办理。有新的情况可以重新办理。'
  const moved = await moveTicket(tx, {
    ticketId: one.id,
    action: 'end_joined',
    actor: SYSTEM,
    publicText: text,
    data: { withNumber: master.number },
    changes: { public_reply: text, closed_at: at, outcome_code: master.outcomeCode },
    at,
  })
  await countOneLess(tx, master.id)
  await enqueueTellJoined(tx, moved, { text, departmentId: master.leadDepartmentId, isReply: false }, at)
}

const freeOne = async (tx: Db, _master: Ticket, one: Ticket, { rules, at }: Carried): Promise<void> => {
  const moved = await splitTicketIn(tx, rules, {
    ticketId: one.id,
    actor: SYSTEM,
    reason: WITHDRAWN_SAYS,
    at,
  })
  await enqueueTellJoined(tx, moved, { text: WITHDRAWN_SAYS, departmentId: null, isReply: false }, at)
}

/** What becomes of those joined to a ticket, by the action that ends their common way. */
const CARRIED_BY: Partial<
  Record<Move['action'], (tx: Db, master: Ticket, one: Ticket, carried: Carried) => Promise<void>>
> = {
  pass_reply: answerOne,
  answer_directly: answerOne,
  refer: endOne,
  approve_termination: endOne,
  // The one who was asked did not answer, or took it back: the others have not.
  expire_info: freeOne,
  withdraw: freeOne,
}

/**
 * Takes those joined to a ticket along with an action that answers or ends it, each as a move of their own with their own clock, follow-up
 * and words in their own talk; whose master is withdrawn goes on alone. Inside the transaction of the master's move: nobody is
 * left behind. @throws when the action needs the city's rules and they are not given.
 */
export const carryJoined = async (
  tx: Db,
  master: Ticket,
  action: Move['action'],
  rules: CityRules | undefined,
  at: string,
): Promise<void> => {
  const carry = CARRIED_BY[action]
  if (!carry || master.joinedCount === 0) return
  if (!rules) throw new Error(`${action} on a ticket with others was moved without the city's rules`)
  for (const one of await listJoined(tx, master.id)) await carry(tx, master, one, { rules, at })
}
