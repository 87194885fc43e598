import type { z } from 'zod'
import { ChannelsFile } from '../contracts/channel-rules.ts'
import type { CityRules } from '../contracts/city-rules.ts'
import {
  CatalogueFile,
  CategoriesFile,
  CityFile,
  DepartmentsFile,
  DispatchFile,
  SpecialRoutesFile,
  WordingsFile,
} from '../contracts/knowledge-file.ts'
import { RolesFile } from '../contracts/role-rules.ts'

/** The kinds of rules an administrator changes piece by piece: a file and a person may change different pieces of one kind. */
export const MANAGED_KINDS = [
  'city',
  'departments',
  'categories',
  'catalogue',
  'dispatch',
  'specialRoutes',
  'templates',
  'sensitiveWords',
  'channels',
  'roles',
] as const
export type ManagedKind = (typeof MANAGED_KINDS)[number]
export type ManagedRules = Pick<CityRules, ManagedKind>

export const isManaged = (kind: string): kind is ManagedKind =>
  (MANAGED_KINDS as readonly string[]).includes(kind)

/** A kind of rules in pieces, in order; the key is the piece's id, `''` what belongs to no piece. */
export type Items = Map<string, unknown>

const SHAPES = {
  city: CityFile,
  departments: DepartmentsFile.shape.departments,
  categories: CategoriesFile.shape.categories,
  catalogue: CatalogueFile,
  dispatch: DispatchFile,
  specialRoutes: SpecialRoutesFile.shape.routes,
  templates: WordingsFile.shape.templates,
  sensitiveWords: WordingsFile.shape.sensitiveWords,
  channels: ChannelsFile.shape.channels,
  roles: RolesFile.shape.roles,
} as const satisfies Record<ManagedKind, z.ZodType>

/** Rules of one kind as they are in the database, checked. @throws ZodError when they no longer fit the shape. */
export const parseRules = <K extends ManagedKind>(kind: K, content: unknown): ManagedRules[K] =>
  SHAPES[kind].parse(content) as ManagedRules[K]

const byId = (list: readonly { id: string }[]): [string, unknown][] => list.map((item) => [item.id, item])

/** Takes rules apart. `joinItems` puts the same together again. */
export const splitItems = <K extends ManagedKind>(kind: K, content: ManagedRules[K]): Items => {
  const rules = { [kind]: content } as Partial<ManagedRules>
  if (rules.catalogue) {
    const { lines, ...rest } = rules.catalogue
    return new Map([['', rest], ...byId(lines)])
  }
  if (rules.city) {
    const { districts, ...rest } = rules.city
    return new Map([['', rest], ...byId(districts)])
  }
  if (rules.categories) {
    return new Map(
      rules.categories.flatMap(({ children, ...branch }) => [
        [branch.id, branch] as const,
        ...byId(children),
      ]),
    )
  }
  if (rules.dispatch) return new Map([['', rules.dispatch]])
  const lists = [rules.departments, rules.specialRoutes, rules.templates, rules.sensitiveWords]
  return new Map(byId([...lists, rules.channels, rules.roles].find((list) => list !== undefined) ?? []))
}

const LEAF = /^\d{2}-/

/** Puts pieces together and checks them. @throws ZodError when the pieces make no rules. */
export const joinItems = <K extends ManagedKind>(kind: K, items: Items): ManagedRules[K] => {
  const rest = items.get('') as object | undefined
  const pieces = [...items].flatMap(([id, item]) => (id === '' ? [] : [item]))
  if (kind === 'catalogue') return parseRules(kind, { ...rest, lines: pieces })
  if (kind === 'city') return parseRules(kind, { ...rest, districts: pieces })
  if (kind === 'dispatch') return parseRules(kind, rest)
  if (kind !== 'categories') return parseRules(kind, pieces)
  const all = pieces as { id: string }[]
  const leaves = all.filter(({ id }) => LEAF.test(id))
  const branches = all
    .filter(({ id }) => !LEAF.test(id))
    .map((branch) => ({ ...branch, children: leaves.filter(({ id }) => id.startsWith(`${branch.id}-`)) }))
  return parseRules(kind, branches)
}

/** Whether two pieces say the same; both come out of the same shape, so their fields stand in the same order. */
export const isSame = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left) === JSON.stringify(right)

/** One piece that differs between two versions; `undefined` = it is not there. */
export type Difference = { id: string; before: unknown; after: unknown }

export const diffItems = (before: Items, after: Items): Difference[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((id) => ({ id, before: before.get(id), after: after.get(id) }))
    .filter((difference) => !isSame(difference.before, difference.after))

/** Puts a piece where it stands in `model`: after the nearest piece before it that is here. */
const insertLike = (order: string[], id: string, model: readonly string[]): void => {
  for (let at = model.indexOf(id) - 1; at >= 0; at--) {
    const found = order.indexOf(model[at] ?? '')
    if (found >= 0) {
      order.splice(found + 1, 0, id)
      return
    }
  }
  order.unshift(id)
}

/**
 * Two changes of the same rules made one: what `theirs` changed since `base` is taken into `ours`, piece by piece. A piece both changed
 * differently stays as in `ours` and is named in `kept`.
 */
export const mergeItems = (base: Items, theirs: Items, ours: Items): { merged: Items; kept: string[] } => {
  const result = new Map(ours)
  const order = [...ours.keys()]
  const kept: string[] = []
  for (const { id, before, after } of diffItems(base, theirs)) {
    const own = ours.get(id)
    if (isSame(own, after)) continue
    if (!isSame(own, before)) {
      kept.push(id)
      continue
    }
    if (after === undefined) result.delete(id)
    else {
      if (!result.has(id)) insertLike(order, id, [...theirs.keys()])
      result.set(id, after)
    }
  }
  return {
    merged: new Map(order.filter((id) => result.has(id)).map((id) => [id, result.get(id)])),
    kept,
  }
}
