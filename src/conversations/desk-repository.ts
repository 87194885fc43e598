import type { Db } from '../platform/db/schema.ts'

/** Notes that somebody's desk is open now. */
export const savePresence = async (db: Db, staffId: string, at: string): Promise<void> => {
  await db
    .insertInto('desk_presence')
    .values({ staff_id: staffId, seen_at: at })
    .onConflict((c) => c.column('staff_id').doUpdateSet({ seen_at: at }))
    .execute()
}

/** Whose desks were heard of since. */
export const listPresent = async (db: Db, since: string): Promise<string[]> => {
  const rows = await db.selectFrom('desk_presence').select('staff_id').where('seen_at', '>=', since).execute()
  return rows.map((r) => r.staff_id)
}

export type Team = { id: string; name: string; memberIds: string[] }

/** Every team with its members, by name. */
export const listTeams = async (db: Db): Promise<Team[]> => {
  const teams = await db.selectFrom('desk_team').selectAll().orderBy('name').execute()
  const members = await db.selectFrom('desk_team_member').selectAll().execute()
  return teams.map(({ id, name }) => ({
    id,
    name,
    memberIds: members.filter((m) => m.team_id === id).map((m) => m.staff_id),
  }))
}

/** Makes or renames a team and sets who is in it, inside the caller's transaction. */
export const saveTeam = async (tx: Db, team: Team, at: string): Promise<void> => {
  await tx
    .insertInto('desk_team')
    .values({ id: team.id, name: team.name, created_at: at })
    .onConflict((c) => c.column('id').doUpdateSet({ name: team.name }))
    .execute()
  await tx.deleteFrom('desk_team_member').where('team_id', '=', team.id).execute()
  if (team.memberIds.length === 0) return
  const rows = team.memberIds.map((staff_id) => ({ team_id: team.id, staff_id }))
  await tx.insertInto('desk_team_member').values(rows).execute()
}

/** Ends a team; a talk that waits for it stands in line like any other. */
export const deleteTeam = async (tx: Db, id: string): Promise<void> => {
  await tx.updateTable('conversation').set({ wait_team_id: null }).where('wait_team_id', '=', id).execute()
  await tx.deleteFrom('desk_team_member').where('team_id', '=', id).execute()
  await tx.deleteFrom('desk_team').where('id', '=', id).execute()
}
