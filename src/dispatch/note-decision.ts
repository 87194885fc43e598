import type { CityRules } from '../contracts/city-rules.ts'
import type { Actor } from '../contracts/ticket.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { redactText } from '../understanding/redact-text.ts'
import { stripIdentity } from '../understanding/strip-identity.ts'
import { putExamples } from './matter-example-repository.ts'

/** In the catalogue and in what is learned: the district it happened in (属地), whichever that is. */
export const DISTRICT = 'district'
/** 建议, 表扬, 其他: what kind of message it is, not what it is about. */
const NOT_A_MATTER = '99'

/** A unit as it can be learned: of district units only that it was the district's. */
export const asLearnedUnit = (rules: CityRules, departmentId: string): string =>
  rules.departments.find((d) => d.id === departmentId)?.kind === 'district' ? DISTRICT : departmentId

/**
 * Remembers where a dispatcher sent a matter, and as what, inside the transaction that sends it. A matter sent on anew (after a return, say) replaces
 * what was remembered of it. Confidential matters are not learned from. Texts name nobody and are redacted; the event names no words.
 */
export const noteDecision = async (
  tx: Db,
  rules: CityRules,
  d: { ticket: Ticket; departmentId: string; actor: Actor; at: string },
): Promise<void> => {
  if (d.actor.kind !== 'staff' || d.ticket.confidential) return
  const category = d.ticket.categoryId.startsWith(NOT_A_MATTER) ? null : d.ticket.categoryId
  const unit = asLearnedUnit(rules, d.departmentId)
  await putExamples(tx, [
    {
      id: `ticket:${d.ticket.id}`,
      source: 'decision',
      title: '',
      text: redactText(
        stripIdentity(d.ticket.matter, { name: d.ticket.contactName, phone: d.ticket.contactPhone }),
      ),
      category,
      unit,
      type: d.ticket.type,
      urgency: d.ticket.urgency,
      at: d.at,
      byStaff: d.actor.id,
    },
  ])
  await appendEvent(tx, {
    at: d.at,
    type: 'matter.decided',
    subject: { type: 'matter', id: d.ticket.id },
    actor: { kind: 'staff', id: d.actor.id },
    data: { category, unit },
  })
}
