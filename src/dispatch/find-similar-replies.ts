import type { CityRules } from '../contracts/city-rules.ts'
import type { Db } from '../platform/db/schema.ts'
import { type Answered, listAnswered } from '../tickets/answered-repository.ts'
import { nameDepartment } from '../tickets/name-department.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { distinctTerms } from '../understanding/count-terms.ts'
import { redactText } from '../understanding/redact-text.ts'
import { stripIdentity } from '../understanding/strip-identity.ts'

/** A reply given before to a matter like this one, without anybody's data. `likeness` 0…1. */
export type SimilarReply = {
  number: string
  title: string
  reply: string
  repliedAt: string
  departmentName: string
  satisfied: number | null
  likeness: number
}

/** So many of the newest are compared: a few milliseconds. */
const COMPARED = 200
const SHOWN = 5
/** Below this two matters of one category share the words of any complaint. */
const LEAST_LIKE = 0.15

const likenessOf = (asked: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  let shared = 0
  for (const term of asked) if (other.has(term)) shared += 1
  return shared === 0 ? 0 : shared / Math.sqrt(asked.size * other.size)
}

/**
 * What was answered to matters most like this one, best first. A department is shown its own (`departmentId`), the hotline those of the category.
 * Nobody is named, numbers and doors are redacted: they were written for somebody else.
 */
export const findSimilarReplies = async (
  db: Db,
  rules: CityRules,
  ticket: Ticket,
  departmentId?: string,
): Promise<SimilarReply[]> => {
  const answered = await listAnswered(db, {
    of: departmentId === undefined ? { categoryId: ticket.categoryId } : { departmentId },
    notId: ticket.id,
    limit: COMPARED,
  })
  const asked = distinctTerms(`${ticket.title}。${ticket.matter}`)
  const like = (other: Answered): number =>
    likenessOf(asked, distinctTerms(`${other.title}。${other.matter}`))
  return answered
    .map((other) => ({ other, likeness: like(other) }))
    .filter(({ likeness }) => likeness >= LEAST_LIKE)
    .sort((a, b) => b.likeness - a.likeness || (a.other.repliedAt < b.other.repliedAt ? 1 : -1))
    .slice(0, SHOWN)
    .map(({ other, likeness }) => ({
      number: other.number,
      title: redactText(stripIdentity(other.title, other.person)),
      reply: redactText(stripIdentity(other.publicReply, other.person)),
      repliedAt: other.repliedAt,
      departmentName:
        other.leadDepartmentId === null ? '12345热线' : nameDepartment(rules, other.leadDepartmentId),
      satisfied: other.satisfied,
      likeness,
    }))
}
