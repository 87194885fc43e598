import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import type { Clock } from '../../contracts/ports.ts'
import type { StaffMember } from '../../contracts/staff.ts'
import { isoAfter, isoNow } from '../../platform/clock.ts'
import type { Database } from '../../platform/db/schema.ts'
import { hashSecret, newId, newSecret } from '../../platform/id.ts'
import { nameDepartment } from '../../tickets/name-department.ts'
import { isOpenUnit } from '../../tickets/rules-now.ts'
import { mustKnow } from '../act-on-ticket.ts'
import { findLiveKey, insertKey, markRevoked, noteKeyUse } from './key-repository.ts'

type KeyDesk = { db: Database; clock: Clock; rules: CityRules }

/** Says what a string is to whoever finds it, and to scanners of leaked secrets. */
const PREFIX = 'ysk_'
const USE_NOTED_MS = 60_000

/** Makes a key for a department's own system. @returns the key, the only time it is shown. @throws AppError invalid_request. */
export const makeKey = async (
  desk: KeyDesk,
  asked: { departmentId: string; name: string },
  by: string,
): Promise<{ id: string; key: string }> => {
  mustKnow(desk.rules, asked.departmentId, '单位')
  const [id, key] = [newId(), `${PREFIX}${newSecret()}`]
  await insertKey(desk.db, {
    id,
    department_id: asked.departmentId,
    name: asked.name,
    hash: hashSecret(key),
    made_at: isoNow(desk.clock),
    made_by: by,
    last_used_at: null,
    revoked_at: null,
    revoked_by: null,
  })
  return { id, key }
}

/** From now on the key opens nothing. @throws AppError not_found. */
export const revokeKey = async (desk: KeyDesk, id: string, by: string): Promise<void> => {
  if (await markRevoked(desk.db, id, by, isoNow(desk.clock))) return
  throw new AppError('not_found', '没有这把密钥，或者已经停用了。')
}

/**
 * Who acts with a key: the department's system, with the rights of the department's handlers and no others.
 * @throws AppError unauthenticated; the same words for a wrong, a revoked and a missing key.
 */
export const memberOfKey = async (desk: KeyDesk, key: string): Promise<StaffMember> => {
  const row = await findLiveKey(desk.db, hashSecret(key))
  if (!row || !isOpenUnit(desk.rules, row.department_id)) {
    throw new AppError('unauthenticated', '接口密钥不对或已停用，请向热线管理员核对。')
  }
  if (row.last_used_at === null || row.last_used_at < isoAfter(desk.clock, -USE_NOTED_MS)) {
    await noteKeyUse(desk.db, row.id, isoNow(desk.clock))
  }
  const name = `${nameDepartment(desk.rules, row.department_id)}业务系统`
  return { id: `key:${row.id}`, login: '', name, roles: ['handler'], departmentId: row.department_id }
}
