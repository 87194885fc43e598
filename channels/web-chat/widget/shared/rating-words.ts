import type { Solved } from '../../../../src/contracts/ticket.ts'

/** Three ways to answer "解决了吗"; asked apart from satisfaction, because a thing may be well handled and unsolved. */
export const SOLVED: { value: Solved; label: string }[] = [
  { value: 'solved', label: '解决了' },
  { value: 'partly', label: '部分解决' },
  { value: 'unsolved', label: '没解决' },
]

/** The five grades of 国办发〔2019〕51号, best first; 5 is the best. */
export const SATISFACTION: { value: number; label: string }[] = [
  { value: 5, label: '非常满意' },
  { value: 4, label: '满意' },
  { value: 3, label: '基本满意' },
  { value: 2, label: '不满意' },
  { value: 1, label: '非常不满意' },
]
