import { readChange, undoChange } from '../../knowledge-base/change-rules.ts'
import { readRuleInForce } from '../../knowledge-base/read-rules.ts'
import { lockRules } from '../../knowledge-base/rule-set-repository.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { mustKeepWorkGoing } from '../../staff/roles/weigh-roles.ts'
import type { ActionDesk } from '../act-on-ticket.ts'

/**
 * Takes back one change of the city's rules as a new version: nothing is ever removed from the history. Holds for the next matter.
 * @throws AppError not_found; conflict as `undoChange`, and as a change of roles.
 */
export const undoRuleChange = (
  desk: ActionDesk,
  asked: { undoes: string; why: string; by: string },
): Promise<{ changeId: string }> =>
  desk.db.transaction().execute(async (tx) => {
    await lockRules(tx)
    const { rules } = await readChange(tx, asked.undoes)
    const touchesRoles = rules.some(({ kind }) => kind === 'roles')
    const before = touchesRoles ? (await readRuleInForce(tx, 'roles')).content : []
    const changeId = newId()
    await undoChange(tx, {
      changeId,
      undoes: asked.undoes,
      what: `撤销：${rules[0]?.what ?? ''}`,
      why: asked.why.trim(),
      by: asked.by,
      at: isoNow(desk.clock),
    })
    // Taken back is a change like any other: nobody may be left without whom work stops.
    if (touchesRoles) await mustKeepWorkGoing(tx, before, (await readRuleInForce(tx, 'roles')).content)
    return { changeId }
  })
