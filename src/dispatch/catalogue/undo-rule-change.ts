import { readChange, undoChange } from '../../knowledge-base/change-rules.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import type { ActionDesk } from '../act-on-ticket.ts'

/**
 * Takes back one change of the city's rules as a new version: nothing is ever removed from the history. Holds for the next matter.
 * @throws AppError not_found; conflict as `undoChange`.
 */
export const undoRuleChange = (
  desk: ActionDesk,
  asked: { undoes: string; why: string; by: string },
): Promise<{ changeId: string }> =>
  desk.db.transaction().execute(async (tx) => {
    const { rules } = await readChange(tx, asked.undoes)
    const changeId = newId()
    await undoChange(tx, {
      changeId,
      undoes: asked.undoes,
      what: `撤销：${rules[0]?.what ?? ''}`,
      why: asked.why.trim(),
      by: asked.by,
      at: isoNow(desk.clock),
    })
    return { changeId }
  })
