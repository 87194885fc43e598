import { z } from 'zod'
import { AppError } from '../contracts/errors.ts'
import { UnitWay } from '../contracts/sign-in.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { hashSecret } from '../platform/id.ts'
import { type SecondStepDesk, takeCode } from './check-code.ts'
import { confirmSecondStep, startSecondStep } from './enrol-second-step.ts'
import { clearLoginAttempts } from './login-repository.ts'
import { openSession, type SignInFrom } from './open-session.ts'
import { findStep, takeStep } from './sign-in-step-repository.ts'
import { findStaff } from './staff-repository.ts'
import { codeKey, countTry } from './throttle-sign-in.ts'

const StepData = z.object({
  way: z.enum(['password', ...UnitWay.options]),
  attemptKey: z.string().nullable(),
})

/** The half-done sign-in is over: the page goes back to the password. */
const tooLate = (): AppError =>
  new AppError('unauthenticated', '这一步等得太久，或已经用过了。请重新登录。', { again: true })

const whoIsAt = async (
  desk: SecondStepDesk,
  token: string,
): Promise<{ kind: string; member: StaffMember }> => {
  const step = await findStep(desk.db, hashSecret(token), isoNow(desk.clock))
  const member = step?.staff_id ? await findStaff(desk.db, step.staff_id) : null
  if (!step || !member) throw tooLate()
  return { kind: step.kind, member }
}

/** A new phone for somebody whose role needs one, between password and session. @throws AppError unauthenticated, unavailable. */
export const enrolAtSignIn = async (desk: SecondStepDesk, token: string) => {
  const { kind, member } = await whoIsAt(desk, token)
  if (kind !== 'enrol') throw tooLate()
  return startSecondStep(desk, member)
}

const proveCode = async (
  tx: Db,
  desk: SecondStepDesk,
  at: { kind: string; staffId: string; typed: string },
): Promise<string[] | null> => {
  if (at.kind === 'enrol') return confirmSecondStep(tx, desk, at.staffId, at.typed)
  await takeCode(tx, desk, at.staffId, at.typed)
  return null
}

/**
 * The second step of a sign-in: a code of the phone or a recovery code; of a new phone the first code, which also gives the
 * recovery codes. Failed tries of password and code are forgiven only here.
 * @throws AppError unauthenticated (`details.again`: from the password on), invalid_request, too_many_requests.
 */
export const finishSecondStep = async (
  desk: SecondStepDesk,
  token: string,
  typed: string,
  from: SignInFrom,
): Promise<{ token: string; device: string; member: StaffMember; recoveryCodes: string[] | null }> => {
  const { member } = await whoIsAt(desk, token)
  const key = await codeKey(desk, member, from)
  await countTry(desk, key, '验证码')
  return desk.db.transaction().execute(async (tx) => {
    // Taken first, which locks it: of two answers to one step one gets in. A wrong code undoes it with everything else.
    const step = await takeStep(tx, hashSecret(token), isoNow(desk.clock))
    if (!step || step.staff_id !== member.id) throw tooLate()
    const recoveryCodes = await proveCode(tx, desk, { kind: step.kind, staffId: member.id, typed })
    await clearLoginAttempts(tx, key)
    const { way, attemptKey } = StepData.parse(JSON.parse(step.data))
    if (attemptKey) await clearLoginAttempts(tx, attemptKey)
    return { ...(await openSession(tx, desk, member.id, from, way)), member, recoveryCodes }
  })
}
