import type { Role } from '../../src/contracts/staff.ts'

/** What is still missing of somebody's roles and unit; empty when nothing is. */
export const unitMistake = (roles: readonly Role[], unit: string): string => {
  if (roles.length === 0) return '至少选一个角色。'
  return roles.some((r) => r === 'handler' || r === 'signer') && !unit
    ? '承办人和审签人必须选一个承办单位。'
    : ''
}
