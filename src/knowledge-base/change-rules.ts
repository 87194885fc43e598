import { AppError } from '../contracts/errors.ts'
import type { Db } from '../platform/db/schema.ts'
import { readRuleInForce } from './read-rules.ts'
import {
  type Difference,
  diffItems,
  type Items,
  joinItems,
  type ManagedKind,
  type ManagedRules,
  mergeItems,
  parseRules,
  splitItems,
} from './rule-items.ts'
import {
  findRuleVersion,
  insertRule,
  isUndone,
  listRulesOfChange,
  lockRules,
  type RuleVersion,
} from './rule-set-repository.ts'

/** Who changes rules, what is done and why: read in the history by whoever comes after. */
export type RuleChange = { changeId: string; what: string; why: string; by: string; at: string }

/**
 * The rules of one kind in force, read by whoever changes them in this transaction: others wait from here to the commit, so what was
 * compared with what somebody had seen is what is changed.
 */
export const readToChange = async <K extends ManagedKind>(
  tx: Db,
  kind: K,
): Promise<{ version: number; content: ManagedRules[K] }> => {
  await lockRules(tx)
  return readRuleInForce(tx, kind)
}

/**
 * Changes one kind of rules inside a transaction, piece by piece: `edit` gets the pieces in force and gives them back changed.
 * @returns the version in force afterwards. @throws what `edit` throws; ZodError when the pieces make no rules.
 */
export const changeRules = async (
  tx: Db,
  kind: ManagedKind,
  change: RuleChange & { undoes?: string },
  edit: (items: Items) => Items,
): Promise<number> => {
  const { version, content } = await readToChange(tx, kind)
  const changed = joinItems(kind, edit(splitItems(kind, content)))
  const { undoes = '', ...rest } = change
  const made = await insertRule(tx, {
    ...rest,
    kind,
    content: JSON.stringify(changed),
    source: 'person',
    undoes,
  })
  return made ?? version
}

const itemsOf = (rule: RuleVersion): Items => {
  const kind = rule.kind as ManagedKind
  return splitItems(kind, parseRules(kind, JSON.parse(rule.content)))
}

const before = async (db: Db, rule: RuleVersion): Promise<Items> => {
  const earlier = await findRuleVersion(db, rule.kind, rule.version - 1)
  return earlier ? itemsOf(earlier) : new Map()
}

/** What a change did, piece by piece and kind by kind. @throws AppError not_found. */
export const readChange = async (
  db: Db,
  changeId: string,
): Promise<{ rules: RuleVersion[]; differences: (Difference & { kind: ManagedKind })[] }> => {
  const rules = changeId === '' ? [] : await listRulesOfChange(db, changeId)
  if (rules.length === 0) throw new AppError('not_found', '没有找到这次改动。')
  const differences: (Difference & { kind: ManagedKind })[] = []
  for (const rule of rules) {
    const kind = rule.kind as ManagedKind
    for (const found of diffItems(await before(db, rule), itemsOf(rule))) differences.push({ ...found, kind })
  }
  return { rules, differences }
}

/** The pieces that were changed again after the change: an undo would throw that away. */
export const findLaterEdits = async (db: Db, changeId: string): Promise<string[]> => {
  const { rules } = await readChange(db, changeId)
  const left: string[] = []
  for (const rule of rules) {
    const { content } = await readRuleInForce(db, rule.kind as ManagedKind)
    const now = splitItems(rule.kind as ManagedKind, content)
    left.push(...mergeItems(itemsOf(rule), await before(db, rule), now).kept)
  }
  return left
}

/** One kind of rules as it is, and as taking a change back would leave it; nothing is changed. */
export const previewUndo = async <K extends ManagedKind>(
  db: Db,
  changeId: string,
  kind: K,
): Promise<{ before: ManagedRules[K]; after: ManagedRules[K] }> => {
  const { rules } = await readChange(db, changeId)
  const { content } = await readRuleInForce(db, kind)
  const rule = rules.find((one) => one.kind === kind)
  if (!rule) return { before: content, after: content }
  const { merged } = mergeItems(itemsOf(rule), await before(db, rule), splitItems(kind, content))
  return { before: content, after: joinItems(kind, merged) }
}

/**
 * Takes back what one decision changed, in every kind of rules it touched, and nothing that was changed since.
 * @throws AppError not_found; conflict when it was taken back already, or what it changed was changed again since.
 */
export const undoChange = async (tx: Db, undo: RuleChange & { undoes: string }): Promise<void> => {
  await lockRules(tx)
  const { rules } = await readChange(tx, undo.undoes)
  if (await isUndone(tx, undo.undoes)) throw new AppError('conflict', '这次改动已经撤销过了。')
  const later = await findLaterEdits(tx, undo.undoes)
  if (later.length > 0) {
    throw new AppError(
      'conflict',
      `这次改动涉及的内容后来又改过(${later.slice(0, 5).join('、')})，撤销会把后来的改动也丢掉。请先撤销后来的改动，或直接编辑。`,
      { later },
    )
  }
  for (const rule of rules) {
    const earlier = await before(tx, rule)
    await changeRules(
      tx,
      rule.kind as ManagedKind,
      undo,
      (items) => mergeItems(itemsOf(rule), earlier, items).merged,
    )
  }
}
