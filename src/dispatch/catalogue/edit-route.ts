import { AppError } from '../../contracts/errors.ts'
import { SpecialRouteFile } from '../../contracts/knowledge-file.ts'
import { changeRules } from '../../knowledge-base/change-rules.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import type { ActionDesk } from '../act-on-ticket.ts'

/** What is told to a citizen, and the right door in it. */
export type RouteWords = { says: string; door: string; number?: string | undefined }

/**
 * Changes what a special route tells; the next citizen reads it. Its patterns are the files': a wrong one could silence danger.
 * @throws AppError not_found; invalid_request when the words do not name the door and the number.
 */
export const editRoute = async (
  desk: ActionDesk,
  id: string,
  words: RouteWords,
  asked: { why: string; by: string },
): Promise<{ id: string }> => {
  const route = desk.rules.specialRoutes.find((r) => r.id === id)
  if (!route) throw new AppError('not_found', '没有这一条分类指引。')
  const number = words.number?.trim() || route.number
  for (const [what, said] of [
    ['该找哪里', words.door],
    ['电话', number],
  ] as const) {
    if (said && !words.says.includes(said))
      throw new AppError('invalid_request', `没有保存：告知内容里要写明${what}“${said}”。`)
  }
  const change = {
    changeId: newId(),
    what: `修改分类指引 ${route.name}`,
    why: asked.why.trim(),
    by: asked.by,
    at: isoNow(desk.clock),
  }
  await desk.db.transaction().execute((tx) =>
    changeRules(tx, 'specialRoutes', change, (items) => {
      const now = SpecialRouteFile.parse(items.get(id))
      return items.set(id, { ...now, says: words.says, door: words.door, ...(number ? { number } : {}) })
    }),
  )
  return { id }
}
