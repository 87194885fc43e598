import type { ContactChoice } from '../contracts/follow-up.ts'
import type { Db } from '../platform/db/schema.ts'
import { newId } from '../platform/id.ts'

/**
 * Locks one person for planning: two processes that want to ask them wait for each other here. Taken after the talk and
 * before any ticket. @returns what they chose.
 */
export const lockContact = async (tx: Db, citizenId: string, at: string): Promise<ContactChoice> => {
  const row = await tx
    .insertInto('contact_choice')
    .values({ citizen_id: citizenId, no_follow_up: 0, no_call: 0, via: '', staff_id: null, changed_at: at })
    .onConflict((c) => c.column('citizen_id').doUpdateSet({ citizen_id: citizenId }))
    .returning(['no_follow_up', 'no_call'])
    .executeTakeFirstOrThrow()
  return { noFollowUp: row.no_follow_up === 1, noCall: row.no_call === 1 }
}

/** What a person chose about being asked, and where they said so; null when they never did. */
export const findChoice = async (
  db: Db,
  citizenId: string,
): Promise<(ContactChoice & { via: string }) | null> => {
  const row = await db
    .selectFrom('contact_choice')
    .selectAll()
    .where('citizen_id', '=', citizenId)
    .where('via', '!=', '')
    .executeTakeFirst()
  return row ? { noFollowUp: row.no_follow_up === 1, noCall: row.no_call === 1, via: row.via } : null
}

/** Keeps a choice. Call `lockContact` first. */
export const saveChoice = async (
  tx: Db,
  citizenId: string,
  choice: ContactChoice & { via: string; staffId: string | null; at: string },
): Promise<void> => {
  await tx
    .updateTable('contact_choice')
    .set({
      no_follow_up: choice.noFollowUp ? 1 : 0,
      no_call: choice.noCall ? 1 : 0,
      via: choice.via,
      staff_id: choice.staffId,
      changed_at: choice.at,
    })
    .where('citizen_id', '=', citizenId)
    .execute()
}

/** Counts one time a person was asked or rung. */
export const noteContact = async (
  tx: Db,
  contact: { citizenId: string; way: 'channel' | 'call'; about: string; at: string },
): Promise<void> => {
  const { citizenId, ...rest } = contact
  await tx
    .insertInto('citizen_contact')
    .values({ id: newId(), citizen_id: citizenId, ...rest })
    .execute()
}

/** A question that never arrived disturbed nobody. */
export const forgetContact = async (tx: Db, citizenId: string, about: string): Promise<void> => {
  await tx
    .deleteFrom('citizen_contact')
    .where('citizen_id', '=', citizenId)
    .where('about', '=', about)
    .execute()
}

/** When these people (one person under several numbers of ours) were asked since then. */
export const listContacts = async (
  db: Db,
  citizenIds: readonly string[],
  since: string,
): Promise<{ at: string; way: string; about: string }[]> =>
  citizenIds.length === 0
    ? []
    : db
        .selectFrom('citizen_contact')
        .select(['at', 'way', 'about'])
        .where('citizen_id', 'in', [...citizenIds])
        .where('at', '>', since)
        .orderBy('at')
        .execute()
