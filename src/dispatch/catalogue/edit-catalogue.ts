import { AppError } from '../../contracts/errors.ts'
import { CatalogueLineFile } from '../../contracts/knowledge-file.ts'
import { changeRules, type RuleChange, readToChange } from '../../knowledge-base/change-rules.ts'
import { isSame, parseRules, splitItems } from '../../knowledge-base/rule-items.ts'
import { findRuleVersion } from '../../knowledge-base/rule-set-repository.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { checkLine, type LineContent, sayLine } from './check-line.ts'

/** `seen`: the version of the catalogue the person looked at; `why` is read by whoever asks later. */
export type Edit = { seen: number; why: string; by: string }

const changeOf = (desk: ActionDesk, edit: Edit, what: string): RuleChange => ({
  ...{ changeId: newId(), what, why: edit.why.trim(), by: edit.by, at: isoNow(desk.clock) },
})

const linesToChange = async (tx: Db): Promise<CatalogueLineFile[]> =>
  (await readToChange(tx, 'catalogue')).content.lines

/** The line as it is; a conflict when somebody changed this very line since it was looked at. */
const mustBeSeen = async (tx: Db, id: string, seen: number): Promise<CatalogueLineFile> => {
  const now = (await linesToChange(tx)).find((line) => line.id === id)
  if (!now) throw new AppError('not_found', '目录里没有这一条，可能刚被停用。请刷新看看。')
  const version = await findRuleVersion(tx, 'catalogue', seen)
  const then = version
    ? splitItems('catalogue', parseRules('catalogue', JSON.parse(version.content))).get(id)
    : undefined
  if (!isSame(then, now))
    throw new AppError('conflict', '这一条刚被别人改过，没有保存。您填的还在，请对照最新的内容再改。', {
      now,
    })
  return now
}

const mustBeRight = (desk: ActionDesk, line: LineContent, others: readonly CatalogueLineFile[]): void => {
  const wrong = checkLine(desk.rules, line, others)
  if (wrong.length > 0) throw new AppError('invalid_request', `没有保存：${wrong.join('；')}。`, { wrong })
}

/** An id no line ever had: a retired line's id must not come back with another meaning. */
export const newLineId = (category: string): string => `${category}-${newId().slice(-8)}`

/**
 * Adds a line to the catalogue; the next matter is routed by it. @returns its id and the version.
 * @throws AppError invalid_request with everything that stands against it.
 */
export const addLine = (
  desk: ActionDesk,
  line: LineContent,
  edit: Edit,
): Promise<{ id: string; version: number }> =>
  desk.db.transaction().execute(async (tx) => {
    const lines = await linesToChange(tx)
    mustBeRight(desk, line, lines)
    const id = newLineId(line.category)
    const added = CatalogueLineFile.parse({ ...line, id })
    const version = await changeRules(
      tx,
      'catalogue',
      changeOf(desk, edit, `新增 ${sayLine(desk.rules, line)}`),
      (items) => new Map([...items, [id, added]]),
    )
    return { id, version }
  })

/** Changes a line. @throws AppError not_found, conflict when it was changed meanwhile, invalid_request. */
export const editLine = (
  desk: ActionDesk,
  id: string,
  line: LineContent,
  edit: Edit,
): Promise<{ id: string; version: number }> =>
  desk.db.transaction().execute(async (tx) => {
    await mustBeSeen(tx, id, edit.seen)
    const others = (await linesToChange(tx)).filter((other) => other.id !== id)
    mustBeRight(desk, line, others)
    const changed = CatalogueLineFile.parse({ ...line, id })
    const what = `修改 ${sayLine(desk.rules, line)}`
    const version = await changeRules(tx, 'catalogue', changeOf(desk, edit, what), (items) =>
      items.set(id, changed),
    )
    return { id, version }
  })

/** Takes a line out of use. Tickets that went by it stay where they are. @throws AppError not_found, conflict. */
export const retireLine = (
  desk: ActionDesk,
  id: string,
  edit: Edit,
): Promise<{ id: string; version: number }> =>
  desk.db.transaction().execute(async (tx) => {
    const line = await mustBeSeen(tx, id, edit.seen)
    const what = `停用 ${sayLine(desk.rules, line)}`
    const version = await changeRules(tx, 'catalogue', changeOf(desk, edit, what), (items) => {
      items.delete(id)
      return items
    })
    return { id, version }
  })
