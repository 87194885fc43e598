import type { Db } from '../platform/db/schema.ts'

/** An answered matter as it may be shown to whoever answers the next one like it. */
export type Answered = {
  id: string
  number: string
  title: string
  matter: string
  publicReply: string
  repliedAt: string
  leadDepartmentId: string | null
  satisfied: number | null
  /** Whose matter it was, to be taken out of what is shown. */
  person: { name: string; phone: string }
}

/**
 * The newest answered tickets of one department (a unit's matters are alike across categories) or of one category, without
 * confidential ones.
 *
 *   select … from ticket where category_id = ? and confidential = 0 and replied_at is not null order by replied_at desc limit ?
 */
export const listAnswered = async (
  db: Db,
  asked: { of: { departmentId: string } | { categoryId: string }; notId: string; limit: number },
): Promise<Answered[]> => {
  const query = db
    .selectFrom('ticket')
    .select([
      'id',
      'number',
      'title',
      'matter',
      'public_reply',
      'replied_at',
      'lead_department_id',
      'satisfied',
      'state',
      'contact_name',
      'contact_phone',
    ])
    .where('confidential', '=', 0)
    .where('public_reply', 'is not', null)
    .where('replied_at', 'is not', null)
    .where('id', '!=', asked.notId)
  const { of } = asked
  const narrowed =
    'departmentId' in of
      ? query.where('lead_department_id', '=', of.departmentId)
      : query.where('category_id', '=', of.categoryId)
  const rows = await narrowed.orderBy('replied_at', 'desc').limit(asked.limit).execute()
  return rows.map((r) => ({
    id: r.id,
    number: r.number,
    title: r.title,
    matter: r.matter,
    publicReply: r.public_reply ?? '',
    repliedAt: r.replied_at ?? '',
    leadDepartmentId: r.lead_department_id,
    // Before a ticket is over its rating is nobody's to see.
    satisfied: ['closed', 'archived'].includes(r.state) ? r.satisfied : null,
    person: { name: r.contact_name, phone: r.contact_phone },
  }))
}
