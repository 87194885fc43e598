import type { Clock } from '../contracts/ports.ts'
import type { SignInRules, SignInSettings } from '../contracts/sign-in.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { mustHaveKey } from './check-code.ts'
import { saveSignInRules } from './sign-in-rule-repository.ts'

/**
 * Sets what the city asks of signing in, from everybody's next sign-in on.
 * @throws AppError unavailable when codes are demanded of a role and the server has no key to keep their secrets with.
 */
export const setSignInRules = async (
  desk: { db: Database; clock: Clock; signIn: SignInSettings },
  by: StaffMember,
  rules: SignInRules,
): Promise<void> => {
  if (rules.secondStepRoles.length > 0) mustHaveKey(desk)
  await desk.db.transaction().execute(async (tx) => {
    const at = isoNow(desk.clock)
    await saveSignInRules(tx, rules, { at, by: by.id })
    const who = { subject: { type: 'staff', id: by.id }, actor: { kind: 'staff', id: by.id } }
    await appendEvent(tx, { at, type: 'sign-in.rules-set', ...who, data: { keys: Object.keys(rules) } })
  })
}
