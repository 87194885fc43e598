import { randomBytes } from 'node:crypto'
import type { CityRules } from '../contracts/city-rules.ts'
import type { Clock } from '../contracts/ports.ts'
import type { Role } from '../contracts/staff.ts'
import { isoNow } from '../platform/clock.ts'
import type { Database } from '../platform/db/schema.ts'
import { newId } from '../platform/id.ts'
import { hashPassword } from './password.ts'
import { findByLogin, insertStaff } from './staff-repository.ts'

type Demo = { login: string; name: string; title: string; roles: Role[]; departmentId: string | null }

const PEOPLE: Demo[] = [
  { login: 'agent', name: '小林', title: '坐席(兼派单)', roles: ['agent', 'dispatcher'], departmentId: null },
  { login: 'duban', name: '陈督办', title: '督办员', roles: ['supervisor'], departmentId: null },
  { login: 'guanli', name: '孙管理', title: '管理员', roles: ['admin'], departmentId: null },
  { login: 'editor', name: '老周', title: '知识编辑', roles: ['editor'], departmentId: null },
  {
    login: 'chengguan',
    name: '李工',
    title: '市城管局承办人(兼审签)',
    roles: ['handler', 'signer'],
    departmentId: 'urban-management',
  },
  {
    login: 'gongan',
    name: '王警官',
    title: '市公安局承办人(兼审签)',
    roles: ['handler', 'signer'],
    departmentId: 'police',
  },
  {
    login: 'zhujian',
    name: '赵工',
    title: '市住建局承办人(兼审签)',
    roles: ['handler', 'signer'],
    departmentId: 'housing',
  },
]

/**
 * Accounts for trying the product, made only when asked for (`--demo`). Each gets its own random password, printed
 * once; there is no password anybody could know beforehand. @returns those made now.
 */
export const makeDemoAccounts = async (desk: {
  db: Database
  clock: Clock
  rules: CityRules
}): Promise<(Demo & { password: string })[]> => {
  const made: (Demo & { password: string })[] = []
  for (const person of PEOPLE) {
    if (person.departmentId && !desk.rules.departments.some((d) => d.id === person.departmentId)) continue
    if (await findByLogin(desk.db, person.login)) continue
    const password = randomBytes(9).toString('base64url')
    const passwordHash = await hashPassword(password)
    const { title: _title, ...account } = person
    await insertStaff(desk.db, { id: newId(), ...account, passwordHash }, isoNow(desk.clock))
    made.push({ ...person, password })
  }
  return made
}
