import type { Entry } from '../../src/contracts/entry.ts'

export const KIND_LABELS: Record<Entry['kind'], string> = { faq: '问答', guide: '指南', document: '文件' }
export const ENTRY_STATES: Record<Entry['state'], string> = {
  published: '已发布',
  draft: '草稿',
  retired: '已停用',
}
