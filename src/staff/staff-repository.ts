import { z } from 'zod'
import { Role, type StaffMember } from '../contracts/staff.ts'
import type { Db, Schema } from '../platform/db/schema.ts'

const Roles = z.array(Role)

const toMember = (r: Schema['staff']): StaffMember => ({
  id: r.id,
  login: r.login,
  name: r.name,
  roles: Roles.parse(JSON.parse(r.roles)),
  departmentId: r.department_id,
})

/** Whether an administrator already has a password; if not, the first one still has to set it. */
export const hasAdminWithPassword = async (db: Db): Promise<boolean> => {
  const row = await db
    .selectFrom('staff')
    .select('id')
    .where('password_hash', 'is not', null)
    .where('state', '=', 'active')
    .where('roles', 'like', '%"admin"%')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Stores an account. @returns false when the login is taken, also by an account that was closed; nothing changes then. */
export const insertStaff = async (
  tx: Db,
  m: StaffMember & { passwordHash: string | null },
  at: string,
): Promise<boolean> => {
  const made = await tx
    .insertInto('staff')
    .values({
      id: m.id,
      login: m.login,
      name: m.name,
      password_hash: m.passwordHash,
      roles: JSON.stringify(m.roles),
      department_id: m.departmentId,
      state: 'active',
      created_at: at,
    })
    .onConflict((c) => c.column('login').doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0) > 0
}

export const findByLogin = async (
  db: Db,
  login: string,
): Promise<{ member: StaffMember; passwordHash: string | null } | null> => {
  const row = await db
    .selectFrom('staff')
    .selectAll()
    .where('login', '=', login)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row ? { member: toMember(row), passwordHash: row.password_hash } : null
}

export const findStaff = async (db: Db, id: string): Promise<StaffMember | null> => {
  const row = await db
    .selectFrom('staff')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row ? toMember(row) : null
}

export const listStaff = async (
  db: Db,
  limit: number,
): Promise<(StaffMember & { hasPassword: boolean; isClosed: boolean })[]> => {
  const rows = await db.selectFrom('staff').selectAll().orderBy('created_at').limit(limit).execute()
  return rows.map((r) => ({
    ...toMember(r),
    hasPassword: r.password_hash !== null,
    isClosed: r.state !== 'active',
  }))
}

export const updateStaff = async (
  tx: Db,
  id: string,
  to: Pick<StaffMember, 'name' | 'roles' | 'departmentId'>,
): Promise<void> => {
  await tx
    .updateTable('staff')
    .set({ name: to.name, roles: JSON.stringify(to.roles), department_id: to.departmentId })
    .where('id', '=', id)
    .execute()
}

/** Closes an account or opens it again; its password is gone either way. @returns false when it stands so already, or is nobody's. */
export const setStaffState = async (tx: Db, id: string, state: 'active' | 'disabled'): Promise<boolean> => {
  const done = await tx
    .updateTable('staff')
    .set({ state, password_hash: null })
    .where('id', '=', id)
    .where('state', '!=', state)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}

export const findPasswordHash = async (db: Db, staffId: string): Promise<string | null> => {
  const row = await db
    .selectFrom('staff')
    .select('password_hash')
    .where('id', '=', staffId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row?.password_hash ?? null
}

export const setPassword = async (tx: Db, staffId: string, passwordHash: string): Promise<void> => {
  await tx.updateTable('staff').set({ password_hash: passwordHash }).where('id', '=', staffId).execute()
}

export const insertInvite = async (
  tx: Db,
  i: { tokenHash: string; staffId: string; at: string; expiresAt: string },
): Promise<void> => {
  await tx
    .insertInto('staff_invite')
    .values({
      token_hash: i.tokenHash,
      staff_id: i.staffId,
      expires_at: i.expiresAt,
      used_at: null,
      created_at: i.at,
    })
    .execute()
}

/** Uses an invite up. @returns whose it is, or null when it is unknown, used or too old; only one caller ever gets it. */
export const useInvite = async (tx: Db, tokenHash: string, at: string): Promise<string | null> => {
  const row = await tx
    .updateTable('staff_invite')
    .set({ used_at: at })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .returning('staff_id')
    .executeTakeFirst()
  return row?.staff_id ?? null
}

export const dropInvitesOf = async (tx: Db, staffId: string): Promise<void> => {
  await tx.deleteFrom('staff_invite').where('staff_id', '=', staffId).where('used_at', 'is', null).execute()
}
