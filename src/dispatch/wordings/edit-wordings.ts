import { AppError } from '../../contracts/errors.ts'
import type { SensitiveWordFile, TemplateFile } from '../../contracts/knowledge-file.ts'
import { changeRules, readToChange } from '../../knowledge-base/change-rules.ts'
import { isoNow } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/schema.ts'
import { newId } from '../../platform/id.ts'
import { CITIZEN_TEXTS, type CitizenTextId, variablesIn } from '../../tickets/citizen-texts.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import type { Edit } from '../catalogue/edit-catalogue.ts'

export type WordingKind = 'templates' | 'sensitiveWords'
type Piece = TemplateFile | SensitiveWordFile

const mustBeSeen = async (tx: Db, kind: WordingKind, seen: number): Promise<void> => {
  const { version } = await readToChange(tx, kind)
  if (version !== seen)
    throw new AppError('conflict', '这里刚被别人改过，没有保存，您写的还在。请刷新看看再存。')
}

/** What stands against a template's text, or null: unknown variables, or missing ones. */
export const faultInText = (id: string, text: string): string | null => {
  const said = CITIZEN_TEXTS[id.replace(/^text-/, '') as CitizenTextId]
  if (!said) return '没有这一句，请从列表里选。'
  const allowed: readonly string[] = said.variables
  const used = variablesIn(text)
  const unknown = used.find((name) => !allowed.includes(name))
  if (unknown !== undefined) {
    const known = allowed.map((v) => `{${v}}`).join('、')
    return `没有“{${unknown}}”这个变量，${known ? `可以用的是${known}` : '这一句里不用变量'}。`
  }
  const missing = allowed.find((name) => !used.includes(name))
  return missing === undefined ? null : `要写上{${missing}}，不然诉求人看不到。`
}

/**
 * Writes one template or one sensitive word, new or changed, as a new version that can be taken back; holds for what happens next.
 * @throws AppError invalid_request for a text whose variables are wrong; conflict when somebody changed the list meanwhile.
 */
export const putWording = (
  desk: ActionDesk,
  kind: WordingKind,
  piece: Piece,
  edit: Edit & { what: string },
): Promise<number> =>
  desk.db.transaction().execute(async (tx) => {
    const fault = 'text' in piece ? faultInText(piece.id, piece.text) : null
    if (fault) throw new AppError('invalid_request', fault)
    await mustBeSeen(tx, kind, edit.seen)
    const { what, why, by } = edit
    const change = { changeId: newId(), what, why: why.trim(), by, at: isoNow(desk.clock) }
    return changeRules(tx, kind, change, (items) => new Map([...items, [piece.id, piece]]))
  })

/** Takes one out. @throws AppError not_found; conflict as above. */
export const removeWording = (
  desk: ActionDesk,
  kind: WordingKind,
  id: string,
  edit: Edit & { what: string },
): Promise<number> =>
  desk.db.transaction().execute(async (tx) => {
    await mustBeSeen(tx, kind, edit.seen)
    const { what, why, by } = edit
    const change = { changeId: newId(), what, why: why.trim(), by, at: isoNow(desk.clock) }
    return changeRules(tx, kind, change, (items) => {
      if (!items.has(id)) throw new AppError('not_found', '没有找到这一条，可能已经去掉了。')
      return new Map([...items].filter(([key]) => key !== id))
    })
  })
