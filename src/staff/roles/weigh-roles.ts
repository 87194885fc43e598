import { AppError } from '../../contracts/errors.ts'
import type { RoleFile } from '../../contracts/role-rules.ts'
import type { Role } from '../../contracts/staff.ts'
import type { Db } from '../../platform/db/schema.ts'
import { CAPABILITIES, type Capability, hasRight, isAllowed, offerOf } from '../policy.ts'
import { listStaff } from '../staff-repository.ts'
import { NEEDS, RIGHT_WORDS, ROLE_NAMES, ROLES, VITAL } from './right-words.ts'
import { countWaiting } from './waiting-work-repository.ts'

/** One right a role gets or loses. */
export type RightChange = { role: Role; capability: Capability; gives: boolean }
/** The same with what comes of it: who gets or loses it, who keeps it by another role, what waits for it now. */
export type WeighedChange = RightChange & {
  roleName: string
  name: string
  people: string[]
  others: number
  keep: number
  waiting: string
}
/** `concerned`: how many people get or lose a right by it, each counted once. */
export type RoleEffect = {
  changes: WeighedChange[]
  concerned: number
  refusals: string[]
  warnings: string[]
}

const STAFF_READ = 5_000
/** Names told of those concerned; of more only how many. */
const NAMES_SHOWN = 6

export const nameRight = (capability: Capability): string => RIGHT_WORDS[capability][1]

/** What differs between two states of the roles, role by role in the order of the page. */
export const diffRights = (before: readonly RoleFile[], after: readonly RoleFile[]): RightChange[] =>
  ROLES.flatMap((role) =>
    (Object.keys(RIGHT_WORDS) as Capability[]).flatMap((capability) => {
      const has = hasRight({ roles: [...after] }, role, capability)
      return has === hasRight({ roles: [...before] }, role, capability)
        ? []
        : [{ role, capability, gives: has }]
    }),
  )

/** What stands against what a file says of a role beside `all` it says of roles, or null; for whoever writes the file. */
export const faultInRole = (
  { id, more, less }: RoleFile,
  all: readonly RoleFile[] = [{ id, more, less }],
): string | null => {
  const unknown = [...more, ...less].find((name) => !(CAPABILITIES as string[]).includes(name))
  if (unknown !== undefined) return `there is no capability "${unknown}"`
  const given = more.find((name) => offerOf(id, name as Capability) !== 'extra')
  if (given !== undefined) return `"${given}" cannot be given beyond the delivered table`
  const taken = less.find((name) => offerOf(id, name as Capability) !== 'delivered')
  if (taken !== undefined) return `"${taken}" cannot be taken away`
  const isHeld = (name: Capability): boolean =>
    ROLES.some((role) => hasRight({ roles: [...all] }, role, name))
  const left = (less as Capability[]).find((name) => VITAL[name] !== undefined && !isHeld(name))
  if (left !== undefined) return `"${left}" would be left to nobody`
  const [unmet] = findUnmet([{ id, more, less }], id)
  return unmet ? `"${unmet[0]}" needs "${unmet[1]}"` : null
}

/** Rights of a role without the one they are of no use without. */
const findUnmet = (
  roles: readonly RoleFile[],
  role: Role,
): [capability: Capability, needed: Capability][] => {
  const rules = { roles: [...roles] }
  return CAPABILITIES.flatMap((capability): [Capability, Capability][] => {
    const needed = NEEDS[capability]
    const isUnmet = needed && hasRight(rules, role, capability) && !hasRight(rules, role, needed)
    return isUnmet ? [[capability, needed]] : []
  })
}

type Person = { name: string; roles: Role[] }

const findLeftUndone = (
  people: readonly Person[],
  before: readonly RoleFile[],
  after: readonly RoleFile[],
): Capability[] =>
  CAPABILITIES.filter((capability) => {
    const some = (roles: readonly RoleFile[]): boolean =>
      people.some((person) => isAllowed({ roles: [...roles] }, person, capability))
    return some(before) && !some(after)
  })

