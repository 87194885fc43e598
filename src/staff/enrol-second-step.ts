import { Secret, TOTP } from 'otpauth'
import { AppError } from '../contracts/errors.ts'
import type { StaffMember } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Db } from '../platform/db/schema.ts'
import { appendEvent } from '../platform/events/event-repository.ts'
import { newTypedCode } from '../platform/id.ts'
import { hashWithKey, sealSecret } from '../platform/seal-secret.ts'
import {
  asCode,
  mustHaveKey,
  openOwnSecret,
  PERIOD_S,
  RECOVERY_USE,
  type SecondStepDesk,
  stepOfCode,
  TOTP_USE,
} from './check-code.ts'
import {
  confirmPending,
  deleteSecondStep,
  findSecondStep,
  replaceRecoveryCodes,
  savePending,
} from './second-step-repository.ts'
import { readSignInRules } from './sign-in-rule-repository.ts'

const SECRET_BYTES = 20
const RECOVERY_CODES = 10
const RECOVERY_SIGNS = 12
const ISSUER = '应声12345'

/** Whether a role of the person's must show a code. */
export const needsSecondStep = async (db: Db, member: StaffMember): Promise<boolean> => {
  const { secondStepRoles } = await readSignInRules(db)
  return member.roles.some((role) => secondStepRoles.includes(role))
}

/**
 * A new secret for the person's phone; in use only after `confirmSecondStep`. @returns it for typing in and as the address
 * a picture is made of; neither is shown again. @throws AppError unavailable without a key.
 */
export const startSecondStep = async (
  desk: SecondStepDesk,
  member: StaffMember,
): Promise<{ secret: string; uri: string }> => {
  const key = mustHaveKey(desk)
  const secret = new Secret({ size: SECRET_BYTES })
  const sealed = sealSecret(key, TOTP_USE, member.id, secret.base32)
  await desk.db.transaction().execute((tx) => savePending(tx, member.id, sealed, isoNow(desk.clock)))
  const totp = new TOTP({ issuer: ISSUER, label: member.login, secret, digits: 6, period: PERIOD_S })
  return { secret: secret.base32, uri: totp.toString() }
}

/** A new set of recovery codes. @returns them as they are written down, the only time they are shown. */
export const renewRecoveryCodes = async (
  tx: Db,
  desk: SecondStepDesk,
  staffId: string,
): Promise<string[]> => {
  const key = mustHaveKey(desk)
  const codes = Array.from({ length: RECOVERY_CODES }, () => newTypedCode(RECOVERY_SIGNS))
  const hashes = codes.map((code) => hashWithKey(key, RECOVERY_USE, `${staffId} ${code}`))
  await replaceRecoveryCodes(tx, staffId, hashes, isoNow(desk.clock))
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'))
}

/**
 * The first right code puts the new secret in use. @returns the recovery codes.
 * @throws AppError conflict when nothing waits for it, invalid_request for a wrong code.
 */
export const confirmSecondStep = async (
  tx: Db,
  desk: SecondStepDesk,
  staffId: string,
  typed: string,
): Promise<string[]> => {
  const pending = (await findSecondStep(tx, staffId))?.pending
  if (!pending) throw new AppError('conflict', '还没有要确认的二维码，请重新点“开启”。')
  const step = stepOfCode(openOwnSecret(desk, staffId, pending), asCode(typed), desk.clock.now())
  if (step === null) {
    throw new AppError(
      'invalid_request',
      '验证码和二维码对不上。请看手机上现在的 6 位数再输；手机的时间要准。',
    )
  }
  const at = isoNow(desk.clock)
  if (!(await confirmPending(tx, { staffId, pending, step, at }))) {
    throw new AppError('conflict', '二维码已经换了新的，请重新扫。')
  }
  const who = { subject: { type: 'staff', id: staffId }, actor: { kind: 'staff', id: staffId } }
  await appendEvent(tx, { at, type: 'staff.second-step', ...who, data: { state: 'on' } })
  return renewRecoveryCodes(tx, desk, staffId)
}

/** Switches the person's own second step off. @throws AppError conflict where a role of theirs must have one. */
export const endSecondStep = async (desk: SecondStepDesk, member: StaffMember): Promise<void> =>
  desk.db.transaction().execute(async (tx) => {
    if (await needsSecondStep(tx, member)) {
      throw new AppError('conflict', '您的角色必须用两步验证，不能关掉。换手机请点“换一部手机”。')
    }
    await deleteSecondStep(tx, member.id)
    const who = { subject: { type: 'staff', id: member.id }, actor: { kind: 'staff', id: member.id } }
    await appendEvent(tx, {
      at: isoNow(desk.clock),
      type: 'staff.second-step',
      ...who,
      data: { state: 'off' },
    })
  })
