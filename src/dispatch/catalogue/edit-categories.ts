import { DateTime } from 'luxon'
import type { CityRules } from '../../contracts/city-rules.ts'
import { AppError } from '../../contracts/errors.ts'
import { type CatalogueLineFile, CategoryLeafFile } from '../../contracts/knowledge-file.ts'
import { changeRules, type RuleChange } from '../../knowledge-base/change-rules.ts'
import type { Items } from '../../knowledge-base/rule-items.ts'
import { isoNow } from '../../platform/clock.ts'
import { newId } from '../../platform/id.ts'
import { nameCategory } from '../../tickets/name-department.ts'
import { openBranches } from '../../tickets/rules-now.ts'
import type { ActionDesk } from '../act-on-ticket.ts'
import { keyOf } from './check-line.ts'
import { countOpenOfCategory } from './effect-repository.ts'

export type LeafContent = { name: string; keywords: string[] }
type Asked = { why: string; by: string }

/** 建议, 表扬, 其他: what the product itself sorts into. */
const OWN_BRANCH = '99'
const LEAVES_MAX = 99

const changeOf = (desk: ActionDesk, asked: Asked, what: string): RuleChange => ({
  ...{ changeId: newId(), what, why: asked.why.trim(), by: asked.by, at: isoNow(desk.clock) },
})

const openLeaves = (rules: CityRules): CategoryLeafFile[] => openBranches(rules).flatMap((b) => b.children)

const mustBeNamedAlone = (rules: CityRules, name: string, id: string | null): void => {
  if (openLeaves(rules).some((leaf) => leaf.id !== id && leaf.name === name))
    throw new AppError('invalid_request', `已经有叫“${name}”的分类，没有保存。`)
}

/** A new leaf at the end of its branch; ids are never used twice. @throws AppError not_found, invalid_request. */
export const addLeaf = async (
  desk: ActionDesk,
  branchId: string,
  leaf: LeafContent,
  asked: Asked,
): Promise<{ id: string }> => {
  const branch = desk.rules.categories.find((b) => b.id === branchId)
  if (!branch) throw new AppError('not_found', '没有这个大类。')
  mustBeNamedAlone(desk.rules, leaf.name, null)
  let id = ''
  await desk.db.transaction().execute((tx) =>
    changeRules(
      tx,
      'categories',
      changeOf(desk, asked, `新增分类 ${branch.name} / ${leaf.name}`),
      (items) => {
        const used = [...items.keys()].filter((key) => key.startsWith(`${branchId}-`))
        const next = Math.max(0, ...used.map((key) => Number(key.slice(3)))) + 1
        if (next > LEAVES_MAX) throw new AppError('invalid_request', '这个大类已经有 99 个分类，不能再加。')
        id = `${branchId}-${String(next).padStart(2, '0')}`
        return new Map([...items, [id, CategoryLeafFile.parse({ ...leaf, id })]])
      },
    ),
  )
  return { id }
}

/** Another name or other words for a leaf; its id and its tickets stay. @throws AppError not_found, invalid_request. */
export const editLeaf = async (
  desk: ActionDesk,
  id: string,
  leaf: LeafContent,
  asked: Asked,
): Promise<{ id: string }> => {
  const before = openLeaves(desk.rules).find((l) => l.id === id)
  if (!before) throw new AppError('not_found', '没有这个分类，或者已经停用。')
  mustBeNamedAlone(desk.rules, leaf.name, id)
  const what = before.name === leaf.name ? `修改分类 ${leaf.name}` : `分类 ${before.name} 改名为 ${leaf.name}`
  await desk.db.transaction().execute((tx) =>
    changeRules(tx, 'categories', changeOf(desk, asked, what), (items) => {
      const now = CategoryLeafFile.parse(items.get(id))
      return items.set(id, { ...now, ...leaf })
    }),
  )
  return { id }
}

/** Why a leaf cannot be taken out like this, in a sentence; null = it can. */
export const refuseRemoval = (rules: CityRules, id: string, replacement: string | null): string | null => {
  const leaf = openLeaves(rules).find((l) => l.id === id)
  if (!leaf) return '没有这个分类，或者已经停用。'
  if (id.startsWith(OWN_BRANCH)) return '建议、表扬、其他是系统自己要用的分类，不能停用。'
  if (replacement === id) return '替代的分类不能是它自己。'
  if (replacement !== null && !openLeaves(rules).some((l) => l.id === replacement))
    return '替代的分类不存在，或者已经停用。'
  return null
}

/** Lines of the leaf go over to what replaces it, except where that has one for the same matters; without one they are retired. */
const moveLines = (items: Items, id: string, replacement: string | null): Items => {
  const lines = [...items].flatMap(([key, item]) => (key === '' ? [] : [item as CatalogueLineFile]))
  const taken = new Set(lines.filter((line) => line.category === replacement).map(keyOf))
  for (const line of lines.filter((l) => l.category === id)) {
    const moved = { ...line, category: replacement ?? '' }
    if (replacement === null || taken.has(keyOf(moved))) items.delete(line.id)
    else items.set(line.id, moved)
  }
  return items
}

/**
 * Takes a leaf out of use: nothing new is sorted into it, its tickets keep it and its name, open ones are offered the replacement, and
 * what was learned of it is read as the replacement. @throws AppError invalid_request with the reason.
 */
export const removeLeaf = async (
  desk: ActionDesk,
  asked: Asked & { id: string; replacement: string | null },
): Promise<{ changeId: string }> => {
  const { id, replacement } = asked
  const refusal = refuseRemoval(desk.rules, id, replacement)
  if (refusal) throw new AppError('invalid_request', `没有停用：${refusal}`)
  const name = nameCategory(desk.rules, id)
  const what =
    replacement === null
      ? `停用分类 ${name}`
      : `分类 ${name} 由 ${nameCategory(desk.rules, replacement)} 替代`
  const change = changeOf(desk, asked, what)
  const day = DateTime.fromJSDate(desk.clock.now()).setZone(desk.rules.calendar.timezone).toISODate()
  await desk.db.transaction().execute(async (tx) => {
    await changeRules(tx, 'categories', change, (items) => {
      const leaf = CategoryLeafFile.parse(items.get(id))
      const removed = {
        ...leaf,
        removedOn: day,
        ...(replacement === null ? {} : { replacedBy: replacement }),
      }
      return items.set(id, CategoryLeafFile.parse(removed))
    })
    await changeRules(tx, 'catalogue', change, (items) => moveLines(items, id, replacement))
  })
  return { changeId: change.changeId }
}

/** What taking a leaf out touches, before it is done. */
export const previewRemoval = async (desk: ActionDesk, id: string, replacement: string | null) => {
  const { lines } = desk.rules.catalogue
  const own = lines.filter((line) => line.category === id)
  const taken = new Set(lines.filter((line) => line.category === replacement).map(keyOf))
  const moved = own.filter(
    (line) => replacement !== null && !taken.has(keyOf({ ...line, category: replacement })),
  )
  return {
    refusal: refuseRemoval(desk.rules, id, replacement),
    ...(await countOpenOfCategory(desk.db, id)),
    movedLines: moved.length,
    retiredLines: own.length - moved.length,
    policies: desk.rules.deadlines.policies.filter((policy) => policy.category === id).length,
  }
}