/** Everybody whose account is open. */
export const listActive = async (db: Db) =>
  (await listStaff(db, STAFF_READ)).filter((person) => !person.isClosed)

const refuse = (
  people: readonly Person[],
  before: readonly RoleFile[],
  after: readonly RoleFile[],
): string[] => {
  const concerned = [...new Set(diffRights(before, after).map(({ role }) => role))]
  const stopped = findLeftUndone(people, before, after).flatMap((capability) => {
    const consequence = VITAL[capability]
    return consequence
      ? [`“${nameRight(capability)}”一个人都不剩，${consequence}。请先给别的角色，或留着。`]
      : []
  })
  const unmet = concerned.flatMap((role) =>
    findUnmet(after, role).map(
      ([right, needed]) =>
        `${ROLE_NAMES[role]}有“${nameRight(right)}”，就要有“${nameRight(needed)}”，请一起给或一起收回。`,
    ),
  )
  return [...unmet, ...stopped]
}

/** @throws AppError conflict with every reason: a right without what it needs, or work that nobody active would be left to do. */
export const mustKeepWorkGoing = async (
  db: Db,
  before: readonly RoleFile[],
  after: readonly RoleFile[],
): Promise<void> => {
  const refusals = refuse(await listActive(db), before, after)
  if (refusals.length > 0) throw new AppError('conflict', refusals.join(''), { refusals })
}

/** Rights told by name in one sentence; of more only how many. */
const RIGHTS_SAID = 6
/** Rights in a row, each in its own quotation marks: their names have commas of their own. */
const quoteRights = (rights: readonly Capability[]): string =>
  `${rights
    .slice(0, RIGHTS_SAID)
    .map((right) => `“${nameRight(right)}”`)
    .join('')}${rights.length > RIGHTS_SAID ? `等 ${rights.length} 项` : ''}`

/** What each role gets and loses, in one sentence without its end. */
export const sayRights = (changes: readonly RightChange[]): string =>
  ROLES.flatMap((role) =>
    [true, false].flatMap((gives) => {
      const rights = changes.filter((c) => c.role === role && c.gives === gives).map((c) => c.capability)
      return rights.length === 0
        ? []
        : [`${ROLE_NAMES[role]}${gives ? '可以' : '不再'}${quoteRights(rights)}`]
    }),
  ).join('，')

/** Whom changes concern, in one sentence without its end. */
export const sayConcerned = ({ changes, concerned }: RoleEffect): string => {
  const names = [...new Set(changes.flatMap(({ people }) => people))]
  if (names.length === 0) return '现在没有人受影响'
  return `受影响的是${names.join('、')}${concerned > names.length ? `等 ${concerned} 人` : ''}`
}

/** What it would mean to go from one state of the roles to the other, told before it is done; counts active accounts only. */
export const weighRoles = async (
  db: Db,
  before: readonly RoleFile[],
  after: readonly RoleFile[],
): Promise<RoleEffect> => {
  const people = await listActive(db)
  const waiting = await countWaiting(db)
  const distinct = new Set<Person>()
  const changes = diffRights(before, after).map((change): WeighedChange => {
    const ofRole = people.filter((person) => person.roles.includes(change.role))
    const concerned = ofRole.filter(
      (person) =>
        isAllowed({ roles: [...before] }, person, change.capability) !==
        isAllowed({ roles: [...after] }, person, change.capability),
    )
    for (const person of concerned) distinct.add(person)
    return {
      ...change,
      roleName: ROLE_NAMES[change.role],
      name: nameRight(change.capability),
      people: concerned.slice(0, NAMES_SHOWN).map(({ name }) => name),
      others: Math.max(0, concerned.length - NAMES_SHOWN),
      keep: ofRole.length - concerned.length,
      waiting: waiting[change.capability] ?? '',
    }
  })
  return {
    changes,
    concerned: distinct.size,
    refusals: refuse(people, before, after),
    warnings: findLeftUndone(people, before, after)
      .filter((capability) => !VITAL[capability])
      .map((capability) => `“${nameRight(capability)}”就没有人能做了。`),
  }
}
