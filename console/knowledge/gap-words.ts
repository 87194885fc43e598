import type { GapEnd, GapState, GapWhy } from '../../src/contracts/gap.ts'

export const WHY_LABELS: Record<GapWhy, string> = {
  declined: '没有把握',
  asked_back: '反问后没有选',
  rejected: '说不是这个',
  useless: '说没用或有误',
  human: '转了人工',
  ticket: '记成了工单',
}
export const STATE_LABELS: Record<GapState, string> = { open: '没有答上', aside: '放到一边', done: '已处理' }
export const END_LABELS: Record<GapEnd, string> = {
  similar: '加成了相似问',
  entry: '新建了知识',
  aside: '放到了一边',
}
/** The usual reasons for setting a question aside. */
export const ASIDE_REASONS = [
  '不归热线管',
  '说不清问什么',
  '问的是个人办理结果',
  '已有知识，问法太偏',
] as const
